/** The subscribe-message templates that the sandbox's mini-program has applied for. */

/** What WeChat lets each kind of field carry; the kind is the field's name without its digits. */
const fieldKinds = {
  thing: /^.{1,20}$/su,
  phrase: /^\p{Script=Han}{1,5}$/u,
  amount: /^¥?\d{1,10}(\.\d{1,2})?元?$/,
  time: /^\d{4}(年|-)\d{1,2}(月|-)\d{1,2}日?( \d{1,2}:\d{2}(:\d{2})?)?$/,
  date: /^\d{4}(年|-)\d{1,2}(月|-)\d{1,2}日?( \d{1,2}:\d{2}(:\d{2})?)?$/,
} as const satisfies Record<string, RegExp>;
type FieldName = `${keyof typeof fieldKinds}${number}`;

export interface Template {
  templateId: string;
  title: string;
  /** The fields by name, each with the words the person reads. */
  fields: Readonly<Record<string, string>>;
}

/** By topic; the functions' configuration (WECHAT_SUBSCRIBE_TEMPLATES) takes its ids from here. */
export const templates = {
  enrollment: {
    templateId: 'sandbox-tmpl-enrollment',
    title: '参保登记进度通知',
    fields: { thing1: '参保人', phrase2: '进度', time3: '更新时间', thing4: '说明' },
  },
  payment: {
    templateId: 'sandbox-tmpl-payment',
    title: '缴费结果通知',
    fields: { thing1: '参保人', amount2: '缴费金额', time3: '缴费时间', thing4: '说明' },
  },
  posted: {
    templateId: 'sandbox-tmpl-posted',
    title: '缴费到账通知',
    fields: { thing1: '参保人', phrase2: '状态', time3: '到账时间', thing4: '说明' },
  },
  refund: {
    templateId: 'sandbox-tmpl-refund',
    title: '退费结果通知',
    fields: { thing1: '参保人', amount2: '退费金额', time3: '退费时间', thing4: '说明' },
  },
  windowOpens: {
    templateId: 'sandbox-tmpl-window-opens',
    title: '缴费期开始提醒',
    fields: { thing1: '参保人', date2: '截止日期', time3: '提醒时间', thing4: '说明' },
  },
  windowCloses: {
    templateId: 'sandbox-tmpl-window-closes',
    title: '缴费截止提醒',
    fields: { thing1: '未缴费的人', date2: '截止日期', time3: '提醒时间', thing4: '说明' },
  },
  newbornCloses: {
    templateId: 'sandbox-tmpl-newborn-closes',
    title: '新生儿缴费提醒',
    fields: { thing1: '宝宝', date2: '截止日期', time3: '提醒时间', thing4: '说明' },
  },
  coverBegins: {
    templateId: 'sandbox-tmpl-cover-begins',
    title: '待遇生效提醒',
    fields: { thing1: '参保人', date2: '生效日期', time3: '提醒时间', thing4: '说明' },
  },
  consentAsked: {
    templateId: 'sandbox-tmpl-consent-asked',
    title: '信息授权请求通知',
    fields: { thing1: '参保人', phrase2: '进度', time3: '请求时间', thing4: '说明' },
  },
  consentUsed: {
    templateId: 'sandbox-tmpl-consent-used',
    title: '医保信息被查看通知',
    fields: { thing1: '参保人', phrase2: '结果', time3: '查看时间', thing4: '说明' },
  },
  consentEnds: {
    templateId: 'sandbox-tmpl-consent-ends',
    title: '信息授权到期提醒',
    fields: { thing1: '参保人', date2: '到期日期', time3: '提醒时间', thing4: '说明' },
  },
} as const satisfies Record<string, Template & { fields: Partial<Record<FieldName, string>> }>;

/** @returns the template of that id */
export function templateById(templateId: string): Template | undefined {
  return Object.values(templates).find((each) => each.templateId === templateId);
}

const kindOf = (name: string): RegExp | undefined =>
  Object.entries(fieldKinds).find(([kind]) => kind === name.replace(/\d+$/, ''))?.[1];

/**
 * @param data the field values by name
 * @returns the name of the first field that is missing, unknown or does not fit its kind; null
 *   when all fit
 */
export function firstBadField(template: Template, data: Record<string, string>): string | null {
  const names = new Set([...Object.keys(template.fields), ...Object.keys(data)]);
  for (const name of names) {
    const isField = name in template.fields;
    if (!isField || !kindOf(name)?.test(data[name] ?? '')) return name;
  }
  return null;
}
