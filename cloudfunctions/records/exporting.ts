/** What every file of records has in common, be it a table or a paper. */
import { type Output } from '@yibao/shared/contracts';
import { minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { type RecordKind, recordKindLabels } from '@yibao/shared/rules/record-grant-states';
import { countFailureBelow } from '../lib/attempts';
import { type AuditRecord } from '../lib/audit';
import { type VerifiedCaller } from '../lib/caller';
import { type Transaction } from '../lib/database/database';
import { ServiceError } from '../lib/errors';
import { type PersonView } from '../lib/wire';
import { type LookContext, lookAt, sightOf, viewSeen } from './access';
import { findMirror } from './mirror';
import { readCovers, readPayments, readSettlementLines } from './reading';

/** A file is a copy that nobody can take back: enough for a family, too few for a collector. */
const maxExportsPerDay = 30;
/** A lost answer may be asked for again for so long; later it would be a new copy. */
const repeatMs = 10 * minuteMs;
/** The reply has to fit a function's answer. */
const maxRows = 3_000;

export interface ExportRequest {
  personId: string;
  kind: RecordKind;
  /** All years when left out. */
  coverageYear?: number | undefined;
}

export type Covers = Output<'records.covers'>['covers'];
export type Payments = Output<'records.payments'>['payments'];
export type Settlements = Output<'records.settlements'>['settlements'];

/** The lines of one kind, as the screens have them. */
export type RecordLines =
  | { kind: 'covers'; lines: Covers }
  | { kind: 'payments'; lines: Payments }
  | { kind: 'settlements'; lines: Settlements };

export interface RecordExport {
  person: PersonView;
  isOwn: boolean;
  records: RecordLines;
  /** 「全部年度」 or 「2025年」. */
  when: string;
  /** When the core platform was asked last; null when it never answered. */
  asOf: number | null;
  now: number;
}

interface WriteContext {
  tx: Transaction;
  caller: VerifiedCaller;
  now: number;
  audit: (record: AuditRecord) => Promise<void>;
}

/**
 * Whether the caller may save this, written down before anything is read.
 *
 * @throws ServiceError not_found, rate_limited
 */
export async function allowExport(
  { tx, caller, now, audit }: WriteContext,
  { personId, kind, coverageYear }: ExportRequest,
  format: 'csv' | 'pdf',
): Promise<{ allowedAt: number }> {
  const sight = await sightOf(tx, caller, personId, now);
  if (!sight.kinds.includes(kind)) throw new ServiceError('not_found');
  const limit = { subject: `record-export:${caller.personId}`, day: shanghaiDate(now) };
  try {
    await countFailureBelow(tx, limit, maxExportsPerDay);
  } catch (error) {
    const message = '今天存的次数太多了，请明天再存';
    throw new ServiceError('rate_limited', { message, cause: error });
  }
  await audit({
    action: 'records.export',
    subjectPersonId: personId,
    details: { kind, coverageYear: coverageYear ?? null, grantId: sight.grantId, format },
  });
  return { allowedAt: now };
}

/**
 * What goes into the file; the right to look is asked for anew, because this is after the commit.
 *
 * @param allowedAt from `allowExport`: one permission is one copy, however often its request is repeated
 * @throws ServiceError not_found, export_too_large, paper_gone
 */
export async function gatherExport(
  context: LookContext,
  wanted: ExportRequest,
  { allowedAt }: { allowedAt: number },
): Promise<RecordExport> {
  const { runtime, now } = context;
  if (now - allowedAt > repeatMs) {
    throw new ServiceError('paper_gone', { message: '这份文件已经失效，请重新保存一份' });
  }
  const { personId, kind, coverageYear } = wanted;
  const sight = await lookAt(context, personId, kind, 'export');
  const mirrorKind = kind === 'settlements' ? 'settlements' : 'contributions';
  const ofYear = (line: { coverageYear: number }) =>
    coverageYear === undefined || line.coverageYear === coverageYear;
  const linesOf = async (): Promise<RecordLines> => {
    if (kind === 'covers') {
      const { covers } = await readCovers(context, sight);
      return { kind, lines: covers.filter(ofYear) };
    }
    if (kind === 'payments') {
      return { kind, lines: (await readPayments(context, sight)).filter(ofYear) };
    }
    const lines = await readSettlementLines(context, sight, { coverageYear }, maxRows + 1);
    if (lines.length > maxRows) throw new ServiceError('export_too_large');
    return { kind, lines };
  };
  const [person, records, mirror] = await Promise.all([
    viewSeen(context, sight),
    linesOf(),
    findMirror(runtime.db, personId, mirrorKind),
  ]);
  const when = coverageYear === undefined ? '全部年度' : `${coverageYear}年`;
  const isOwn = sight.access === 'self';
  return { person, isOwn, records, when, asOf: mirror?.asOf ?? null, now };
}

/** 「缴费记录-2025年-2025-11-20.csv」 */
export const exportFileName = (
  { records, when, now }: RecordExport,
  ending: 'csv' | 'pdf',
): string => `${recordKindLabels[records.kind]}-${when}-${shanghaiDate(now)}.${ending}`;

/** Only one's own name stands in clear in a file that travels. */
export const exportedName = ({ person, isOwn }: RecordExport): string =>
  isOwn ? person.name : person.nameMasked;

export const coverStateWords = {
  effective: '已参保',
  waiting: '等待期',
  upcoming: '已缴费，还没生效',
  processing: '正在入账',
  pending: '待缴费',
  ended: '已结束',
  elsewhere: '在别处参保',
  none: '未参保',
} as const satisfies Record<Covers[number]['state'], string>;

export const insuranceWords = { resident: '城乡居民医保', employee: '职工医保' } as const;

/** 「2025-11-20」, or nothing. */
export const day = (at: number | undefined): string => (at === undefined ? '' : shanghaiDate(at));
