import {
  askerWords,
  barsOf,
  claimWords,
  freshWords,
  grantFace,
  grantKinds,
  largeAmountWords,
  partyCall,
  partyWords,
} from './records';

test.each([
  [30_000_000, '30 万元'],
  [30_300_000, '30.3 万元'],
  [29_984_936, '29.98 万元'],
  [999_999, '9999.99 元'],
  [0, '0 元'],
])('%i fen: %s, never a yuan too many', (fen, words) => {
  expect(largeAmountWords(fen)).toBe(words);
});

test('bars are shares of the largest month, and a refund is none', () => {
  const month = (n: number, fundFen: number, cashFen: number) => ({
    month: n,
    totalFen: fundFen + cashFen,
    fundFen,
    accountFen: 0,
    cashFen,
  });
  const bars = barsOf([month(1, 300, 100), month(2, 100, 100), month(3, -50, -50)]);
  expect(bars).toEqual([
    { month: 1, fund: 75, account: 0, cash: 25 },
    { month: 2, fund: 25, account: 0, cash: 25 },
    { month: 3, fund: 0, account: 0, cash: 0 },
  ]);
  expect(barsOf([month(1, 0, 0)])).toEqual([{ month: 1, fund: 0, account: 0, cash: 0 }]);
});

test('how fresh: never asked, away, or the time', () => {
  const now = Date.parse('2025-11-20T09:10:00+08:00');
  expect(freshWords({ asOf: null, failed: false, stale: true }, now)).toContain('还没有');
  expect(freshWords({ asOf: null, failed: true, stale: true }, now)).toContain('连不上');
  const asOf = now - 600_000;
  expect(freshWords({ asOf, failed: true, stale: true }, now)).toContain('今天上午 9:00');
});

test('a question to oneself waits for oneself', () => {
  expect(grantFace({ status: 'requested', side: 'mine' }).word).toBe('等您回答');
  expect(grantFace({ status: 'requested', side: 'theirs' }).word).toBe('等待同意');
});

test.each([
  ['requested', '想看：参保和待遇'],
  ['active', '能看：参保和待遇'],
  ['revoked', '原来能看：参保和待遇'],
  ['returned', '原来能看：参保和待遇'],
  ['declined', '原来想看：参保和待遇'],
  ['withdrawn', '原来想看：参保和待遇'],
  ['expired', '原来想看：参保和待遇'],
] as const)('what a grant is of: %s', (status, words) => {
  expect(grantKinds({ status, kinds: ['covers'] })).toBe(words);
});

const party = { personId: 'p', nameMasked: '江*梅', relation: 'daughter', isNamed: true } as const;

test('whom one has added is named by the relation', () => {
  expect(partyWords(party)).toBe('女儿 江*梅');
  expect(partyCall(party)).toBe('女儿');
  expect(claimWords(party)).toBeNull();
  expect(askerWords({ other: party, askerName: '江晓梅' })).toBe('女儿 江晓梅');
});

test('what a stranger says they are is no fact', () => {
  const stranger = { ...party, isNamed: false };
  expect(partyWords(stranger)).toBe('江*梅');
  expect(partyCall(stranger)).toBe('对方');
  expect(claimWords(stranger)).toBe('对方说是您的女儿，系统没有核实。');
  expect(claimWords({ ...stranger, relation: null })).toBe('对方说是您的家人，系统没有核实。');
  expect(askerWords({ other: stranger, askerName: '江晓梅' })).toBe('江晓梅');
});
