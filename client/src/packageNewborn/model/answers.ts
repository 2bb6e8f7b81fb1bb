import type { Input, Output } from '@yibao/shared/contracts';
import { parseBirthCertificateNumber } from '@yibao/shared/rules/birth-certificate';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import {
  type ClaimedIdentity,
  identityFromDraft,
  normalised,
} from '../../packageIdentity/parts/claimed-identity';

export type Start = Output<'newborn.start'>;
export type Quote = Output<'newborn.quote'>;
export type ItemKind = Start['items'][number]['kind'];
export type Sex = Input<'newborn.submit'>['sex'];
export type OtherParent = Input<'newborn.submit'>['otherParent']['kind'];
type Baby = Output<'newborn.get'>['baby'];
export type Submission = Omit<Input<'newborn.submit'>, 'requestId'>;
/** What was typed, by key; the form the draft is kept in, here and on the server. */
export type DraftValues = Readonly<Record<string, string>>;

/** Under this key the answers are kept while the app is open. */
export const NEWBORN_DRAFT = 'newborn';

/** The keys of a draft. The other parent's three are those of the identity fields. */
const KEYS = [
  'certificateNumber',
  'photoIds',
  'babyName',
  'sex',
  'bornOn',
  'bornAtTime',
  'otherParent',
  'documentType',
  'documentNumber',
  'name',
  'householdArea',
  'items',
  'payNextYear',
  'payAtOnce',
  'acceptLateRule',
  /** The page to open next: one that holds only usual answers is to be seen all the same. */
  'step',
] as const;

/** The contract's limit for one value of a draft. */
const MAX_VALUE_LENGTH = 600;

/** Everything the form asks, with what is known or usual where nothing was answered yet. */
export interface Answers {
  certificateNumber: string;
  photoIds: string[];
  babyName: string;
  sex: Sex | undefined;
  /** 'YYYY-MM-DD', '' while not chosen. */
  bornOn: string;
  /** 'HH:mm', '' while not chosen. */
  bornAtTime: string;
  otherParent: OtherParent | undefined;
  /** Counts only where `otherParent` is 'typed'. */
  person: ClaimedIdentity;
  householdArea: string | undefined;
  items: ItemKind[];
  payNextYear: boolean;
  /** Only this client's: whether the way leads to the payment after the approval. */
  payAtOnce: boolean;
  acceptLateRule: boolean;
}

/** 'a,b' → ['a', 'b']; '' and undefined → []. */
export function listed(value: string | undefined): string[] {
  return (value ?? '').split(',').filter((part) => part !== '');
}

function oneOf<T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

function otherParentOf(value: string | undefined, start: Start): OtherParent | undefined {
  const asked = oneOf(value, ['spouse', 'typed', 'none'] as const);
  // The registry may have lost sight of the spouse since the draft was kept.
  if (asked === 'spouse' && start.spouse === null) return undefined;
  return asked ?? (start.spouse === null ? undefined : 'spouse');
}

/** The areas one may choose; the first is the most likely one. */
function householdAreaOf(value: string | undefined, start: Start): string | undefined {
  const codes = start.householdAreas.map(({ code }) => code);
  return oneOf(value, codes) ?? codes[0];
}

/** What was typed so far, read with what the server knows already. */
export function answersFromDraft(values: DraftValues, start: Start): Answers {
  const kinds = start.items.map(({ kind }) => kind);
  const chosen = listed(values.items);
  return {
    certificateNumber: values.certificateNumber ?? '',
    photoIds: listed(values.photoIds),
    babyName: values.babyName ?? '',
    sex: oneOf(values.sex, ['female', 'male'] as const),
    bornOn: values.bornOn ?? '',
    bornAtTime: values.bornAtTime ?? '',
    otherParent: otherParentOf(values.otherParent, start),
    person: identityFromDraft(values),
    householdArea: householdAreaOf(values.householdArea, start),
    items: values.items === undefined ? kinds : kinds.filter((kind) => chosen.includes(kind)),
    payNextYear: values.payNextYear === 'yes',
    payAtOnce: values.payAtOnce !== 'no',
    acceptLateRule: values.acceptLateRule === 'yes',
  };
}

const cleanNumber = (typed: string): string => {
  const parsed = parseBirthCertificateNumber(typed);
  return parsed.ok ? parsed.value.number : typed;
};

const cleanName = (typed: string): string => {
  const parsed = parsePersonName(typed);
  return parsed.ok ? parsed.value : typed;
};

