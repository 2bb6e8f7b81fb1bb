/** The short-message templates that the sandbox's carrier has approved, by topic. */
export interface SmsTemplate {
  templateId: string;
  /** {1}, {2} … are the parameters. */
  text: string;
}

const app = '请打开微信小程序「医保随身办」';

/** The functions' configuration (SMS_ACCOUNT) takes its ids from here. */
export const smsTemplates = {
  code: {
    templateId: '2100001',
    text: '{1} 是您绑定手机号的验证码，10 分钟内有效。不是本人操作请不用理会，不要告诉别人。',
  },
  payment: { templateId: '2100002', text: `医保缴费成功，共 {1} 元。${app}查看。` },
  posted: { templateId: '2100003', text: `您的医保缴费{1}。${app}查看。` },
  enrollment: { templateId: '2100004', text: `您的医保参保登记有了进展：{1}。${app}查看。` },
  refund: { templateId: '2100005', text: `医保费 {1} 元已退回原支付账户。${app}查看。` },
  windowOpens: {
    templateId: '2100006',
    text: `{1} 年度居民医保开始缴费，您家有 {2} 人还没缴，{3}截止。${app}办理。`,
  },
  windowCloses: {
    templateId: '2100007',
    text: `{1} 年度居民医保快要截止，您家有 {2} 人还没缴，{3}截止。${app}办理。`,
  },
  newbornCloses: {
    templateId: '2100008',
    text: `您家 {2} 个宝宝的 {1} 年度医保还没缴费，{3}前缴费从出生那天起可以报销。${app}办理。`,
  },
  coverBegins: { templateId: '2100009', text: `您的 {1} 年度医保从 {2}起可以报销。${app}查看。` },
  consentAsked: {
    templateId: '2100010',
    text: `有机构想查看您的医保信息，{1}，同意不同意都可以。${app}查看。`,
  },
  consentUsed: {
    templateId: '2100011',
    text: `有机构来查看您的医保信息，{1}。${app}查看每一次记录。`,
  },
  consentEnds: {
    templateId: '2100012',
    text: `您给机构的一项信息授权{1}到期，到期自动停，不用办。${app}查看。`,
  },
} as const satisfies Record<string, SmsTemplate>;

export function smsTemplateById(templateId: string): SmsTemplate | undefined {
  return Object.values(smsTemplates).find((each) => each.templateId === templateId);
}

/** How many parameters a template has. */
export function parameterCount({ text }: SmsTemplate): number {
  return new Set(text.match(/\{\d+\}/g)).size;
}

export function fillTemplate({ text }: SmsTemplate, parameters: readonly string[]): string {
  return text.replace(/\{(\d+)\}/g, (_whole, position: string) => {
    return parameters[Number(position) - 1] ?? '';
  });
}
