import { settings } from '../settings';
import { ask } from './dialogs';
import { postJson } from './post';
import { asyncApi, okAnswer, WxFailure, type Callbacks } from './settle';

interface FaceOptions extends Callbacks {
  verifyId: string;
}

/** What the server's signature gives the page to pay with. */
interface PaymentOptions extends Callbacks {
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: string;
  paySign: string;
}

interface SubscribeOptions extends Callbacks {
  tmplIds: string[];
}

interface MiniProgramOptions extends Callbacks {
  appId: string;
  path: string;
}

/** Tells the sandbox what the person did. @throws WxFailure in the sandbox's words */
const decide = async (path: string, body: object): Promise<object> =>
  okAnswer(await postJson(`${settings.sandbox}${path}`, body));

async function requestFacialVerify({ verifyId = '' }: Partial<FaceOptions>): Promise<object> {
  if (verifyId === '') throw new WxFailure('parameter error: verifyId');
  const decision = await ask({
    name: 'face',
    title: '人脸核身（沙箱）',
    content: '请选择这次核身的结果',
    choices: [
      { text: '本人通过', answer: 'pass' as const },
      { text: '失败', answer: 'fail' as const },
      { text: '取消', answer: 'cancel' as const },
    ],
  });
  return decide('/wechat/face/decide', { verify_id: verifyId, decision });
}

async function requestPayment(options: Partial<PaymentOptions>): Promise<object> {
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = options;
  const decision = await ask({
    name: 'cashier',
    title: '微信支付（沙箱）',
    content: prepay ?? '',
    choices: [
      { text: '支付', answer: 'pay' as const },
      { text: '拒绝支付', answer: 'decline' as const },
      { text: '离开', answer: 'walk-away' as const },
    ],
  });
  const signed = { timeStamp, nonceStr, package: prepay, signType, paySign };
  return decide('/wechat-pay/cashier/decide', { appId: settings.appId, ...signed, decision });
}

async function requestSubscribeMessage({ tmplIds = [] }: Partial<SubscribeOptions>) {
  const accepted = await ask({
    name: 'subscribe',
    title: '接收办理结果通知',
    content: tmplIds.join('、'),
    choices: [
      { text: '拒绝', answer: false },
      { text: '允许', answer: true },
    ],
  });
  for (const templateId of accepted ? tmplIds : []) {
    const body = { openid: settings.user, template_id: templateId };
    await decide('/wechat/subscribe/accept', body);
  }
  const answer = accepted ? 'accept' : 'reject';
  return Object.fromEntries(tmplIds.map((id) => [id, answer]));
}

/** The one mini-program that ours opens: the tax bureau's cashier. */
async function navigateToMiniProgram({ appId = '', path = '' }: Partial<MiniProgramOptions>) {
  const reference = new URLSearchParams(path.split('?')[1]).get('reference');
  if (appId === '' || !reference) throw new WxFailure('invalid appid or path');
  const decision = await ask({
    name: 'tax',
    title: '税务社保缴费（沙箱）',
    choices: [
      { text: '确认缴费', answer: 'pay' as const },
      { text: '取消这笔缴费', answer: 'cancel' as const },
      { text: '不打开', answer: null },
    ],
  });
  if (decision === null) throw new WxFailure('cancel');
  return decide('/tax/cashier/decide', { reference, decision });
}

/** wx functions behind which WeChat itself asks the person: here the tester answers in a dialog. */
export const sandboxApi = {
  checkIsSupportFacialRecognition: asyncApi('checkIsSupportFacialRecognition', () => ({
    errCode: 0,
  })),
  requestFacialVerify: asyncApi<FaceOptions>('requestFacialVerify', requestFacialVerify),
  requestPayment: asyncApi<PaymentOptions>('requestPayment', requestPayment),
  requestSubscribeMessage: asyncApi<SubscribeOptions>(
    'requestSubscribeMessage',
    requestSubscribeMessage,
  ),
  navigateToMiniProgram: asyncApi<MiniProgramOptions>(
    'navigateToMiniProgram',
    navigateToMiniProgram,
  ),
  login: asyncApi('login', () => ({ code: `sandbox-code-${settings.user}` })),
};
