import { type Output } from '@yibao/shared/contracts';
import { type PlatformSettlement } from '../lib/database/schema';
import { type LookContext, type Sight } from './access';
import { coversOf } from './covers';
import { claimsByYear, contributionsOf, ownCoversOf, ownPaymentsOf } from './facts';
import { institutionsOf, type VisitedInstitution } from './institutions';
import { findMirror } from './mirror';
import { paymentsOf } from './payments';
import { listSettlements, type SettlementFilter } from './settlements';

export type SettlementLine = Output<'records.settlements'>['settlements'][number];

/** Every year of cover, as far as the sight reaches: claims count only for who may see them. */
export async function readCovers({ runtime, caller, now }: LookContext, sight: Sight) {
  const { db, config } = runtime;
  const { id } = sight.person;
  const maySeeClaims = sight.kinds.includes('settlements');
  const [own, contributions, settled, claims] = await Promise.all([
    ownCoversOf(db, id),
    contributionsOf(db, id),
    maySeeClaims ? findMirror(db, id, 'settlements') : null,
    maySeeClaims ? claimsByYear(db, id) : null,
  ]);
  return coversOf({
    person: sight.person,
    viewerPersonId: caller.personId,
    region: config.region,
    own,
    contributions,
    // never asked is not the same as nothing claimed
    claims: settled?.asOf == null ? null : claims,
    now,
  });
}

/** Every payment of every year, newest first. */
export async function readPayments({ runtime, caller, now }: LookContext, sight: Sight) {
  const { db, config } = runtime;
  const personId = sight.person.id;
  const [own, contributions, mirror] = await Promise.all([
    ownPaymentsOf(db, personId),
    contributionsOf(db, personId),
    findMirror(db, personId, 'contributions'),
  ]);
  return paymentsOf({
    personId,
    viewerPersonId: caller.personId,
    region: config.region,
    own,
    contributions,
    asOf: mirror?.asOf ?? null,
    now,
  });
}

/** For a settlement whose institution is not known; the platform names one always. */
export const unknownInstitution: VisitedInstitution = { code: '', name: '医疗机构', level: '' };

export function viewSettlement(
  row: PlatformSettlement,
  { name }: VisitedInstitution,
): SettlementLine {
  const { settlementNo, settledAt, kind, isRefund, totalFen, fundFen, cashFen } = row;
  return {
    settlementNo,
    settledAt,
    institutionName: name,
    kind,
    isRefund,
    totalFen,
    fundFen,
    accountFen: row.accountFen + row.mutualAidFen,
    cashFen,
  };
}

/** Lines of settlements, newest first, with their institutions in clear. */
export async function readSettlementLines(
  { runtime }: Pick<LookContext, 'runtime'>,
  { person }: Sight,
  filter: SettlementFilter,
  limit: number,
): Promise<SettlementLine[]> {
  const { db, cipher } = runtime;
  const rows = await listSettlements(db, person.id, filter, limit);
  const keys = rows.map((row) => row.institutionKey);
  const places = await institutionsOf(db, cipher, person.id, keys);
  return rows.map((row) =>
    viewSettlement(row, places.get(row.institutionKey) ?? unknownInstitution),
  );
}
