/**
 * What may be certified. A paper is believed by people who cannot ask us back, so it only says
 * what the core platform's books (1101, 90100) and our own rows both say on the day of issue.
 */
import { dayMs, shanghaiDate } from './dates';
import type { EnrollmentFacts, IsoDate } from './facts';
import type { RailName } from './rails';

/** One line of the platform's books (90100). */
export interface BookedContribution {
  coverageYear: number;
  insurance: 'resident' | 'employee';
  poolingArea: string;
  amountFen: number;
  paidAt: number;
  arrived: boolean;
  businessNo: string;
  collectionNo: string;
}

/** A contribution paid through this service, with the cover it bought. */
export interface OwnContribution {
  itemId: string;
  coverageYear: number;
  standardFen: number;
  subsidyFen: number;
  amountFen: number;
  rail: RailName;
  paidAt: number;
  postedAt: number | null;
  from: IsoDate;
  to: IsoDate;
  waitingUntil: IsoDate | null;
}

/** Everything both sides know of a person, and the areas (统筹区) that are this city's. */
export interface CertifiableFacts {
  own: OwnContribution[];
  booked: BookedContribution[];
  areas: readonly string[];
  /** 1101; left out for somebody of whom only a payment is certified. */
  person: Pick<EnrollmentFacts, 'deceased' | 'insurances'> | null;
  now: number;
}

/** How the money came: by one of the rails here, nothing to pay, or another counter. */
export type PaymentWay = RailName | 'fullySubsidised' | 'otherChannel';

export interface CertifiedContribution {
  coverageYear: number;
  amountFen: number;
  /** Known only for what was paid here. */
  standardFen: number | null;
  subsidyFen: number | null;
  paidAt: number;
  way: PaymentWay;
  collectionNo: string;
}

export interface CertifiedYear {
  coverageYear: number;
  insurance: 'resident' | 'employee';
  /** The benefit period; null where only the platform knows it. */
  period: { from: IsoDate; to: IsoDate; waitingUntil: IsoDate | null } | null;
  state: 'ended' | 'effective' | 'waiting' | 'upcoming' | 'recorded';
}

export interface CertifiedCover {
  /** What 1101 says of this city on the day of issue. */
  standing: 'active' | 'suspended' | 'none';
  years: CertifiedYear[];
  /** Paid, but not in the books yet: not on the paper, and said so. */
  leftOut: number[];
}

export type NotCertifiable =
  | 'nothing' // nobody has paid
  | 'posting' // paid, on its way into the books
  | 'missing' // paid here, and the books do not know it
  | 'differs' // both know it, with other amounts
  | 'deceased';

export type Judged<T> =
  { ok: true; facts: T } | { ok: false; reason: NotCertifiable; comeBackAt: number | null };

/** Posting takes 48 hours at most; then staff look into it. */
export const postingDays = 2;

const refuse = (reason: NotCertifiable, comeBackAt: number | null = null) =>
  ({ ok: false, reason, comeBackAt }) as const;

function bookedOf(
  { booked, areas }: CertifiableFacts,
  year: number,
  own: OwnContribution | undefined,
): BookedContribution | undefined {
  const here = booked.filter(
    ({ coverageYear, insurance, poolingArea }) =>
      coverageYear === year && insurance === 'resident' && areas.includes(poolingArea),
  );
  // what was paid here is proven by its own booking alone, never by somebody else's for the same year
  return own ? here.find(({ businessNo }) => businessNo === own.itemId) : here[0];
}

/**
 * The payment of one person and year. While it is not in the books it is refused, with the time to
 * come back: a proof without a collection number would be true for minutes and doubted for years.
 *
 * @param year coverage year
 */
