import { createHash } from 'node:crypto';
import { answerDailyFile, type DailyLine } from '@yibao/sandbox/lib/daily-file';
import { type StatementDamage } from '@yibao/sandbox/lib/statement-damage';
import { addDays, dayMs, hourMs, startOfDay } from '@yibao/shared/rules/dates';
import { readDailyFile } from './daily-file';

const day = '2025-11-20';
const appId = 'sandbox-yibao';
const at = startOfDay(day) + 10 * hourMs;
const morning = startOfDay(day) + dayMs + 10 * hourMs;

const paid: DailyLine = {
  reference: 'YB251120000000000001',
  number: 'SP1',
  kind: '缴费',
  amountFen: 80_000,
  at,
  state: '成功',
};
const refunded: DailyLine = {
  ...paid,
  reference: 'TF1',
  number: 'TK1',
  kind: '退费',
  amountFen: 40_000,
};
const lines = [paid, refunded, { ...paid, number: 'SP0', at: at - dayMs }];

const read = (damage: StatementDamage | null, now = morning) =>
  readDailyFile(answerDailyFile(lines, day, { appId, now, damage }), day, appId);

test('what the rail writes is read again: its rows of the day, nothing else', () => {
  expect(read(null)).toEqual({
    outcome: 'read',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    rows: [
      {
        kind: 'payment',
        reference: paid.reference,
        number: 'SP1',
        amountFen: 80_000,
        at,
        state: 'done',
      },
      { kind: 'refund', reference: 'TF1', number: 'TK1', amountFen: 40_000, at, state: 'done' },
    ],
  });
});

test('a day without anything is a file without rows', () => {
  const quiet = addDays(day, -3);
  const answer = answerDailyFile(lines, quiet, { appId, now: morning, damage: null });
  expect(readDailyFile(answer, quiet, appId)).toMatchObject({ outcome: 'read', rows: [] });
});

test('not made yet, not kept any more', () => {
  expect(read(null, startOfDay(day) + dayMs + 8 * hourMs)).toEqual({ outcome: 'notReady' });
  expect(read('notReady')).toEqual({ outcome: 'notReady' });
  expect(read(null, morning + 100 * dayMs)).toEqual({ outcome: 'refused', reason: 'tooOld' });
});

test.each<[StatementDamage, string]>([
  ['wrongHash', 'wrongHash'],
  ['cut', 'cut'],
  ['wrongTotals', 'totalsDiffer'],
  ['gbk', 'gbk'],
  ['otherMerchant', 'otherMerchant'],
  ['otherDay', 'otherDay'],
])('%s is refused as %s', (damage, reason) => {
  expect(read(damage)).toMatchObject({ outcome: 'refused', reason });
});

test('a line that stands twice is handed on, to be named', () => {
  expect(read('duplicateLine')).toMatchObject({ rows: { length: 3 } });
});

test.each([
  ['the file of another day', { day: '2025-11-19' }, 'otherDay'],
  ['a word that every object has', { content: swap('缴费', 'constructor') }, 'malformed'],
  ['an amount without decimals', { content: swap('800.00', '800') }, 'malformed'],
  ['a negative amount', { content: swap('800.00', '-1.00') }, 'malformed'],
  ['totals that are no numbers', { content: swap('合计,2', '合计,two') }, 'totalsDiffer'],
  ['something after the totals', { content: swap('合计', '合计,0,0.00,0.00\n合计') }, 'malformed'],
])('%s is refused', (_name, changes, reason) => {
  const answer = {
    ...answerDailyFile(lines, day, { appId, now: morning, damage: null }),
    ...changes,
  };
  const { content } = answer;
  // resealed: what is wrong is the text, not its digest
  const digest = sm3(Buffer.from(content, 'base64'));
  expect(readDailyFile({ ...answer, digest }, day, appId)).toMatchObject({ reason });
});

function swap(from: string, to: string): string {
  const { content } = answerDailyFile(lines, day, { appId, now: morning, damage: null });
  const text = Buffer.from(content, 'base64').toString();
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to)).toString('base64');
}

function sm3(file: Buffer): string {
  return createHash('sm3').update(file).digest('hex');
}
