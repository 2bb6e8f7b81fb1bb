import type { IsoDate } from '../facts';
import { identityCheckDigit } from '../identity-document';
import type { NewbornCheckKind } from '../newborn-checks';
import type { NewbornForm, ParentClaim } from '../newborn-application';
import { judgeNewborn } from '../newborn-decision';
import type {
  Answer,
  NewbornAnswers,
  NewbornQuestion,
  PopulationFacts,
  RegistryCertificate,
  Sibling,
} from '../newborn-question';
import { huaibei } from './people';

/** An invented resident ID number: county, birth date, three digits (the last odd for males). */
export function residentIdOf(county: string, birthDate: string, serial: string): string {
  const first17 = county + birthDate.replaceAll('-', '') + serial;
  return first17 + identityCheckDigit(first17);
}

export const mother: ParentClaim = {
  documentType: 'residentId',
  documentNumber: '340621199003070025',
  name: '唐心怡',
};

export const father: ParentClaim = {
  documentType: 'hkMoTwResidence',
  documentNumber: '810000198501150013',
  name: '乔志远',
};

export const answered = <T>(value: T): Answer<T> => ({ state: 'answered', value });
export const away = { state: 'unavailable' } as const;
export const notAsked = { state: 'notAsked' } as const;

/** Born on 18 November 2025 at 08:26, certificate of the seventh edition. */
export function certificateOf(changes: Partial<RegistryCertificate> = {}): RegistryCertificate {
  return {
    status: 'valid',
    edition: 7,
    issuedOn: '2025-11-19',
    babyName: '乔一诺',
    sex: 'female',
    bornOn: '2025-11-18',
    bornAtTime: '08:26',
    mother,
    father,
    ...changes,
  };
}

export function formOf(changes: Partial<NewbornForm> = {}): NewbornForm {
  return {
    certificateNumber: 'T340012345',
    province: '34',
    babyName: '乔一诺',
    sex: 'female',
    bornOn: '2025-11-18',
    bornAtTime: '08:26',
    otherParent: { kind: 'typed', person: father },
    householdArea: '340603',
    payNextYear: false,
    acceptLateRule: false,
    hasPhoto: false,
    ...changes,
  };
}

/** Another baby of the same mother: by its day alone a different one, or with what is the same. */
export const siblingOf = (bornOn: IsoDate, changes: Partial<Sibling> = {}): Sibling => ({
  bornOn,
  bornAtTime: '08:31',
  babyName: '乔双双',
  sex: 'male',
  ...changes,
});

/** Of another city, without a residence permit of here. */
export const populationOf = (changes: Partial<PopulationFacts> = {}): PopulationFacts => ({
  householdRegion: '320300',
  hasResidencePermit: false,
  deceased: false,
  ...changes,
});
export const localPopulation = populationOf({ householdRegion: '340603' });

/** What a case changes of the question in which all is well. */
export type Changes = Partial<Omit<NewbornQuestion, 'form' | 'answers'>> & {
  form?: Partial<NewbornForm>;
  answers?: Partial<NewbornAnswers>;
};

/** The mother applies two days after the birth and every source answers well. */
export function questionOf({ form = {}, answers = {}, ...rest }: Changes = {}): NewbornQuestion {
  return {
    form: formOf(form),
    applicant: mother,
    role: 'mother',
    policy: huaibei(2025),
    today: '2025-11-20',
    submittedOn: '2025-11-20',
    answers: {
      certificate: answered(certificateOf()),
      spouse: notAsked,
      applicantPopulation: answered(localPopulation),
      otherPopulation: answered(null),
      hardship: answered([]),
      baby: answered(null),
      ...answers,
    },
    siblings: [],
    approvedHere: false,
    contradicted: [],
    ...rest,
  };
}

export const judge = (changes: Changes = {}) => judgeNewborn(questionOf(changes));

/** One check and what becomes of the application: 'mismatch unknown → refused'. */
export function verdictOf(kind: NewbornCheckKind, changes: Changes): string {
  const judged = judge(changes);
  const found = judged.checks.find(({ check }) => check === kind);
  const outcome = judged.outcome === 'queued' ? judged.queueReason : judged.outcome;
  return `${found?.result ?? 'not'} ${found?.reason ?? 'judged'} → ${outcome}`;
}

const registered = ['唐心怡', '乔志远', '乔一', '沈文博', '白若兰', '3406', '8100', 'T34', ':27'];

/**
 * Fails when a sentence is not plain Chinese, repeats a name or number or what a registry holds,
 * or when a mismatch does not say how to put it right.
 */
export function expectPlainWords(changes: Changes): void {
  const { checks } = judge(changes);
  for (const { result, sentence, mend } of checks) {
    expect(sentence).toMatch(/^[^a-z?,;]+。$/);
    expect(mend !== null).toBe(result === 'mismatch');
    if (mend !== null) expect(mend).toMatch(/。$/);
  }
  const told = JSON.stringify(checks);
  for (const held of registered) expect(told).not.toContain(held);
}
