import { asked, detail, line, now } from '../testing/examples';
import { consentTimeline, detailSentence, erasureWords, leftWords } from './detail';

const validTo = Date.parse('2026-01-19T09:00:00+08:00');
const active = {
  ...detail,
  line: { ...line, status: 'active', looks: 2, denials: 1, lastLookAt: now } as const,
  granted: asked,
  validFrom: now,
  validTo,
  verification: 'face' as const,
};
const revoked = {
  ...active,
  line: {
    ...active.line,
    status: 'revoked',
    statusLabel: '已收回',
    sentence: '您已经收回',
  } as const,
};

test('the sentence says who may see what', () => {
  expect(detailSentence(detail)).toBe('相山矿业（虚构）有限公司想看您的医保信息');
  expect(detailSentence(active)).toBe('相山矿业（虚构）有限公司能看您的医保信息');
  expect(detailSentence({ ...active, line: { ...active.line, status: 'paused' } })).toContain(
    '现在看不到',
  );
  expect(detailSentence(revoked)).toBe('您已经收回');
  expect(detailSentence({ ...detail, line: { ...line, isWard: true } })).toContain('想看孩子的');
});

test('until when, and how often still', () => {
  const left = { ...active, looksLeft: 4 };
  expect(leftWords(left)).toBe('2026 年 1 月 19 日自动结束，今天还能看 4 次');
  const inAll = { ...asked, frequency: { unit: 'TOTAL', limit: 9 } as const };
  expect(leftWords({ ...left, granted: inAll })).toBe('2026 年 1 月 19 日自动结束，还能看 4 次');
  expect(leftWords({ ...left, line: { ...line, status: 'paused' } })).toBe(
    '2026 年 1 月 19 日自动结束',
  );
  expect(leftWords(revoked)).toBeNull();
});

const wayOf = (given: Parameters<typeof consentTimeline>[0]) =>
  consentTimeline(given).map(({ title, state }) => `${title}:${state}`);

test('the way so far, from the question to its end', () => {
  expect(wayOf(detail)).toEqual(['对方请您授权:done', '等您决定:current']);
  expect(wayOf({ ...detail, line: { ...line, beganByPerson: true } })[0]).toBe('您提出授权:done');
  expect(wayOf(active)).toEqual([
    '对方请您授权:done',
    '同意授权:done',
    '看过 2 次:current',
    '到期自动结束:todo',
  ]);
  expect(wayOf(revoked).slice(2)).toEqual(['看过 2 次:done', '已收回:done']);
  // a day that has not come is not the day on which it ended
  const expired = { ...active.line, status: 'expired', statusLabel: '已到期' } as const;
  const endOf = (ended: Omit<typeof expired, 'endReason'> & Pick<typeof line, 'endReason'>) =>
    consentTimeline({ ...active, line: ended }).at(-1)?.at;
  expect(endOf(expired)).toBe(validTo);
  expect(endOf({ ...expired, endReason: 'grown' })).toBeNull();
  const denied = { ...line, status: 'denied', statusLabel: '没有同意' } as const;
  expect(wayOf({ ...detail, line: denied })).toEqual(['对方请您授权:done', '没有同意:done']);
});

test('how it was granted stands there', () => {
  const noteOf = (given: typeof active | typeof detail) => consentTimeline(given)[1]?.note;
  expect(noteOf(active)).toBe('刷脸确认了是本人');
  const atCounter = { ...active, verification: 'counter' as const, grantedByGuardian: true };
  expect(consentTimeline(atCounter)[1]?.note).toBe('监护人代孩子决定，在窗口核对了证件');
});

test('what becomes of what was seen', () => {
  expect(erasureWords(detail)).toBeNull();
  expect(erasureWords(active)).toContain('案件办完以后');
  expect(erasureWords({ ...active, eraseBy: '2026-02-01' })).toContain('2026 年 2 月 1 日前');
  expect(erasureWords({ ...active, eraseBy: '2026-02-01', erasedAt: now })).toContain(
    '2025 年 11 月 20 日确认',
  );
});
