import canonicalize from 'canonicalize';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type HardshipRecord } from '@yibao/shared/rules/facts';
import { type NewbornForm } from '@yibao/shared/rules/newborn-application';
import {
  type Answer,
  type NewbornAnswers,
  type PopulationFacts,
  type RegistryCertificate,
} from '@yibao/shared/rules/newborn-decision';
import {
  type BirthCertificate,
  type PopulationRecord,
  type RegisteredPerson,
} from '../../lib/ports/data-sharing';
import { UpstreamError } from '../../lib/ports/http';
import { toWireTime } from '../../lib/ports/wire-time';
import { type NewbornApplication } from '../../lib/database/schema';
import { getPerson } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { openDetails } from '../details';
import { registeredPersonOf } from '../registration';
import { birthPolicy, type Case, formOf } from './judge';

/** What the sources said, for the rules and for what follows an approval. */
export interface Gathered {
  answers: NewbornAnswers;
  certificate: BirthCertificate | null;
  /** Of both parents' households. */
  hardship: HardshipRecord[];
  /** False when a list could not be asked: `hardship` then says nothing. */
  hardshipKnown: boolean;
  /** As typed, or the spouse by the marriage registry; null when there is none or nobody said. */
  otherParent: RegisteredPerson | null;
  /** Keyed digest of the certificate registry's answer; null when it gave none. */
  certificateDigest: string | null;
}

async function ask<T>(question: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { state: 'answered', value: await question() };
  } catch (error) {
    if (error instanceof UpstreamError) return { state: 'unavailable' };
    throw error;
  }
}

function mapAnswer<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U> {
  return answer.state === 'answered' ? { state: 'answered', value: map(answer.value) } : answer;
}

/** The end of all waiting for one application, wall time. */
type Deadline = { at: number };

/** An answer within what is left of the time, or none. */
async function within<T>(deadline: Deadline, question: () => Promise<T>): Promise<Answer<T>> {
  const left = deadline.at - performance.now();
  if (left <= 0) return { state: 'unavailable' };
  const late = new AbortController();
  const timer = sleep(left, undefined, { signal: late.signal }).then(
    (): Answer<T> => ({ state: 'unavailable' }),
    (): Answer<T> => ({ state: 'unavailable' }),
  );
  try {
    return await Promise.race([ask(question), timer]);
  } finally {
    late.abort();
  }
}

/**
 * Asks every source side by side. Who the other parent is may have to be asked first; what is asked
 * about them follows at once, without waiting for the rest, and within the same
 * time (DATA_SHARING_TIMEOUT_MS): a source that takes longer counts as unavailable.
 */
export async function gather(
  runtime: Runtime,
  question: { form: NewbornForm; applicant: RegisteredPerson; policy: CoveragePolicy },
): Promise<Gathered> {
  const { form, applicant } = question;
  const { dataSharing, corePlatform } = runtime.ports;
  const { timeoutMs } = runtime.config.dataSharing;
  const deadline: Deadline = { at: performance.now() + timeoutMs };
  const baby = {
    documentType: 'birthCertificate' as const,
    documentNumber: form.certificateNumber,
    name: form.babyName,
  };
  const asking = {
    certificate: within(deadline, () => dataSharing.findBirthCertificate(form.certificateNumber)),
    spouse: spouseOf(runtime, form, applicant, deadline),
    population: populationOf(runtime, applicant, deadline),
    hardship: within(deadline, () => dataSharing.listHardship(applicant)),
    baby: within(deadline, () => corePlatform.findPerson(baby, { timeoutMs })),
  };
  const [certificate, spouse, applicantPopulation, insured, ownHardship, other] = await Promise.all(
    [
      asking.certificate,
      asking.spouse,
      asking.population,
      asking.baby,
      asking.hardship,
      aboutOther(runtime, question, asking, deadline),
    ],
  );
  const hardship = bothHouseholds(ownHardship, other.hardship);
  return {
    answers: {
      certificate: mapAnswer(certificate, (found) => found && toRegistryCertificate(found)),
      spouse,
      applicantPopulation,
      otherPopulation: other.population,
      hardship,
      baby: mapAnswer(insured, (found) => found && { insurances: found.facts.insurances }),
    },
    certificate: certificate.state === 'answered' ? certificate.value : null,
    hardship: hardship.state === 'answered' ? hardship.value : [],
    hardshipKnown: hardship.state === 'answered',
    otherParent: otherParentOf(form, spouse),
    certificateDigest:
      certificate.state === 'answered' ? digestOf(runtime, certificate.value) : null,
  };
}

