import type { Output } from '@yibao/shared/contracts';
import { type AuditAction, auditActions } from '@yibao/shared/rules/audit-actions';
import {
  consentModeLabels,
  consentPurposeInfo,
  frequencyUnitLabels,
} from '@yibao/shared/rules/consent-scope';
import { documentTypeLabels } from '@yibao/shared/rules/identity-document';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';

/** Words for the codes of the wire, where no rule has them. */

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'quiet';
export interface Word {
  label: string;
  tone: Tone;
}

type Consent = Output<'partner.consents'>['rows'][number];

/** Consents in the organisation's words: the rules' own are the person's. */
export const consentWords = {
  requested: { label: '等本人决定', tone: 'info' },
  active: { label: '授权中', tone: 'ok' },
  paused: { label: '本人已暂停', tone: 'warn' },
  denied: { label: '本人没有同意', tone: 'quiet' },
  withdrawn: { label: '已撤回请求', tone: 'quiet' },
  lapsed: { label: '逾期作废', tone: 'quiet' },
  exhausted: { label: '次数用完', tone: 'quiet' },
  expired: { label: '已到期', tone: 'quiet' },
  revoked: { label: '本人已收回', tone: 'danger' },
} as const satisfies Record<Consent['status'], Word>;

export const levelWords = {
  1: { label: '一级（一般）', tone: 'quiet' },
  2: { label: '二级（敏感）', tone: 'warn' },
  3: { label: '三级（高度敏感）', tone: 'danger' },
} as const satisfies Record<1 | 2 | 3, Word>;

export const organisationKindLabels = { insurer: '保险公司', employer: '用人单位' } as const;

export const standingWords = {
  active: { label: '正常', tone: 'ok' },
  suspended: { label: '已暂停', tone: 'danger' },
} as const satisfies Record<'active' | 'suspended', Word>;

export const agreementWords = {
  proposed: { label: '等另一人确认', tone: 'warn' },
  active: { label: '生效中', tone: 'ok' },
  ended: { label: '已终止', tone: 'quiet' },
} as const satisfies Record<string, Word>;

export const catalogueWords = {
  proposed: { label: '等另一人决定', tone: 'warn' },
  active: { label: '现行', tone: 'ok' },
  retired: { label: '已被替换', tone: 'quiet' },
  declined: { label: '没有通过', tone: 'quiet' },
  withdrawn: { label: '提出的人撤回了', tone: 'quiet' },
} as const satisfies Record<string, Word>;

export const clerkKindLabels = { person: '工作人员', api: '业务系统（接口）' } as const;

export const actorLabels = {
  account: '居民',
  staff: '医保局',
  system: '系统',
  clerk: '机构人员',
  organisation: '机构系统',
} as const;

type FlowOf<A extends string> = A extends `${infer F}.${string}` ? F : never;

/** What an audited act belongs to, by the beginning of its code; an act of none does not compile. */
export const flowLabels = {
  identity: '实名与家人',
  enrollment: '参保登记',
  payment: '缴费',
  refund: '退费',
  mutualAid: '个人账户共济',
  newborn: '新生儿与监护',
  records: '医保记录',
  certificate: '证明',
  reconcile: '对账',
  consent: '信息授权',
  partner: '机构的请求与查看',
  oversight: '授权监督',
  console: '登录工作台',
  audit: '审计',
} as const satisfies Record<FlowOf<AuditAction>, string>;

export type Flow = keyof typeof flowLabels;

/** @param action e.g. `consent.granted` @returns what it belongs to, as on the screen */
export function flowOf(action: string): string {
  const [flow = ''] = action.split('.');
  return flow in flowLabels ? flowLabels[flow as Flow] : '其他';
}

/** @returns the words of a code, and the code itself where the table does not have it */
export function wordsIn(table: Readonly<Record<string, string>>): (code: string) => string {
  const words = new Map(Object.entries(table));
  return (code) => words.get(code) ?? code;
}

/** What was done; an entry may be of a version of long ago. */
export const actWords = wordsIn(auditActions);

/** @returns the acts of a flow, or all */
export const actOptions = (flow: Flow | undefined): { value: string; label: string }[] =>
  optionsOf(auditActions, asIs).filter(
    ({ value }) => flow === undefined || value.startsWith(`${flow}.`),
  );

export const rightsKindLabels = {
  copy: '查阅、复制',
  correction: '更正、补充',
  deletion: '删除',
  explanation: '解释说明',
} as const;

export const rightsWords = {
  open: { label: '待办理', tone: 'warn' },
  done: { label: '已办理', tone: 'ok' },
  refused: { label: '不予办理', tone: 'quiet' },
} as const satisfies Record<string, Word>;

export const complaintWords = {
  open: { label: '待答复', tone: 'warn' },
  answered: { label: '已答复', tone: 'ok' },
} as const satisfies Record<string, Word>;

export const railLabels = {
  wechatPay: '微信支付',
  mutualAid: '个人账户共济',
  taxHandOver: '税务缴费',
} as const;

export const proofWords = {
  confirmed: { label: '查到了', tone: 'ok' },
  unconfirmed: { label: '没有查到', tone: 'warn' },
  unavailable: { label: '查不到：对方没有应答', tone: 'danger' },
} as const satisfies Record<string, Word>;

export const waitsForLabels = {
  taxBureau: '税务部门',
  corePlatform: '医保核心平台',
  rail: '付款渠道',
} as const;

export const queueReasonLabels = {
  unavailable: '有系统没有应答',
  review: '需要人工判断',
  appeal: '家长不同意结果',
} as const;

export const staffNoteLabels = {
  claim: '接手',
  approve: '同意',
  ask_more: '要求补充',
  refuse: '不予通过',
} as const;

export const checkWords = {
  passed: { label: '符合', tone: 'ok' },
  mismatch: { label: '不一致', tone: 'danger' },
  unavailable: { label: '没有应答', tone: 'warn' },
  review: { label: '要人判断', tone: 'warn' },
} as const satisfies Record<string, Word>;

export const findingWords = {
  open: { label: '待处理', tone: 'danger' },
  waiting: { label: '等下一份账单', tone: 'warn' },
  healed: { label: '已自行对上', tone: 'ok' },
  resolved: { label: '已处理', tone: 'quiet' },
} as const satisfies Record<string, Word>;

export const sexLabels = { male: '男', female: '女' } as const;
export const parentLabels = { father: '父亲', mother: '母亲' } as const;

/** Any code table as options of a select. */
export const optionsOf = <K extends string, T>(
  table: Record<K, T>,
  labelOf: (entry: T) => string,
): { value: K; label: string }[] =>
  (Object.keys(table) as K[]).map((value) => ({ value, label: labelOf(table[value]) }));

const ofLabel = ({ label }: { label: string }): string => label;
const asIs = (label: string): string => label;

export const purposeOptions = optionsOf(consentPurposeInfo, ofLabel);
export const modeOptions = optionsOf(consentModeLabels, asIs);
export const settlementKindOptions = optionsOf(settlementKindInfo, ofLabel);
export const documentTypeOptions = optionsOf(documentTypeLabels, asIs);
export const frequencyUnitOptions = optionsOf(frequencyUnitLabels, asIs);
export const flowOptions = optionsOf(flowLabels, asIs);
export const organisationKindOptions = optionsOf(organisationKindLabels, asIs);
export const consentStatusOptions = optionsOf(consentWords, ofLabel);
