import {
  authorisationsSentence,
  type Figures,
  organisationsSentence,
  usesSentence,
} from './trends';

const month = (name: string, uses: number, authorisations: number): Figures['byMonth'][number] => ({
  month: name,
  uses,
  authorisations,
  denials: 1,
  revocations: 2,
});
const figures = (part: Partial<Figures>): Figures => ({
  organisations: { insurers: 0, employers: 0 },
  authorisations: 0,
  inForce: 0,
  uses: 0,
  denials: 0,
  byMonth: [],
  byOrganisation: [],
  ...part,
});

test('the sentence compares the running month with the one before', () => {
  const two = figures({ byMonth: [month('2025-10', 9, 4), month('2025-11', 12, 4)] });
  expect(usesSentence(two)).toBe('11 月到现在查看 12 次，比上个月多 3 次；另有 1 次被拒绝。');
  expect(authorisationsSentence(two)).toBe('11 月到现在授权 4 次，和上个月一样；收回 2 次。');
});

test('without a month before it compares with nothing, without any it says so', () => {
  expect(usesSentence(figures({ byMonth: [month('2025-11', 1, 0)] }))).not.toContain('上个月');
  expect(usesSentence(figures({}))).toBe('还没有查看。');
});

test('names the organisation that looks most and its share', () => {
  const of = (name: string, uses: number) => ({
    organisationId: name,
    name,
    uses,
    authorisations: 0,
  });
  expect(organisationsSentence(figures({ byOrganisation: [of('甲', 1), of('乙', 3)] }))).toBe(
    '查看最多的是乙：3 次，占 75%。',
  );
  expect(organisationsSentence(figures({ byOrganisation: [of('甲', 0)] }))).toBe(
    '还没有机构查看。',
  );
});
