import { type HardshipIdentity, type IsoDate } from '@yibao/shared/rules/facts';
import { hourMs } from '../lib/time';
import { type OtherInsurance, type Resident, type Story } from './resident';
import { type SeededRandom } from './random';

/** The last coverage year that everyone in the city could already pay for. */
export const lastPaidYear = 2025;
/** Records before this year are not in the platform. */
const firstRecordedYear = 2018;
const localRegion = { region: '340600', regionName: '淮北市' };
const otherCities = [
  { region: '341300', regionName: '宿州市' },
  { region: '320300', regionName: '徐州市' },
  { region: '340100', regionName: '合肥市' },
  { region: '340300', regionName: '蚌埠市' },
] as const;
const employers = [
  '淮北示例矿业机械有限公司',
  '淮北样例纺织有限公司',
  '濉溪演示食品有限公司',
] as const;

/** What the rest of a person's plan says, as far as a story may depend on it. */
export interface TraitContext {
  birthDate: IsoDate;
  /** When this city's sandbox began, epoch ms. */
  startedAt: number;
  random: SeededRandom;
}

type Traits = Partial<
  Pick<
    Resident,
    | 'insuredYears'
    | 'otherInsurance'
    | 'hardship'
    | 'deceased'
    | 'hasResidencePermit'
    | 'isStudentHere'
  >
>;

function yearsUntil(last: number, birthDate: IsoDate, since = firstRecordedYear): number[] {
  const first = Math.max(since, Number(birthDate.slice(0, 4)));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

const insuredUntil =
  (last: number) =>
  ({ birthDate }: TraitContext): Traits => ({ insuredYears: yearsUntil(last, birthDate) });

const insured = insuredUntil(lastPaidYear);
/** Whose records were carried over from before: ten years up to the last paid one. */
const tenYears = ({ birthDate }: TraitContext): Traits => ({
  insuredYears: yearsUntil(lastPaidYear, birthDate, lastPaidYear - 9),
});
const broken = (years: number) => insuredUntil(lastPaidYear - years);

const hardship =
  (identity: HardshipIdentity) =>
  (context: TraitContext): Traits => ({
    ...insured(context),
    hardship: [{ identity, from: '2023-01-01', to: null }],
  });

function residentElsewhere(context: TraitContext, suspendedAgoMs: number | null): OtherInsurance {
  const city = context.random.pick(otherCities);
  return {
    insurance: 'resident',
    ...city,
    employerName: '',
    since: '2023-01-01',
    suspendedAt: suspendedAgoMs === null ? null : context.startedAt - suspendedAgoMs,
    syncDelayMs: 3.5 * hourMs,
  };
}

/** Not suspended yet; how long the platform will take to learn of it differs, up to six hours. */
function elsewhereActive(context: TraitContext): Traits {
  const syncDelayMs = context.random.between(1, 12) * 0.5 * hourMs;
  return { otherInsurance: { ...residentElsewhere(context, null), syncDelayMs } };
}

function employed(context: TraitContext): Traits {
  return {
    otherInsurance: {
      insurance: 'employee',
      ...localRegion,
      employerName: context.random.pick(employers),
      since: '2019-07-01',
      suspendedAt: null,
      syncDelayMs: null,
    },
  };
}

/** What each story makes of a person; everything not named stays at its plain default. */
export const storyTraits = {
  insuredLastYear: insured,
  tenYears,
  neverInsured: () => ({}),
  broken1: broken(1),
  broken2: broken(2),
  broken3: broken(3),
  broken4: broken(4),
  broken5: broken(5),
  elsewhereActive,
  elsewhereSuspended1h: (context) => ({ otherInsurance: residentElsewhere(context, hourMs) }),
  elsewhereSuspended7h: (context) => ({ otherInsurance: residentElsewhere(context, 7 * hourMs) }),
  elsewhereStuck7h: (context) => ({
    otherInsurance: { ...residentElsewhere(context, 7 * hourMs), syncDelayMs: null },
  }),
  employeeInsured: employed,
  extremePoverty: hardship('extremePoverty'),
  orphan: hardship('orphan'),
  minimumLiving: hardship('minimumLiving'),
  povertyMonitored: hardship('povertyMonitored'),
  returnedToPoverty: hardship('returnedToPoverty'),
  hongKong: (context) => ({ ...insured(context), hasResidencePermit: true }),
  macao: (context) => ({ ...insured(context), hasResidencePermit: true }),
  taiwan: (context) => ({ ...insured(context), hasResidencePermit: true }),
  foreignerLetters: insured,
  foreignerDigits: insured,
  elder: insured,
  child: insured,
  newborn: () => ({}),
  deceased: (context) => ({ ...insured(context), deceased: true }),
  nonLocalWithPermit: () => ({ hasResidencePermit: true }),
  nonLocalWithoutPermit: () => ({}),
  student: () => ({ isStudentHere: true }),
} as const satisfies Record<Story, (context: TraitContext) => Traits>;
