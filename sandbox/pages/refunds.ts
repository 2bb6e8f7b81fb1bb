import { html } from 'hono/html';
import { type RefundEnd, type RefundRefusal } from '../wechat-pay/refund';
import { type Controls } from '../control/controls';
import { base, type Markup } from './page';

const ends = {
  SUCCESS: '照常到账',
  ABNORMAL: '退款异常（收款账户有问题）',
  CLOSED: '退款关闭',
  NOT_ENOUGH: '商户余额不足（过一会再试）',
  USER_ACCOUNT_ABNORMAL: '不受理（用户账户异常）',
  MCH_NOT_EXISTS: '不受理（商户号不存在）',
} as const satisfies Record<RefundEnd | RefundRefusal, string>;

/** What the tax bureau and WeChat Pay do with the refunds to come. */
export function refundCard({ taxReviews, refunds }: Controls['back']): Markup {
  const { minutes, rejectNext } = taxReviews.current;
  const { minutes: payMinutes, next } = refunds.current;
  return html`<section aria-label="退费">
    <h2>退费</h2>
    <ul>
      <li>税务审核：${String(minutes)} 分钟后${rejectNext ? '，下一件不同意' : '同意'}</li>
      <li>微信退款：${String(payMinutes)} 分钟后，下一笔${ends[next]}</li>
    </ul>
    <form class="stack" method="post" action="${base}/refunds">
      <label
        >税务审核要等（分钟）<input type="number" name="taxMinutes" min="0" value="${minutes}"
      /></label>
      <label
        >下一件审核
        <select name="nextReview">
          <option value="normal">照常同意</option>
          <option value="reject" ${rejectNext ? 'selected' : ''}>不同意</option>
        </select>
      </label>
      <label
        >微信退款要等（分钟）<input type="number" name="payMinutes" min="0" value="${payMinutes}"
      /></label>
      <label
        >下一笔退款
        <select name="nextRefund">
          ${Object.entries(ends).map(
            ([end, label]) =>
              html`<option value="${end}" ${end === next ? 'selected' : ''}>${label}</option>`,
          )}
        </select>
      </label>
      <button>设置</button>
    </form>
    <p class="quiet">上班、去世、在柜台又缴一次这些事，在「城里的人」里对着一个人来做。</p>
  </section>`;
}
