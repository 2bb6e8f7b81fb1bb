import { parseBirthCertificateNumber } from '@yibao/shared/rules/birth-certificate';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { claimableDocumentTypes } from '@yibao/shared/rules/facts';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { refuseField } from './dispatcher/input';

/** Which field was typed in, and how people call it, where nothing else is said. */
const own = { field: 'documentNumber', label: '证件号码' };

function identityNumberOf(typed: string, now: number): string | null {
  const today = shanghaiDate(now);
  for (const type of claimableDocumentTypes) {
    const read = parseIdentityDocument(type, typed, today);
    if (read.ok) return read.value.number;
  }
  return null;
}

/**
 * The number of an identity document alone, of whichever kind it is.
 *
 * @returns it normalised
 * @throws ServiceError bad_input for what is no such number, never repeating it
 */
export function readIdentityNumber(typed: string, now: number): string {
  const number = identityNumberOf(typed, now);
  if (number === null) throw refuseField(own.field, `${own.label}不对，请对照证件再核对一遍`);
  return number;
}

/**
 * The same for the bureau's clerks, who also know babies by their birth certificate.
 *
 * @returns it normalised
 * @throws ServiceError bad_input for what is no such number, never repeating it
 */
export function readDocumentNumber(typed: string, now: number, { field, label } = own): string {
  const number = identityNumberOf(typed, now);
  if (number !== null) return number;
  const certificate = parseBirthCertificateNumber(typed);
  if (certificate.ok) return certificate.value.number;
  throw refuseField(field, `${label}不对，请填写完整的号码，并对照证件再核对一遍`);
}
