import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { csvText } from '@yibao/shared/rules/csv';
import { fenToSignedYuanText } from '@yibao/shared/rules/money';
import { query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { refusalOf } from '../answer';
import { columnsOf } from '../columns';
import { getLook, readCursor, writeCursor } from '../cursor';
import { takeLook } from '../take-look';

/** Rows of one piece: each of them is a decision, so that taking back stops a file under way. */
const pieceRows = 100;

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

export const exportLook = query('partner.export', async (context, { lookId, cursor }) => {
  const { runtime } = context;
  const { cipher } = runtime;
  const place = cursor === undefined ? null : readCursor(cipher, cursor, 'export');
  if (place && place.lookId !== lookId) throw new ServiceError('not_found');
  const parent = await getLook(runtime.db, lookId);
  const { consentId, ask } = parent;
  const after = place?.after ?? null;
  const taking = {
    act: 'export',
    consentId,
    ask,
    parent,
    openedAt: parent.at,
    after,
    limit: pieceRows,
  } as const;
  const { maxExportRows } = consentPolicyOf(runtime.config.region);
  const taken = await takeLook(context, taking, (open) => {
    const count = open.data.sums?.count ?? 0;
    if (count > maxExportRows) throw new ServiceError('export_too_large');
    return Promise.resolve(null);
  });
  if (taken.kind !== 'shown') return refusalOf(taken);
  const { data, watermark } = taken;
  const columns = columnsOf(ask.fields);
  const rows = data.settlements.map((row) =>
    columns.map(({ cell }) => cell(row, fenToSignedYuanText)),
  );
  const isFirst = after === null;
  const head = columns.map(({ title, isAmount }) => (isAmount ? `${title}（元）` : title));
  const last = data.after === null ? [[watermark.text]] : [];
  const text = csvText([...(isFirst ? [head] : []), ...rows, ...last]);
  return {
    decision: 'shown',
    watermark,
    fileName: `医保信息-${lookId.slice(0, 8)}.csv`,
    text: isFirst ? text : withoutMark(text),
    nextCursor: data.after && writeCursor(cipher, { lookId, act: 'export', after: data.after }),
  };
});
