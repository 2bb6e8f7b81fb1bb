import { type CoveragePolicy, policyFor } from '@yibao/shared/policy';
import { type Output } from '@yibao/shared/contracts';
import { citeRows } from '@yibao/shared/rules/applied-row';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { yearsOf } from '../../enrollment/years';
import { query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { lookAt, type LookContext, viewSeen } from '../access';
import { findInstitutions, institutionsOf } from '../institutions';
import { findMirror, freshnessOf } from '../mirror';
import { readCovers, readSettlementLines, unknownInstitution, viewSettlement } from '../reading';
import {
  countsToBasicCap,
  findSettlement,
  type GroupSums,
  readCursor,
  settlementYears,
  sumYear,
  writeCursor,
} from '../settlements';

type Year = Output<'records.settlementYear'>;

export const settlements = query('records.settlements', async (context, input) => {
  const { runtime, now } = context;
  const { db, cipher } = runtime;
  const { personId, coverageYear, kind, pageSize } = input;
  const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const sight = await lookAt(context, personId, 'settlements');
  const search = input.search?.trim() ?? '';
  const institutionKeys =
    search === '' ? undefined : await findInstitutions(db, cipher, personId, search);
  const isNowhere = institutionKeys?.length === 0;
  const filter = { coverageYear, kind, institutionKeys, cursor };
  const [person, lines, years, mirror] = await Promise.all([
    viewSeen(context, sight),
    isNowhere ? [] : readSettlementLines(context, sight, filter, pageSize + 1),
    settlementYears(db, personId),
    findMirror(db, personId, 'settlements'),
  ]);
  const page = lines.slice(0, pageSize);
  const last = page.at(-1);
  return {
    person,
    settlements: page,
    nextCursor: lines.length > pageSize && last ? writeCursor(last) : null,
    years,
    freshness: freshnessOf(mirror, now),
  };
});

export const settlement = query('records.settlement', async (context, input) => {
  const { db, cipher } = context.runtime;
  const { personId, settlementNo } = input;
  const sight = await lookAt(context, personId, 'settlements');
  const row = await findSettlement(db, personId, settlementNo);
  if (!row) throw new ServiceError('not_found');
  const places = await institutionsOf(db, cipher, personId, [row.institutionKey]);
  const place = places.get(row.institutionKey) ?? unknownInstitution;
  const known = row.basicFundFen + row.seriousIllnessFen + row.medicalAidFen;
  return {
    person: await viewSeen(context, sight),
    settlement: {
      ...row,
      ...viewSettlement(row, place),
      institutionCode: place.code,
      institutionLevel: place.level,
      otherFundFen: row.fundFen - known,
      ownAccountFen: row.accountFen,
    },
  };
});

type Cap = Year['caps'][number];

/** What is used and left of a year's caps; without a policy for the year nothing is claimed. */
function capsOf(policy: CoveragePolicy, groups: GroupSums[], raise: Raise | null): Cap[] {
  const used = (amount: (group: GroupSums) => number, counted: GroupSums[]): number =>
    Math.max(
      0,
      counted.reduce((sum, group) => sum + amount(group), 0),
    );
  const basicUsed = used(({ basicFundFen }) => basicFundFen, groups.filter(countsToBasicCap));
  const seriousUsed = used(({ seriousIllnessFen }) => seriousIllnessFen, groups);
  const { basic, seriousIllness } = policy.caps;
  const raisedFen = raise?.totalFen ?? 0;
  const left = (capFen: number, usedFen: number) => Math.max(0, capFen - usedFen);
  return [
    {
      kind: 'basic',
      capFen: basic.capFen,
      raisedFen: 0,
      usedFen: basicUsed,
      leftFen: left(basic.capFen, basicUsed),
      rules: citeRows([basic]),
    },
    {
      kind: 'seriousIllness',
      capFen: seriousIllness.capFen,
      raisedFen,
      usedFen: seriousUsed,
      leftFen: left(seriousIllness.capFen + raisedFen, seriousUsed),
      rules: raise?.rules ?? citeRows([seriousIllness]),
    },
  ];
}

type Raise = NonNullable<Output<'records.covers'>['covers'][number]['incentive']>;

type Sums = Year['sums'];
const noSums: Sums = { totalFen: 0, fundFen: 0, accountFen: 0, cashFen: 0 };
const add = (to: Sums, group: GroupSums): Sums => ({
  totalFen: to.totalFen + group.totalFen,
  fundFen: to.fundFen + group.fundFen,
  accountFen: to.accountFen + group.accountFen,
  cashFen: to.cashFen + group.cashFen,
});

function sentenceOf(year: number, count: number, { totalFen, fundFen }: Sums): string {
  if (count === 0) return `${year} 年没有看病报销的记录`;
  if (totalFen <= 0) return `${year} 年看病的钱都退了`;
  const share = Math.round((fundFen / totalFen) * 100);
  return `${year} 年看病一共花了 ${formatYuan(totalFen)}，医保报了 ${formatYuan(Math.max(0, fundFen))}（${share}%）`;
}

function byKindOf(groups: GroupSums[]): Year['byKind'] {
  const kinds = [...new Set(groups.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const own = groups.filter((group) => group.kind === kind);
      const { totalFen, fundFen } = own.reduce(add, noSums);
      const settlementCount = own.reduce((count, group) => count + group.settlementCount, 0);
      return { kind, settlementCount, totalFen, fundFen };
    })
    .sort((a, b) => b.totalFen - a.totalFen);
}

type Cover = Output<'records.covers'>['covers'][number];

const coveredStates: readonly Cover['state'][] = [
  'effective',
  'waiting',
  'upcoming',
  'processing',
  'ended',
];

/** Whether a year brings, or will bring, what the funds of this city pay. */
const isHere = (cover: Cover | undefined): boolean =>
  cover !== undefined && coveredStates.includes(cover.state);

/** From the first year known of somebody to the last one that is known or can be paid for today. */
function spanOf(
  known: number[],
  { runtime, now }: LookContext,
): Pick<Year, 'firstYear' | 'lastYear'> {
  const open = yearsOf(runtime.config.region, now)
    .filter(({ status }) => status === 'open' || status === 'late')
    .map((year) => year.coverageYear);
  const years = [yearOf(shanghaiDate(now)), ...open, ...known];
  return { firstYear: Math.min(...years), lastYear: Math.max(...years) };
}

export const settlementYear = query('records.settlementYear', async (context, input) => {
  const { runtime, now } = context;
  const { db, config } = runtime;
  const { personId, coverageYear } = input;
  const sight = await lookAt(context, personId, 'settlements');
  const policy = policyFor(config.region, coverageYear);
  // years of cover, and how they raise the cap, are told only to whoever may see those
  const maySeeCovers = sight.kinds.includes('covers');
  const [person, groups, mirror, years, { covers }] = await Promise.all([
    viewSeen(context, sight),
    sumYear(db, personId, coverageYear),
    findMirror(db, personId, 'settlements'),
    settlementYears(db, personId),
    maySeeCovers ? readCovers(context, sight) : { covers: [] },
  ]);
  const cover = covers.find((each) => each.coverageYear === coverageYear);
  const sums = groups.reduce(add, noSums);
  const count = groups.reduce((total, group) => total + group.settlementCount, 0);
  // a bill that was settled was settled under some cover
  const hasCaps = policy?.status === 'published' && (maySeeCovers ? isHere(cover) : count > 0);
  return {
    person,
    coverageYear,
    sentence: sentenceOf(coverageYear, count, sums),
    settlementCount: count,
    sums,
    months: Array.from({ length: 12 }, (_, n) => ({
      month: n + 1,
      ...groups.filter(({ month }) => month === n + 1).reduce(add, noSums),
    })),
    byKind: byKindOf(groups),
    caps: hasCaps ? capsOf(policy, groups, cover?.incentive ?? null) : [],
    ...spanOf([...years, ...covers.filter(isHere).map((each) => each.coverageYear)], context),
    freshness: freshnessOf(mirror, now),
  };
});
