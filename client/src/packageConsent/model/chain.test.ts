import { line, now } from '../testing/examples';
import { type Chain, chainHeadline, damageWords } from './chain';

const own: Chain = {
  ward: null,
  entries: 12,
  firstAt: now,
  lastAt: now,
  broken: null,
  headHash: 'a'.repeat(64),
  checkpoint: { number: 3, at: now, upToSeq: 10 },
};
const ward: Chain = { ...own, ward: line.person, entries: 5 };
const broken: Chain = { ...ward, broken: { seq: 4, what: 'changed' } };
const empty: Chain = { ...own, entries: 0, firstAt: null, lastAt: null, headHash: null };

test.each([
  [[own], 'ok', '关于您的 12 条记录，和写下时一样'],
  [[own, ward], 'ok', '关于您和孩子的 17 条记录，和写下时一样'],
  [[own, broken], 'danger', '有的记录和写下时不一样'],
  [[empty], 'ok', '还没有记录'],
] as const)('one broken entry is enough to say so', (chains, tone, sentence) => {
  expect(chainHeadline(chains)).toMatchObject({ tone, sentence });
});

test('what is wrong, and where', () => {
  expect(damageWords(broken)).toBe('第 4 条：内容和写下时不一样');
  expect(damageWords(own)).toBeNull();
});
