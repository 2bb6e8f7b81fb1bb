import canonicalize from 'canonicalize';
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
import { type Runtime } from '../../lib/runtime';

/** A source that takes longer counts as unavailable. */
const timeoutMs = 2_000;

/** What the sources said, for the rules and for what follows an approval. */
export interface Gathered {
  answers: NewbornAnswers;
  certificate: BirthCertificate | null;
  hardship: HardshipRecord[];
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

/**
 * Asks every source side by side: the slowest one decides how long it takes. The other parent's
 * household is asked for only when the applicant's own does not settle where the baby may be
 * insured.
 */
export async function gather(
  runtime: Runtime,
  question: { form: NewbornForm; applicant: RegisteredPerson; policy: CoveragePolicy },
): Promise<Gathered> {
  const { form, applicant, policy } = question;
  const { dataSharing, corePlatform } = runtime.ports;
  const { otherParent } = form;
  const baby = {
    documentType: 'birthCertificate' as const,
    documentNumber: form.certificateNumber,
    name: form.babyName,
  };
  const [certificate, spouse, applicantPopulation, hardship, insured] = await Promise.all([
    ask(() => dataSharing.findBirthCertificate(form.certificateNumber)),
    otherParent.kind === 'spouse'
      ? ask(() => dataSharing.findSpouse(applicant))
      : Promise.resolve<Answer<RegisteredPerson | null>>({ state: 'notAsked' }),
    populationOf(runtime, applicant),
    ask(() => dataSharing.listHardship(applicant)),
    ask(() => corePlatform.findPerson(baby, { timeoutMs })),
  ]);
  const other = otherParentOf(form, spouse);
  const otherPopulation: NewbornAnswers['otherPopulation'] =
    other !== null && leavesAreaOpen(applicantPopulation, policy)
      ? await populationOf(runtime, other)
      : { state: 'notAsked' };
  return {
    answers: {
      certificate: mapAnswer(certificate, (found) => found && toRegistryCertificate(found)),
      spouse,
      applicantPopulation,
      otherPopulation,
      hardship,
      baby: mapAnswer(insured, (found) => found && { insurances: found.facts.insurances }),
    },
    certificate: certificate.state === 'answered' ? certificate.value : null,
    hardship: hardship.state === 'answered' ? hardship.value : [],
    certificateDigest:
      certificate.state === 'answered' ? digestOf(runtime, certificate.value) : null,
  };
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
): Promise<Answer<PopulationFacts | null>> {
  if (person.documentType !== 'residentId') {
    return { state: 'answered', value: livesHereByDocument };
  }
  const answer = await ask(() => runtime.ports.dataSharing.findInPopulation(person));
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
