import { householdAreasOf } from '@yibao/shared/policy/areas';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { joinedItemInfo, joinedItemKinds } from '@yibao/shared/rules/joined-items';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { query } from '../../lib/dispatcher/action';
import { getPerson, viewPerson } from '../../lib/people';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { UpstreamError } from '../../lib/ports/http';
import { type Runtime } from '../../lib/runtime';
import { readDraft } from '../draft';
import { formPolicy } from '../policy';
import { registeredPersonOf } from '../registration';
import { applicationsOf } from '../store';
import { viewSummary } from '../view';

/** The form may be filled in without any registry: they only save typing. */
async function lookUp<T>(question: () => Promise<T>): Promise<T | 'unavailable'> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof UpstreamError) return 'unavailable';
    throw error;
  }
}

async function lookUpSpouse(runtime: Runtime, applicant: RegisteredPerson) {
  const spouse = await lookUp(() => runtime.ports.dataSharing.findSpouse(applicant));
  if (spouse === 'unavailable') return { spouse: null, spouseLookup: 'unavailable' as const };
  if (!spouse) return { spouse: null, spouseLookup: 'none' as const };
  const masked = {
    nameMasked: maskName(spouse.name),
    documentMasked: maskDocumentNumber(spouse.documentNumber),
  };
  return { spouse: masked, spouseLookup: 'found' as const };
}

/** The places where the household can be registered, the applicant's own first. */
async function areasFor(runtime: Runtime, applicant: RegisteredPerson) {
  const areas = householdAreasOf(runtime.config.region);
  const found = await lookUp(() => runtime.ports.dataSharing.findInPopulation(applicant));
  const own = found === 'unavailable' ? null : (found?.householdRegion ?? null);
  return areas.toSorted((a, b) => Number(b.code === own) - Number(a.code === own));
}

export const start = query('newborn.start', async (context) => {
  const { runtime, caller, now } = context;
  const { db, cipher, config } = runtime;
  const person = await getPerson(db, caller.personId);
  const today = shanghaiDate(now);
  const policy = formPolicy(config.region, now);
  const applicant = registeredPersonOf(cipher, person);
  const [found, householdAreas, draft, rows] = await Promise.all([
    lookUpSpouse(runtime, applicant),
    areasFor(runtime, applicant),
    readDraft(db, cipher, person.id),
    applicationsOf(db, person.id, now),
  ]);
  return {
    applicant: viewPerson(cipher, person),
    role: person.sex === 'male' ? ('father' as const) : ('mother' as const),
    ...found,
    today,
    windowDays: policy.newborn.windowDays,
    nextYearFromMonth: policy.newborn.nextYearFromMonth,
    householdAreas,
    items: joinedItemKinds.map((kind) => {
      const { title, department, note } = joinedItemInfo[kind];
      return { kind, title, department, note };
    }),
    draft,
    applications: await Promise.all(rows.map((row) => viewSummary(context, row))),
  };
});