export function judgeContribution(
  facts: CertifiableFacts,
  year: number,
): Judged<CertifiedContribution> {
  const own = facts.own.find(({ coverageYear }) => coverageYear === year);
  if (own?.postedAt === null) return refuse('posting', own.paidAt + postingDays * dayMs);
  const booked = bookedOf(facts, year, own);
  if (!own) {
    if (!booked) return refuse('nothing');
    const { amountFen, paidAt, arrived, collectionNo } = booked;
    if (!arrived) return refuse('posting', paidAt + postingDays * dayMs);
    const rest = { amountFen, paidAt, collectionNo, standardFen: null, subsidyFen: null };
    return { ok: true, facts: { coverageYear: year, way: 'otherChannel', ...rest } };
  }
  if (!booked?.arrived) return refuse('missing');
  if (booked.amountFen !== own.amountFen) return refuse('differs');
  const { standardFen, subsidyFen, amountFen, paidAt, rail } = own;
  const { collectionNo } = booked;
  const way = amountFen === 0 ? 'fullySubsidised' : rail;
  return {
    ok: true,
    facts: { coverageYear: year, amountFen, standardFen, subsidyFen, paidAt, way, collectionNo },
  };
}

function stateOf(period: NonNullable<CertifiedYear['period']>, today: IsoDate) {
  if (period.to < today) return 'ended';
  if (period.from <= today) return 'effective';
  return period.waitingUntil === null ? 'upcoming' : 'waiting';
}

function yearFacts(facts: CertifiableFacts, booked: BookedContribution): CertifiedYear {
  const { coverageYear, insurance } = booked;
  const own =
    insurance === 'resident' ? facts.own.find((row) => row.coverageYear === coverageYear) : null;
  if (!own) return { coverageYear, insurance, period: null, state: 'recorded' };
  const { from, to, waitingUntil } = own;
  const period = { from, to, waitingUntil };
  const state = stateOf(period, shanghaiDate(facts.now));
  return { coverageYear, insurance, period, state };
}

function standingOf({ person, areas }: CertifiableFacts): CertifiedCover['standing'] {
  const here = (person?.insurances ?? []).filter(({ poolingArea }) => areas.includes(poolingArea));
  if (here.some(({ status }) => status === 'active')) return 'active';
  return here.some(({ status }) => status === 'suspended') ? 'suspended' : 'none';
}

/**
 * A person's cover in this city, one year or all of them, newest first. A year that is paid but
 * not in the books is left out and named; when there is no other, the paper has to wait.
 *
 * @param year coverage year, null for all
 */
export function judgeCover(facts: CertifiableFacts, year: number | null): Judged<CertifiedCover> {
  if (facts.person?.deceased) return refuse('deceased');
  const isAsked = (coverageYear: number) => year === null || coverageYear === year;
  const own = facts.own.filter(({ coverageYear }) => isAsked(coverageYear));
  const unposted = own.filter(({ postedAt }) => postedAt === null);
  const waiting = new Set(unposted.map(({ coverageYear }) => coverageYear));
  const booked = facts.booked.filter(
    ({ coverageYear, poolingArea, arrived }) =>
      arrived && isAsked(coverageYear) && facts.areas.includes(poolingArea),
  );
  const missing = own.filter(
    ({ coverageYear, postedAt }) =>
      postedAt !== null &&
      !booked.some((line) => line.coverageYear === coverageYear && line.insurance === 'resident'),
  );
  if (missing.length > 0) return refuse('missing');
  const seen = new Set<string>();
  const years = booked
    .filter((line) => !(line.insurance === 'resident' && waiting.has(line.coverageYear)))
    .map((line) => yearFacts(facts, line))
    .filter(({ coverageYear, insurance }) => {
      const key = `${coverageYear} ${insurance}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => b.coverageYear - a.coverageYear || a.insurance.localeCompare(b.insurance));
  if (years.length > 0) {
    return {
      ok: true,
      facts: { standing: standingOf(facts), years, leftOut: [...waiting].sort() },
    };
  }
  const [first] = unposted;
  return first ? refuse('posting', first.paidAt + postingDays * dayMs) : refuse('nothing');
}
