import { compareYear, type OurPayment, type TheirPayment } from './contribution-comparison';
import { hourMs } from './dates';

const paidAt = Date.parse('2025-11-20T09:00:00+08:00');
const our = (rest: Partial<OurPayment> = {}): OurPayment => ({
  businessNo: 'item-1',
  amountFen: 40_000,
  paidAt,
  isDueBack: false,
  isGivenBack: false,
  ...rest,
});
const their = (rest: Partial<TheirPayment> = {}): TheirPayment => ({
  businessNo: 'item-1',
  amountFen: 40_000,
  arrived: true,
  isHere: true,
  ...rest,
});
const compare = (
  ours: OurPayment[],
  theirs: TheirPayment[],
  { now = paidAt + hourMs, asOf = now }: { now?: number; asOf?: number | null } = {},
) => compareYear(ours, theirs, { now, asOf, postingHours: 48 }).map(({ standing }) => standing);

test.each<[string, OurPayment[], TheirPayment[], string[]]>([
  ['nothing on either side', [], [], []],
  ['both say the same', [our()], [their()], ['same']],
  ['it is on its way', [our()], [their({ arrived: false })], ['notArrived']],
  ['another amount', [our()], [their({ amountFen: 38_000 })], ['amountDiffers']],
  [
    'an older payment of theirs without a number is ours',
    [our()],
    [their({ businessNo: '' })],
    ['same'],
  ],
  ['paid by another way', [], [their({ businessNo: '' })], ['onlyThere']],
  ['paid in another city', [], [their({ businessNo: '', isHere: false })], ['elsewhere']],
  [
    'what goes back is matched with nothing',
    [our({ isDueBack: true })],
    [their()],
    ['onlyThere', 'dueBack'],
  ],
  [
    'what went back stays in sight beside what was paid for the year after it',
    [our({ isDueBack: true, isGivenBack: true }), our({ businessNo: 'item-2' })],
    [their({ businessNo: 'item-2' })],
    ['same', 'refunded'],
  ],
  [
    'here and elsewhere',
    [our()],
    [their(), their({ businessNo: 'x', isHere: false })],
    ['same', 'elsewhere'],
  ],
  [
    'a number of somebody else’s payment is not ours',
    [our()],
    [their({ businessNo: 'item-2' })],
    ['notArrived', 'onlyThere'],
  ],
])('%s', (_name, ours, theirs, expected) => {
  expect(compare(ours, theirs)).toEqual(expected);
});

test('silence counts only when the platform was asked after its time was up', () => {
  const due = paidAt + 48 * hourMs;
  expect(compare([our()], [], { now: due - 1 })).toEqual(['notArrived']);
  expect(compare([our()], [], { now: due, asOf: due - 1 })).toEqual(['notArrived']);
  expect(compare([our()], [], { now: due, asOf: null })).toEqual(['notArrived']);
  expect(compare([our()], [], { now: due, asOf: due })).toEqual(['onlyHere']);
});
