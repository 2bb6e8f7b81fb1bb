import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { csvText } from '@yibao/shared/rules/csv';
import { fenToSignedYuanText } from '@yibao/shared/rules/money';
import { sm3Hex } from '../../lib/crypto/sm3';
import { query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { refusalOf } from '../answer';
import { columnsOf, type LookColumn } from '../columns';
import { getLook, readCursor, writeCursor } from '../cursor';
import { type HeadParts, headOf } from '../look-head';
import { type LookData } from '../read-look';
import { type Making, takeLook } from '../take-look';

/** Rows of one piece: each of them is a decision, so that taking back stops a file under way. */
const pieceRows = 100;

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** The first lines of a file: what is said once, a line each, and the heading of the columns. */
function headLines(parts: HeadParts, columns: LookColumn[]): string[][] {
  const titles = columns.map(({ title, isAmount }) => (isAmount ? `${title}（元）` : title));
  const facts = headOf(parts).map(({ label, text }) => [label, text]);
  return titles.length === 0 ? facts : [...facts, [], titles];
}

/** The lines of one piece, its watermark behind them. */
function pieceText(
  head: string[][],
  { settlements }: LookData,
  columns: LookColumn[],
  text: string,
) {
  const rows = settlements.map((row) => columns.map(({ cell }) => cell(row, fenToSignedYuanText)));
  const lines = csvText([...head, ...rows, [text]]);
  return head.length > 0 ? lines : withoutMark(lines);
}

export const exportLook = query('partner.export', async (context, { lookId, cursor }) => {
  const { runtime } = context;
  const { cipher } = runtime;
  const place = cursor === undefined ? null : readCursor(cipher, cursor, 'export');
  if (place && place.lookId !== lookId) throw new ServiceError('not_found');
  const parent = await getLook(runtime.db, lookId);
  const { consentId, ask } = parent;
  const taking = {
    act: 'export',
    consentId,
    ask,
    parent,
    openedAt: parent.at,
    after: place?.after ?? null,
    limit: pieceRows,
  } as const;
  const { maxExportRows } = consentPolicyOf(runtime.config.region);
  const make: Making<{ text: string; sm3: string }> = ({ data, watermark, facts }) => {
    if ((data.sums?.count ?? 0) > maxExportRows) return Promise.resolve({ reason: 'too_large' });
    const { caseNo, row } = facts;
    const { purpose } = row;
    const columns = columnsOf(ask.fields);
    const parts = { data, ask, purpose, caseNo, watermark };
    const head = place === null ? headLines(parts, columns) : [];
    const text = pieceText(head, data, columns, watermark.text);
    return Promise.resolve({ made: { text, sm3: sm3Hex(`${place?.sm3 ?? ''}${text}`) } });
  };
  const taken = await takeLook(context, taking, make);
  if (taken.kind !== 'shown') return refusalOf(taken);
  const { watermark, data, made } = taken;
  const { text, sm3 } = made;
  const { after } = data;
  const digest = withoutMark(csvText([[`以上全部内容的摘要（SM3）：${sm3}`]]));
  return {
    decision: 'shown',
    watermark,
    fileName: `医保信息-${lookId.slice(0, 8)}.csv`,
    text: after === null ? `${text}${digest}` : text,
    sm3,
    nextCursor: after && writeCursor(cipher, { lookId, act: 'export', after, sm3 }),
  };
});
