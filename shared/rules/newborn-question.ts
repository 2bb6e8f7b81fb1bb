/** What the checks of a newborn application look at, and what each of them answers. */
import type { CoveragePolicy } from '../policy/schema';
import type { HardshipRecord, InsuranceRelation, IsoDate, Sex } from './facts';
import type { NewbornForm, ParentClaim } from './newborn-application';
import {
  type NewbornCheckKind,
  type NewbornCheckResult,
  type NewbornSource,
  newbornSourceNames,
} from './newborn-checks';
import { parsePersonName } from './person-name';

export type ParentRole = 'father' | 'mother';

/** What a source said, if it was asked and answered in time. */
export type Answer<T> =
  { state: 'answered'; value: T } | { state: 'unavailable' } | { state: 'notAsked' };

/** 出生医学证明 as the registry holds it. */
export interface RegistryCertificate {
  status: 'valid' | 'voided' | 'replaced';
  edition: number;
  issuedOn: IsoDate;
  babyName: string;
  sex: Sex;
  bornOn: IsoDate;
  /** 'HH:mm' in Shanghai. */
  bornAtTime: string;
  mother: ParentClaim;
  father: ParentClaim | null;
}

/** What the population registry says of a parent. */
export interface PopulationFacts {
  householdRegion: string | null;
  hasResidencePermit: boolean;
  deceased: boolean;
}

export interface NewbornAnswers {
  /** Null: no certificate has this number. */
  certificate: Answer<RegistryCertificate | null>;
  /** Null: not married. */
  spouse: Answer<ParentClaim | null>;
  /** Null: not in the registry under this name and number. */
  applicantPopulation: Answer<PopulationFacts | null>;
  otherPopulation: Answer<PopulationFacts | null>;
  /** The lists the applicant's household stands on. */
  hardship: Answer<HardshipRecord[]>;
  /** Of the core platform, by the certificate; null: unknown there. */
  baby: Answer<{ insurances: InsuranceRelation[] } | null>;
}

/** A baby of the same mother that was approved here under another certificate. */
export interface Sibling {
  bornOn: IsoDate;
  /** 'HH:mm' in Shanghai. */
  bornAtTime: string;
  babyName: string;
  sex: Sex;
}

export interface NewbornQuestion {
  form: NewbornForm;
  /** The verified parent who applies, and as which of the two. */
  applicant: ParentClaim;
  role: ParentRole;
  policy: CoveragePolicy;
  /** Shanghai day of the decision. */
  today: IsoDate;
  /** The day that counts for windows and ages: waiting for a source costs nobody anything. */
  submittedOn: IsoDate;
  answers: NewbornAnswers;
  siblings: Sibling[];
  /** The baby of this very certificate is approved here: it is we who have insured it. */
  approvedHere: boolean;
  /** Checks whose source gave another answer than before. */
  contradicted: NewbornCheckKind[];
}

export interface JudgedCheck {
  check: NewbornCheckKind;
  source: NewbornSource;
  result: NewbornCheckResult;
  /** A code for us. */
  reason: string;
  /** Which fact, for the guardian. */
  sentence: string;
  /** How to put it right; null when there is nothing to do. */
  mend: string | null;
}

export type Finding = Omit<JudgedCheck, 'check' | 'source'>;

/** How a finding is phrased when all is well. */
export const passed = (reason: string, sentence: string): Finding => ({
  result: 'passed',
  reason,
  sentence,
  mend: null,
});

/** A fact that disagrees, and how to put it right. */
export const mismatch = (reason: string, sentence: string, mend: string): Finding => ({
  result: 'mismatch',
  reason,
  sentence,
  mend,
});

/** A person has to weigh it; the guardian has nothing to do. */
export const review = (reason: string, sentence: string): Finding => ({
  result: 'review',
  reason,
  sentence,
  mend: null,
});

/** A source that did not answer: the application waits for it, the guardian need not. */
export function unavailable(source: NewbornSource): Finding {
  return {
    result: 'unavailable',
    reason: 'unavailable',
    sentence: `「${newbornSourceNames[source]}」暂时没有答复，恢复后我们自动接着核对，不用再交一次。`,
    mend: null,
  };
}

const written = (name: string): string => {
  const parsed = parsePersonName(name);
  return parsed.ok ? parsed.value : name;
};

/** Whether two names are the same however their spaces and interpuncts are written. */
export function sameName(a: string, b: string): boolean {
  return written(a) === written(b);
}

/** Whether document type, number and name are all the same. */
export function samePerson(a: ParentClaim, b: ParentClaim): boolean {
  return (
    a.documentType === b.documentType &&
    a.documentNumber.toUpperCase() === b.documentNumber.toUpperCase() &&
    sameName(a.name, b.name)
  );
}

/** The certificate was issued in another province: our registry need not know it. */
export function isOtherProvince({ form, policy }: NewbornQuestion): boolean {
  return form.province !== policy.newborn.certificate.certificateProvince;
}
