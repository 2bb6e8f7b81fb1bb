import Taro from '@tarojs/taro';
import type { Output } from '@yibao/shared/contracts';
import { loadAppInfo } from './app-info';
import { h5Url, leaveFor } from './leave';
import { isRecord } from './storage';

type Payment = Output<'payment.createOrder'>['payment'];
export type PayParams = Extract<Payment, { kind: 'wechatPay' }>['params'];

/**
 * What the phone says about the payment. It is a hint for the next screen and never proof: the
 * result page asks payment.refreshOrder.
 */
export type PayOutcome =
  | 'asked' // the wallet was shown and closed
  | 'cancelled' // the person closed it without paying
  | 'left' // the browser is on its way to another page
  | 'needsWeChat'; // this browser cannot pay; the person has to open the site in WeChat

interface WeixinBridge {
  invoke: (name: string, params: object, callback: (answer: { err_msg?: string }) => void) => void;
}

declare global {
  interface Window {
    WeixinJSBridge?: WeixinBridge;
  }
}

async function payInMiniProgram(params: PayParams): Promise<PayOutcome> {
  try {
    await Taro.requestPayment({
      timeStamp: params.timeStamp,
      nonceStr: params.nonceStr,
      package: params.package,
      signType: params.signType,
      paySign: params.paySign,
    });
    return 'asked';
  } catch (failure) {
    const text = isRecord(failure) && typeof failure.errMsg === 'string' ? failure.errMsg : '';
    return text.includes('cancel') ? 'cancelled' : 'asked';
  }
}

function payThroughBridge(bridge: WeixinBridge, params: PayParams): Promise<PayOutcome> {
  return new Promise((resolve) => {
    bridge.invoke('getBrandWCPayRequest', params, (answer) => {
      resolve(answer.err_msg === 'get_brand_wcpay_request:cancel' ? 'cancelled' : 'asked');
    });
  });
}

async function payInBrowser(params: PayParams, resultRoute: string): Promise<PayOutcome> {
  if (window.WeixinJSBridge) return payThroughBridge(window.WeixinJSBridge, params);
  const info = await loadAppInfo();
  if (!info?.sandbox) return 'needsWeChat';
  leaveFor(info.sandbox.cashierUrl, { ...params }, resultRoute);
  return 'left';
}

/**
 * Shows the wallet for an order. `resultRoute` ('/packagePayment/pages/result/index?orderId=…') is
 * where a browser comes back to; in the mini-program and in WeChat's browser the caller goes there.
 */
export function pay(params: PayParams, resultRoute: string): Promise<PayOutcome> {
  if (process.env.TARO_ENV === 'weapp') return payInMiniProgram(params);
  return payInBrowser(params, resultRoute);
}

/** The address to open in WeChat where this browser cannot pay. */
export function addressForWeChat(route: string): string {
  return h5Url(route);
}