/** An application that stands, with the sources' answers of now: for the sweep and for clerks. */
export async function caseOf(runtime: Runtime, row: NewbornApplication): Promise<Case> {
  const details = openDetails(runtime.cipher, row);
  const parent = await getPerson(runtime.db, row.applicantPersonId);
  const applicant = registeredPersonOf(runtime.cipher, parent);
  const form = formOf(row, details);
  const policy = birthPolicy(runtime, details.bornOn);
  const gathered = await gather(runtime, { form, applicant, policy });
  const role = row.applicantRole;
  return { form, applicant, role, policy, submittedAt: row.submittedAt, gathered };
}

/** The sources' answers of now for an application that stands. */
export async function gatherFor(runtime: Runtime, row: NewbornApplication): Promise<Gathered> {
  return (await caseOf(runtime, row)).gathered;
}

function spouseOf(
  { ports }: Runtime,
  { otherParent }: NewbornForm,
  applicant: RegisteredPerson,
  deadline: Deadline,
): Promise<Answer<RegisteredPerson | null>> {
  return otherParent.kind === 'spouse'
    ? within(deadline, () => ports.dataSharing.findSpouse(applicant))
    : Promise.resolve({ state: 'notAsked' });
}

interface Asking {
  spouse: Promise<Answer<RegisteredPerson | null>>;
  population: Promise<Answer<PopulationFacts | null>>;
}

interface AboutOther {
  population: NewbornAnswers['otherPopulation'];
  hardship: Answer<HardshipRecord[]>;
}

/**
 * The other parent's household: for the lists always (either household's counts), for the area
 * only when the applicant's own leaves it open.
 */
async function aboutOther(
  runtime: Runtime,
  { form, policy }: { form: NewbornForm; policy: CoveragePolicy },
  asking: Asking,
  deadline: Deadline,
): Promise<AboutOther> {
  const other = otherParentOf(form, await asking.spouse);
  if (!other) return { population: { state: 'notAsked' }, hardship: { state: 'notAsked' } };
  const askPopulation = async (): Promise<AboutOther['population']> =>
    leavesAreaOpen(await asking.population, policy)
      ? populationOf(runtime, other, deadline)
      : { state: 'notAsked' };
  const [population, hardship] = await Promise.all([
    askPopulation(),
    within(deadline, () => runtime.ports.dataSharing.listHardship(other)),
  ]);
  return { population, hardship };
}

/** Either household's list counts (就高不就低); one that is not known is not taken for none. */
function bothHouseholds(
  own: Answer<HardshipRecord[]>,
  other: Answer<HardshipRecord[]>,
): Answer<HardshipRecord[]> {
  if (own.state !== 'answered' || other.state === 'notAsked') return own;
  if (other.state !== 'answered') return other;
  return { state: 'answered', value: [...own.value, ...other.value] };
}

function otherParentOf(
  { otherParent }: NewbornForm,
  spouse: Answer<RegisteredPerson | null>,
): RegisteredPerson | null {
  if (otherParent.kind === 'typed') return otherParent.person;
  return spouse.state === 'answered' ? spouse.value : null;
}

/** Residents of Hong Kong, Macao and Taiwan and foreigners live here by their very document. */
const livesHereByDocument: PopulationFacts = {
  householdRegion: null,
  hasResidencePermit: true,
  deceased: false,
};

async function populationOf(
  runtime: Runtime,
  person: RegisteredPerson,
  deadline: Deadline,
): Promise<Answer<PopulationFacts | null>> {
  if (person.documentType !== 'residentId') {
    return { state: 'answered', value: livesHereByDocument };
  }
  const answer = await within(deadline, () => runtime.ports.dataSharing.findInPopulation(person));
  return mapAnswer(answer, (found) => found && toFacts(found));
}

const toFacts = ({ householdRegion, hasResidencePermit, deceased }: PopulationRecord) => ({
  householdRegion,
  hasResidencePermit,
  deceased,
});

/** A registry that is away is not asked a second time: nobody waits for it twice. */
function leavesAreaOpen(answer: Answer<PopulationFacts | null>, policy: CoveragePolicy): boolean {
  if (answer.state !== 'answered') return false;
  if (answer.value === null) return true;
  const { householdRegion, hasResidencePermit } = answer.value;
  const isLocal = householdRegion !== null && policy.pooling.areas.includes(householdRegion);
  return !isLocal && !hasResidencePermit;
}

function toRegistryCertificate(found: BirthCertificate): RegistryCertificate {
  const { status, edition, issuedOn, babyName, sex, mother, father, bornAt } = found;
  const bornAtTime = toWireTime(bornAt).slice('YYYY-MM-DD '.length, 'YYYY-MM-DD HH:mm'.length);
  return {
    status,
    edition,
    issuedOn,
    babyName,
    sex,
    bornOn: shanghaiDate(bornAt),
    bornAtTime,
    mother,
    father,
  };
}

function digestOf(runtime: Runtime, answer: BirthCertificate | null): string {
  return runtime.cipher.index('newborn.details', `certificate\n${canonicalize(answer) ?? ''}`);
}
