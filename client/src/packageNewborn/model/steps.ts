import { isIsoDate } from '@yibao/shared/rules/dates';
import { parseBirthCertificateNumber } from '@yibao/shared/rules/birth-certificate';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { identityErrors } from '../../packageIdentity/parts/claimed-identity';
import type { Output } from '@yibao/shared/contracts';
import type { Answers } from './answers';

/** The pages of the form, in their order. */
export const steps = ['certificate', 'baby', 'otherParent', 'household', 'items', 'check'] as const;
export type Step = (typeof steps)[number];

/** The id of a field on the page → what is wrong with it, in the order of the page. */
export type StepErrors = Record<string, string>;

export interface StepFacts {
  /** 'YYYY-MM-DD', by the service's clock. */
  today: string;
  /** First two digits of the region; undefined: not known here, left to the server. */
  province: string | undefined;
}

/** The step after `step`; the check is the last. */
export function nextStep(step: Step): Step {
  return steps[steps.indexOf(step) + 1] ?? 'check';
}

/** Reads the `step` parameter of the page; the first one for anything else. */
export function stepFrom(value: string): Step {
  return steps.find((step) => step === value) ?? 'certificate';
}

/** Whether a certificate was issued elsewhere, where our registry cannot look. */
export function needsPhoto(certificateNumber: string, province: string | undefined): boolean {
  const parsed = parseBirthCertificateNumber(certificateNumber);
  return parsed.ok && province !== undefined && parsed.value.province !== province;
}

function certificateErrors(answers: Answers, { province }: StepFacts): StepErrors {
  const parsed = parseBirthCertificateNumber(answers.certificateNumber);
  if (!parsed.ok) return { 'certificate-number': parsed.message };
  if (answers.photoIds.length > 0 || !needsPhoto(answers.certificateNumber, province)) return {};
  return { photos: '外省签发的证要拍一张照片，由工作人员核对，请点「拍照或选照片」' };
}

function bornOnError(bornOn: string, today: string): string | undefined {
  if (bornOn === '') return '请选宝宝的出生日期，和出生医学证明上一样';
  if (!isIsoDate(bornOn)) return '日历上没有这一天，请对照出生医学证明再选一次';
  return bornOn > today ? '这一天还没有到，请对照出生医学证明再选一次' : undefined;
}

function babyErrors(answers: Answers, { today }: StepFacts): StepErrors {
  const name = parsePersonName(answers.babyName);
  const bornOn = bornOnError(answers.bornOn, today);
  const time = /^([01]\d|2[0-3]):[0-5]\d$/.test(answers.bornAtTime);
  return {
    ...(name.ok ? {} : { 'baby-name': name.message }),
    ...(answers.sex ? {} : { sex: '请选宝宝的性别' }),
    ...(bornOn ? { 'born-on': bornOn } : {}),
    ...(time ? {} : { 'born-at-time': '请选宝宝的出生时间，几点几分，和出生医学证明上一样' }),
  };
}

function otherParentErrors({ otherParent, person }: Answers, { today }: StepFacts): StepErrors {
  if (otherParent === undefined) return { 'other-parent': '请选一项，证上写了谁就选谁' };
  return otherParent === 'typed' ? { ...identityErrors(person, today) } : {};
}

function householdErrors({ householdArea }: Answers): StepErrors {
  return householdArea ? {} : { 'household-area': '请选准备给宝宝上户口的地方' };
}

const checks: Record<Step, (answers: Answers, facts: StepFacts) => StepErrors> = {
  certificate: certificateErrors,
  baby: babyErrors,
  otherParent: otherParentErrors,
  household: householdErrors,
  items: () => ({}),
  check: () => ({}),
};

/** What is wrong on one page, before anything is sent. */
export function stepErrors(step: Step, answers: Answers, facts: StepFacts): StepErrors {
  return checks[step](answers, facts);
}

/** Everything that is wrong or missing, in the order of the pages. */
export function openPlaces(answers: Answers, facts: StepFacts): Refusal[] {
  return steps.flatMap((step) =>
    Object.entries(stepErrors(step, answers, facts)).map(([fieldId, message]) => ({
      step,
      fieldId,
      message,
    })),
  );
}

/** Where to go on: the first page on which something is missing, else the check. */
export function firstIncomplete(answers: Answers, facts: StepFacts): Step {
  return openPlaces(answers, facts)[0]?.step ?? 'check';
}

const laterOf = (one: Step, other: Step): Step =>
  steps.indexOf(one) < steps.indexOf(other) ? other : one;

/**
 * What a draft keeps as `step` once a page is complete: the page to open next. Coming back to an
 * earlier page takes nothing away.
 */
