import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type RecordKind } from '@yibao/shared/rules/record-grant-states';
import { countFailureBelow } from '../../lib/attempts';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type LookContext, lookAt, type Sight, sightOf, viewSeen } from '../access';
import { coverRows, exportText, paymentRows, settlementRows } from '../export';
import { findMirror } from '../mirror';
import { readCovers, readPayments, readSettlementLines } from '../reading';

/** A file is a copy that nobody can take back: enough for a family, too few for a collector. */
const maxExportsPerDay = 30;
/** The reply has to fit a function's answer. */
const maxRows = 3_000;

interface Wanted {
  personId: string;
  kind: RecordKind;
  coverageYear?: number | undefined;
}

async function rowsOf(context: LookContext, sight: Sight, wanted: Wanted): Promise<string[][]> {
  const { kind, coverageYear } = wanted;
  const ofYear = (line: { coverageYear: number }) =>
    coverageYear === undefined || line.coverageYear === coverageYear;
  if (kind === 'covers') return coverRows((await readCovers(context, sight)).covers.filter(ofYear));
  if (kind === 'payments') return paymentRows((await readPayments(context, sight)).filter(ofYear));
  const lines = await readSettlementLines(context, sight, { coverageYear }, maxRows + 1);
  if (lines.length > maxRows) throw new ServiceError('export_too_large');
  return settlementRows(lines);
}

const fileNames = {
  covers: '参保和待遇',
  payments: '缴费记录',
  settlements: '看病报销记录',
} as const;

/** The text is made after the commit and kept nowhere: only that it was made. */
export const exportRecords = mutationWithAfter('records.export', {
  async run({ tx, caller, now, audit }, { personId, kind, coverageYear }) {
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
      details: { kind, coverageYear: coverageYear ?? null, grantId: sight.grantId },
    });
    return { personId };
  },

  async after(context, input) {
    const { runtime, now } = context;
    const { personId, kind, coverageYear } = input;
    const sight = await lookAt(context, personId, kind, 'export');
    const mirrorKind = kind === 'settlements' ? 'settlements' : 'contributions';
    const [person, rows, mirror] = await Promise.all([
      viewSeen(context, sight),
      rowsOf(context, sight, input),
      findMirror(runtime.db, personId, mirrorKind),
    ]);
    const isOwn = sight.access === 'self';
    const when = coverageYear === undefined ? '全部年度' : `${coverageYear}年`;
    return {
      fileName: `${fileNames[kind]}-${when}-${shanghaiDate(now)}.csv`,
      mediaType: 'text/csv;charset=utf-8',
      text: exportText({ person, isOwn, kind }, { asOf: mirror?.asOf ?? null, now }, rows),
      rowCount: rows.length - 1,
    };
  },
});
