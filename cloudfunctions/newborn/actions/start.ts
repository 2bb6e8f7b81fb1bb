import { policyFor } from '@yibao/shared/policy';
import { householdAreasOf } from '@yibao/shared/policy/areas';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { joinedItemInfo, joinedItemKinds } from '@yibao/shared/rules/joined-items';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { getPerson, viewPerson } from '../../lib/people';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { UpstreamError } from '../../lib/ports/http';
import { type Runtime } from '../../lib/runtime';
import { openDetails } from '../details';
import { readDraft } from '../draft';
import { registeredPersonOf } from '../registration';
import { applicationsOf } from '../store';
import { summaryOf } from '../view';

/** The form may be filled in without the marriage registry; it only saves typing. */
async function lookUpSpouse(runtime: Runtime, applicant: RegisteredPerson) {
  try {
    const spouse = await runtime.ports.dataSharing.findSpouse(applicant);
    if (!spouse) return { spouse: null, spouseLookup: 'none' as const };
    const masked = {
      nameMasked: maskName(spouse.name),
      documentMasked: maskDocumentNumber(spouse.documentNumber),
    };
    return { spouse: masked, spouseLookup: 'found' as const };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { spouse: null, spouseLookup: 'unavailable' as const };
  }
}

export const start = query('newborn.start', async ({ runtime, caller, now }) => {
  const { db, cipher, config } = runtime;
  const person = await getPerson(db, caller.personId);
  const today = shanghaiDate(now);
  const policy = policyFor(config.region, yearOf(today));
  if (policy?.status !== 'published') throw new ServiceError('year_unpublished');
  const [found, draft, rows] = await Promise.all([
    lookUpSpouse(runtime, registeredPersonOf(cipher, person)),
    readDraft(db, cipher, person.id),
    applicationsOf(db, person.id),
  ]);
  return {
    applicant: viewPerson(cipher, person),
    role: person.sex === 'male' ? ('father' as const) : ('mother' as const),
    ...found,
    today,
    windowDays: policy.newborn.windowDays,
    nextYearFromMonth: policy.newborn.nextYearFromMonth,
    householdAreas: householdAreasOf(config.region),
    items: joinedItemKinds.map((kind) => {
      const { title, department, note } = joinedItemInfo[kind];
      return { kind, title, department, note };
    }),
    draft,
    applications: rows.map((row) => summaryOf(row, openDetails(cipher, row))),
  };
});