export function stepReached(completed: Step, kept: string | undefined): Step {
  return laterOf(nextStep(completed), stepFrom(kept ?? ''));
}

/**
 * Where a draft is gone on with: on the first page nobody has seen, never beyond one on which
 * something is missing.
 * @param kept the draft's `step`
 */
export function stepToGoOn(kept: string | undefined, answers: Answers, facts: StepFacts): Step {
  const incomplete = firstIncomplete(answers, facts);
  const reached = stepFrom(kept ?? '');
  return laterOf(reached, incomplete) === incomplete ? reached : incomplete;
}

/** Key of the draft → the fields whose answer it is, or whose rule hangs on it. */
const fieldsOfKeys: Partial<Record<string, readonly string[]>> = {
  certificateNumber: ['certificate-number', 'photos'],
  photoIds: ['photos'],
  babyName: ['baby-form', 'baby-name'],
  sex: ['baby-form', 'sex'],
  bornOn: ['baby-form', 'born-on'],
  bornAtTime: ['baby-form', 'born-at-time'],
  otherParent: ['other-parent', 'documentType', 'documentNumber', 'name'],
  documentType: ['other-parent', 'documentType', 'documentNumber'],
  documentNumber: ['other-parent', 'documentNumber'],
  name: ['other-parent', 'name'],
  householdArea: ['household-area'],
  items: ['items'],
  payNextYear: ['pay-next-year'],
};

/** The fields that are being corrected with a change: what was wrong with them no longer stands. */
export function correctedBy(change: Readonly<Record<string, string>>): string[] {
  return Object.keys(change).flatMap((key) => fieldsOfKeys[key] ?? []);
}

/** Fields of newborn.submit → the page that asks for them and the id they have there. */
const places = {
  certificateNumber: { step: 'certificate', fieldId: 'certificate-number' },
  photoIds: { step: 'certificate', fieldId: 'photos' },
  name: { step: 'baby', fieldId: 'baby-name' },
  sex: { step: 'baby', fieldId: 'sex' },
  bornOn: { step: 'baby', fieldId: 'born-on' },
  bornAtTime: { step: 'baby', fieldId: 'born-at-time' },
  otherParent: { step: 'otherParent', fieldId: 'other-parent' },
  'otherParent.documentType': { step: 'otherParent', fieldId: 'documentType' },
  'otherParent.documentNumber': { step: 'otherParent', fieldId: 'documentNumber' },
  'otherParent.name': { step: 'otherParent', fieldId: 'name' },
  documentType: { step: 'otherParent', fieldId: 'documentType' },
  documentNumber: { step: 'otherParent', fieldId: 'documentNumber' },
  householdArea: { step: 'household', fieldId: 'household-area' },
  items: { step: 'items', fieldId: 'items' },
  payNextYear: { step: 'items', fieldId: 'pay-next-year' },
  acceptLateRule: { step: 'check', fieldId: 'accept-late' },
} as const satisfies Record<string, { step: Step; fieldId: string }>;

const isPlace = (field: string): field is keyof typeof places => field in places;

export interface Refusal {
  step: Step;
  fieldId: string;
  message: string;
}

/**
 * Puts the fields a server refused onto the pages that ask for them, in the order of the pages. A
 * field that no page asks for is left out: the refusal's own sentence says it.
 */
export function refusalsOf(fields: readonly { field: string; message: string }[]): Refusal[] {
  const placed = fields.flatMap(({ field, message }) => {
    const [whole = ''] = field.split('.');
    const known = [field, whole].find(isPlace);
    return known === undefined ? [] : [{ ...places[known], message }];
  });
  return placed.sort((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step));
}

/** What the server refused on one page, by field. */
export function refusedOn(step: Step, refusals: readonly Refusal[]): StepErrors {
  return Object.fromEntries(
    refusals.filter((one) => one.step === step).map(({ fieldId, message }) => [fieldId, message]),
  );
}

type Check = Output<'newborn.get'>['checks'][number];

/** The page and field with which a check that failed can be put right. */
const placesOfChecks: Partial<Record<Check['check'], { step: Step; fieldId: string }>> = {
  certificate: places.certificateNumber,
  parents: places.otherParent,
  // Which of its fields disagrees only the sentence says: no single one is blamed.
  baby: { step: 'baby', fieldId: 'baby-form' },
  window: places.bornOn,
  area: places.householdArea,
};

/** What a refused application has to have changed, put onto the pages that ask for it. */
export function refusalsOfChecks(checks: readonly Check[]): Refusal[] {
  return checks.flatMap(({ check, result, sentence, mend }) => {
    const place = placesOfChecks[check];
    return result === 'mismatch' && place ? [{ ...place, message: mend ?? sentence }] : [];
  });
}
