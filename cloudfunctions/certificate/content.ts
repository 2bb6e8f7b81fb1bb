import canonicalize from 'canonicalize';
import { regions } from '@yibao/shared/policy';
import {
  type CertifiedContribution,
  type CertifiedCover,
  type CertifiedYear,
  type Judged,
  judgeContribution,
  judgeCover,
  type NotCertifiable,
  type PaymentWay,
} from '@yibao/shared/rules/certificate';
import { type CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { formatChineseDate, formatChineseDateTime } from '@yibao/shared/rules/dates';
import { type DocumentType } from '@yibao/shared/rules/facts';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { formatYuan } from '@yibao/shared/rules/money';
import { type VerifiedCaller } from '../lib/caller';
import { type Certificate } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { type GatheredFacts, type KnownContribution } from './facts';
import { type Subject } from './subjects';

/** Everything a paper says, as it is kept (sealed) and printed. */
export interface PaperContent {
  holder: {
    name: string;
    documentType: DocumentType;
    /** In full only when the person chose so, for themselves or a ward. */
    documentNumber: string;
  };
  /** What a stranger may see of the holder. */
  masked: { name: string; documentNumber: string };
  region: string;
  cover: CertifiedCover | null;
  contribution: CertifiedContribution | null;
  /** Our order's number; for its payer only. */
  orderReference: string | null;
}

/** What was judged, and the payments of ours that it rests on. */
export interface JudgedPaper {
  content: PaperContent;
  years: number[];
  restsOn: KnownContribution[];
}

export interface Question {
  kind: CertificateKind;
  coverageYear: number | null;
  fullNumber: boolean;
}

const documentTypeNames = {
  residentId: '居民身份证',
  hkMoTwResidence: '港澳台居民居住证',
  foreignPermanent: '外国人永久居留身份证',
  birthCertificate: '出生医学证明',
} as const satisfies Record<DocumentType, string>;

export const insuranceNames = {
  resident: '城乡居民基本医疗保险',
  employee: '职工基本医疗保险',
} as const;

const ways = {
  wechatPay: '微信支付',
  mutualAid: '职工医保个人账户（家庭共济）',
  taxHandOver: '税务缴费渠道',
  fullySubsidised: '全额资助，个人不用缴',
  otherChannel: '税务或经办窗口等其他渠道',
} as const satisfies Record<PaymentWay, string>;

const standings = {
  active: '正常参保',
  suspended: '暂停参保',
  none: '当前没有在本市参保',
} as const satisfies Record<CertifiedCover['standing'], string>;

const yearStates = {
  ended: '已结束',
  effective: '正在享受待遇',
  waiting: '等待期内',
  upcoming: '已缴费，待生效',
  recorded: '已缴费',
} as const satisfies Record<CertifiedYear['state'], string>;

export const regionName = (code: string): string =>
  regions.find((region) => region.code === code)?.name ?? '本市';

/** Only oneself and one's wards decide over the whole number; of others it stays masked. */
export const canShowNumber = ({ who }: Subject): boolean => who !== 'payee';

/**
 * What the paper would say.
 *
 * @returns the rule's refusal, or the content with what it rests on
 */
export function judgePaper(
  runtime: Runtime,
  caller: VerifiedCaller,
  subject: Subject,
  facts: GatheredFacts,
  { kind, coverageYear, fullNumber }: Question,
): Judged<JudgedPaper> {
  const identity = identityOf(runtime.cipher, subject.person);
  const hidden = maskDocumentNumber(identity.documentNumber);
  const shows = fullNumber && canShowNumber(subject);
  const { name, documentType } = identity;
  const base = {
    holder: { name, documentType, documentNumber: shows ? identity.documentNumber : hidden },
    masked: { name: maskName(name), documentNumber: hidden },
    region: runtime.config.region,
  };
  if (kind === 'cover') {
    const judged = judgeCover(facts, coverageYear);
    if (!judged.ok) return judged;
    // an employee's year does not end with a resident's refund
    const resident = judged.facts.years.filter(({ insurance }) => insurance === 'resident');
    const years = [...new Set(resident.map((year) => year.coverageYear))];
    const content = { ...base, cover: judged.facts, contribution: null, orderReference: null };
    const restsOn = facts.own.filter((row) => years.includes(row.coverageYear));
    return { ok: true, facts: { content, years, restsOn } };
  }
  if (coverageYear === null) return { ok: false, reason: 'nothing', comeBackAt: null };
  const judged = judgeContribution(facts, coverageYear);
  if (!judged.ok) return judged;
  const own = facts.own.find((row) => row.coverageYear === coverageYear) ?? null;
  const isPayer = own?.payerPersonId === caller.personId;
  const contribution =
    // a low amount would tell of a subsidy: of others only what was paid is certified
    subject.who === 'payee'
      ? { ...judged.facts, standardFen: null, subsidyFen: null }
      : judged.facts;
  const orderReference = isPayer ? own.outTradeNo : null;
  const content = { ...base, cover: null, contribution, orderReference };
  return { ok: true, facts: { content, years: [coverageYear], restsOn: own ? [own] : [] } };
}

/** 「2026 年 1 月 1 日至 12 月 31 日」: a benefit period lies in one year, nearly always. */
function dates({ from, to }: { from: string; to: string }): string {
  const end = formatChineseDate(to);
  return `${formatChineseDate(from)}至 ${from.slice(0, 4) === to.slice(0, 4) ? end.slice(7) : end}`;
}

/** The columns of a year on a proof of cover. */
export function yearCells({ coverageYear, insurance, period, state }: CertifiedYear): string[] {
  return [
    `${coverageYear} 年度`,
    insuranceNames[insurance],
    period ? dates(period) : '以医保系统记录为准',
    period?.waitingUntil ? `至 ${formatChineseDate(period.waitingUntil)}` : period ? '无' : '—',
    yearStates[state],
  ];
}

/** A year of a proof of cover in one line, for a screen. */
export function yearLine(year: CertifiedYear): PaperLine {
  const [label = '', insurance = '', period = '', waiting = '', state = ''] = yearCells(year);
  const wait = year.period?.waitingUntil ? `，等待期${waiting}` : '';
  return { label, value: `${insurance}，${state}；待遇享受期 ${period}${wait}` };
}

export const yearColumns = ['参保年度', '险种', '待遇享受期', '等待期', '签发当日状态'];

const leftOutWords = ({ leftOut }: CertifiedCover): string =>
  `${leftOut.join('、')} 年度已经付款，还没有记入医保账，未列入`;

/** A fact as a paper names it. */
export interface PaperLine {
  label: string;
  value: string;
}

/** The facts of a paper as name and value, in their order. */
export function factLines(content: PaperContent): PaperLine[] {
  const { holder, region, cover, contribution, orderReference } = content;
  const lines = [
    { label: '姓名', value: holder.name },
    { label: documentTypeNames[holder.documentType], value: holder.documentNumber },
    { label: '参保地（统筹区）', value: regionName(region) },
  ];
  if (cover) {
    lines.push(standingLine(cover));
    if (cover.leftOut.length > 0) lines.push({ label: '说明', value: leftOutWords(cover) });
  }
  if (contribution) {
    lines.push(...contributionLines(contribution));
    if (orderReference !== null) lines.push({ label: '订单号', value: orderReference });
  }
  return lines;
}

const standingLine = ({ standing }: CertifiedCover): PaperLine => ({
  label: '签发当日参保状态',
  value: standings[standing],
});

const paidLines = ({ coverageYear, amountFen }: CertifiedContribution): PaperLine[] => [
  { label: '险种', value: insuranceNames.resident },
  { label: '参保年度', value: `${coverageYear} 年度` },
  { label: '个人缴费金额', value: formatYuan(amountFen) },
];

const paidAtLine = ({ paidAt }: CertifiedContribution): PaperLine => ({
  label: '缴费时间',
  value: formatChineseDateTime(paidAt),
});

const collectionLine = ({ collectionNo }: CertifiedContribution): PaperLine => ({
  label: '收款编号',
  value: collectionNo,
});

function contributionLines(contribution: CertifiedContribution): PaperLine[] {
  const { standardFen, subsidyFen, way } = contribution;
  const lines = paidLines(contribution);
  if (standardFen !== null && subsidyFen !== null) {
    lines.push({ label: '个人缴费标准', value: formatYuan(standardFen) });
    if (subsidyFen > 0) lines.push({ label: '资助金额', value: formatYuan(subsidyFen) });
  }
  return [
    ...lines,
    paidAtLine(contribution),
    { label: '缴费方式', value: ways[way] },
    collectionLine(contribution),
  ];
}

/**
 * What of a paper a stranger with its code may see, in the words of the paper, so that the two can be
 * held side by side: what was paid, when and under which number, or the years of cover. Nothing that
 * would tell of a subsidy.
 */
export function publicLines({ cover, contribution }: PaperContent): PaperLine[] {
  if (contribution) {
    return [...paidLines(contribution), paidAtLine(contribution), collectionLine(contribution)];
  }
  return cover ? [standingLine(cover), ...cover.years.map(yearLine)] : [];
}

const refusalSentences = {
  nothing: '没有查到这一年度的缴费或参保记录，不能开具',
  posting: '钱已经付了，正在记入医保账。记好以后就能开具，一般几分钟',
  missing: '医保系统里暂时查不到这笔缴费，工作人员会核对，核对好以后才能开具',
  differs: '医保系统里的金额和这里的不一样，工作人员会核对，核对好以后才能开具',
  deceased: '登记信息显示不能在手机上开具，请带证件到医保窗口办理',
} as const satisfies Record<NotCertifiable, string>;

/** Why not, and when to come back, in words. */
export function refusalSentence(reason: NotCertifiable, comeBackAt: number | null): string {
  const sentence = refusalSentences[reason];
  return comeBackAt === null
    ? `${sentence}。`
    : `${sentence}，最迟 ${formatChineseDateTime(comeBackAt)}。`;
}

export function refuseUncertifiable(
  reason: NotCertifiable,
  comeBackAt: number | null,
): ServiceError {
  return new ServiceError('not_certifiable', { message: refusalSentence(reason, comeBackAt) });
}

/** A paper as it was issued, by whoever may see it in clear. */
export function openContent({ cipher }: Pick<Runtime, 'cipher'>, { facts }: Certificate) {
  // written by us from this very type
  return JSON.parse(cipher.open('certificate.facts', facts)) as PaperContent;
}

/** One's own payment for somebody, with the number hidden: what a payer can have printed. */
export const isPayersPaper = ({ holder, masked, contribution, orderReference }: PaperContent) =>
  orderReference !== null &&
  holder.documentNumber === masked.documentNumber &&
  contribution?.standardFen === null;

/** Equal content, equal key: the same paper. */
export function contentKey(content: PaperContent): string {
  return canonicalize(content) ?? '';
}