/** The draft with what was typed put right, as it is shown and sent: half-width, no spaces. */
export function tidied(values: DraftValues): Record<string, string> {
  const { certificateNumber, babyName, documentNumber } = values;
  return {
    ...values,
    ...(certificateNumber ? { certificateNumber: cleanNumber(certificateNumber) } : {}),
    ...(babyName ? { babyName: cleanName(babyName) } : {}),
    ...(documentNumber ? { ...normalised(identityFromDraft(values)) } : {}),
  };
}

/** A yes or no as a draft keeps it. */
export function flag(on: boolean): string {
  return on ? 'yes' : 'no';
}

/** An empty list of items is an answer (none of them); any other empty value is none yet. */
function isKept(key: (typeof KEYS)[number], value: string): boolean {
  return value.length <= MAX_VALUE_LENGTH && (value !== '' || key === 'items');
}

/** What of the answers so far the server keeps: known keys within its limits, nothing else. */
export function serverDraft(values: DraftValues): Record<string, string> {
  return Object.fromEntries(
    KEYS.flatMap((key) => {
      const value = values[key];
      return value !== undefined && isKept(key, value) ? [[key, value]] : [];
    }),
  );
}

/** Whether anything was typed that is worth going on with. */
export function hasAnswers(values: DraftValues): boolean {
  return KEYS.some((key) => (values[key] ?? '') !== '');
}

function otherParentInput(answers: Answers): Submission['otherParent'] | undefined {
  if (answers.otherParent === undefined) return undefined;
  if (answers.otherParent !== 'typed') return { kind: answers.otherParent };
  return { kind: 'typed', ...normalised(answers.person) };
}

/**
 * The application as it is sent.
 * @param nextYearOffered a wish for the next year counts only while it is offered
 * @returns undefined while a question without a usual answer is open
 */
export function toSubmission(answers: Answers, nextYearOffered: boolean): Submission | undefined {
  const { sex, householdArea, bornOn, bornAtTime } = answers;
  const otherParent = otherParentInput(answers);
  if (!sex || !householdArea || !otherParent || bornOn === '' || bornAtTime === '') {
    return undefined;
  }
  return {
    certificateNumber: cleanNumber(answers.certificateNumber),
    name: cleanName(answers.babyName),
    sex,
    bornOn,
    bornAtTime,
    otherParent,
    householdArea,
    items: answers.items,
    payNextYear: answers.payNextYear && nextYearOffered,
    acceptLateRule: answers.acceptLateRule,
    photoIds: answers.photoIds,
  };
}

/** As many photographs as an application takes. */
export const MAX_PHOTOS = 3;

/**
 * Answers to begin with when a refused or withdrawn application is sent anew on a device that no
 * longer has what was typed: what the server may tell. The numbers it keeps masked are asked again.
 */
export function draftFromApplication(
  application: Pick<Output<'newborn.get'>, 'baby' | 'photoIds'>,
): Record<string, string> {
  const { name, sex, bornOn, bornAtTime } = application.baby;
  return serverDraft({
    babyName: name,
    sex,
    bornOn,
    bornAtTime,
    photoIds: photosOf(application),
  });
}

/** Those of the certificate come first; what was added for staff later may be too many. */
function photosOf({ photoIds }: Pick<Output<'newborn.get'>, 'photoIds'>): string {
  return photoIds.slice(0, MAX_PHOTOS).join(',');
}

/** Whether answers are about the baby of an application: a draft may be about its twin. */
function isAbout({ name, bornOn, bornAtTime }: Baby, values: DraftValues): boolean {
  return (
    cleanName(values.babyName ?? '') === name &&
    values.bornOn === bornOn &&
    values.bornAtTime === bornAtTime
  );
}

/**
 * The draft with which a refused or withdrawn application is put right: what was typed where this
 * device still has it, then what the server keeps of the form, then what the application tells.
 * The photographs are those the application still has. `sentAs` and `mends` name the application
 * that the answers belong to; they stay on the device.
 * @param values what this device has, of whichever application
 * @param saved the server's draft; counts only where it is about the same baby
 */
export function mendingDraft(
  application: Pick<Output<'newborn.get'>, 'applicationId' | 'baby' | 'photoIds'>,
  values: DraftValues,
  saved: DraftValues = {},
): Record<string, string> {
  const { applicationId, baby } = application;
  if (values.mends === applicationId) return { ...serverDraft(values), mends: applicationId };
  const answers = {
    ...draftFromApplication(application),
    ...(isAbout(baby, saved) ? saved : {}),
    ...(values.sentAs === applicationId ? values : {}),
    photoIds: photosOf(application),
    step: 'check',
  };
  return { ...serverDraft(answers), mends: applicationId };
}

/** Whether the device holds answers that were not sent yet. */
export function isUnsent(values: DraftValues): boolean {
  return hasAnswers(values) && (values.sentAs ?? '') === '';
}
