import { departmentItems } from '@yibao/shared/protocols/data-sharing';
import { joinedItemInfo } from '@yibao/shared/rules/joined-items';
import { html } from 'hono/html';
import { type Departments } from '../data-sharing/departments';
import { latencyMaxMs } from '../lib/latency';
import { base, type Markup } from './page';

/** How slow the registries and the core platform are. */
export function latencyCard(latencyMs: number): Markup {
  return html`<section aria-label="登记系统的快慢">
    <h2>各部门登记和医保系统的快慢</h2>
    <p>现在：${latencyMs === 0 ? '马上回答' : `每次查询多等 ${String(latencyMs)} 毫秒`}</p>
    <form class="row" method="post" action="${base}/latency">
      <label>
        每次多等（毫秒）
        <input
          type="number"
          name="latencyMs"
          min="0"
          max="${latencyMaxMs}"
          value="${latencyMs}"
          required
        />
      </label>
      <button>设置</button>
    </form>
  </section>`;
}

const nameOf = (item: (typeof departmentItems)[number]): string =>
  `${joinedItemInfo[item].department} · ${joinedItemInfo[item].title}`;

function departmentLine({ item, minutes, returnsNext }: ReturnType<Departments['list']>[number]) {
  const time = minutes === 0 ? '当时办好' : `${String(minutes)} 分钟后办好`;
  return html`<li>
    ${nameOf(item)}：${returnsNext === null ? time : `下一件退回，「${returnsNext}」`}
  </li>`;
}

/** What the departments do with the cases to come. */
export function departmentCard(departments: Departments): Markup {
  return html`<section aria-label="联办部门">
    <h2>新生儿联办的部门</h2>
    <ul>
      ${departments.list().map(departmentLine)}
    </ul>
    <form class="stack" method="post" action="${base}/department">
      <label
        >事项
        <select name="item">
          ${departmentItems.map((item) => html`<option value="${item}">${nameOf(item)}</option>`)}
        </select>
      </label>
      <label
        >下一件
        <select name="answer">
          <option value="normal">照常办</option>
          <option value="return">退回</option>
        </select>
      </label>
      <label>退回的原因<input name="reason" maxlength="200" /></label>
      <label>多少分钟后办好（不填就不改）<input type="number" name="minutes" min="0" /></label>
      <button>设置</button>
    </form>
  </section>`;
}
