import { type Parsed } from '@yibao/shared/rules/text';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import type { FieldError } from '@/components/error-summary';
import type { ClaimedDocumentType } from '../../services/words';

/** Who somebody says they are, as typed. */
export interface ClaimedIdentity {
  documentType: ClaimedDocumentType;
  name: string;
  documentNumber: string;
}

/** Ids of the three fields, which are also the names the server uses for them. */
export type IdentityField = keyof ClaimedIdentity;
export type IdentityErrors = Partial<Record<IdentityField, string>>;

/** What can be presented, the one nearly everybody has first. */
export const claimedDocumentTypes = [
  'residentId',
  'hkMoTwResidence',
  'foreignPermanent',
] as const satisfies readonly ClaimedDocumentType[];

const isClaimable = (value: string): value is ClaimedDocumentType =>
  claimedDocumentTypes.some((type) => type === value);

/** What a draft holds, with the document nearly everybody has as its start. */
export function identityFromDraft(values: Readonly<Record<string, string>>): ClaimedIdentity {
  const { documentType = '', name = '', documentNumber = '' } = values;
  return {
    documentType: isClaimable(documentType) ? documentType : 'residentId',
    name,
    documentNumber,
  };
}

/** A clean value, as it is sent; what was typed where it is wrong. */
function cleaned<Reason extends string>(parsed: Parsed<string, Reason>, typed: string): string {
  return parsed.ok ? parsed.value : typed;
}

/** The identity with half-width figures, a capital X and no stray spaces. */
export function normalised(claimed: ClaimedIdentity): ClaimedIdentity {
  const document = parseIdentityDocument(claimed.documentType, claimed.documentNumber);
  return {
    documentType: claimed.documentType,
    name: cleaned(parsePersonName(claimed.name), claimed.name),
    documentNumber: document.ok ? document.value.number : claimed.documentNumber,
  };
}

/**
 * Every field that is wrong, in words with an example.
 * @param today 'YYYY-MM-DD'; a birth date after it is refused. Unknown: that is left to the server.
 */
export function identityErrors(claimed: ClaimedIdentity, today?: string): IdentityErrors {
  const name = parsePersonName(claimed.name);
  const document = parseIdentityDocument(claimed.documentType, claimed.documentNumber, today);
  return {
    ...(name.ok ? {} : { name: name.message }),
    ...(document.ok ? {} : { documentNumber: document.message }),
  };
}

/**
 * The number as it is compared with the card in one's hand: area, birth date and the rest apart.
 * Only for what the person has just typed: everywhere else a number is masked.
 */
export function typedNumberWords({ documentNumber }: ClaimedIdentity): string {
  return documentNumber.replace(/^(.{6})(.{8})(.{4})$/, '$1 $2 $3');
}

const LIVE_CHECK_LENGTH = 18;

/** What to say about a number while it is being typed: praise, or what is wrong once it is whole. */
export function liveNumberCheck(
  claimed: ClaimedIdentity,
  today?: string,
): { praise?: string; error?: string } {
  const document = parseIdentityDocument(claimed.documentType, claimed.documentNumber, today);
  if (document.ok) return { praise: '号码没有填错位' };
  const whole = claimed.documentNumber.replace(/\s/g, '').length >= LIVE_CHECK_LENGTH;
  return whole ? { error: document.message } : {};
}

/** Errors in the order of the fields on the page, for the summary at the top. */
export function errorList(errors: Readonly<Record<string, string | undefined>>): FieldError[] {
  return Object.entries(errors).flatMap(([fieldId, message]) =>
    message ? [{ fieldId, message }] : [],
  );
}
