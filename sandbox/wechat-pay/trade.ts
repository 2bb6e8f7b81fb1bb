import { rfc3339 } from '../lib/time';
import { type SandboxHost } from '../lib/host';
import { type PayOrder, tradeState, tradeStateNames } from './order';

/**
 * The trade as the query and the decrypted notification both show it (APIv3 field names). Who paid
 * and what is only known of a paid order.
 *
 * @param order the order; amounts in fen
 */
export function describeTrade(host: SandboxHost, order: PayOrder): Record<string, unknown> {
  const state = tradeState(order, host.clock.now());
  const base = {
    appid: order.appid,
    mchid: host.keys.wechatPay.mchid,
    out_trade_no: order.outTradeNo,
    trade_state: state,
    trade_state_desc: tradeStateNames[state],
    ...(order.attach === null ? {} : { attach: order.attach }),
  };
  if (!order.payment) return { ...base, amount: { total: order.amountFen, currency: 'CNY' } };
  return {
    ...base,
    transaction_id: order.payment.transactionId,
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    success_time: rfc3339(order.payment.paidAt),
    payer: { openid: order.openid },
    amount: {
      total: order.amountFen,
      payer_total: order.amountFen,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
  };
}
