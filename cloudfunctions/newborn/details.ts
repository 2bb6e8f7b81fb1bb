import * as z from 'zod';
import { claimedDocumentType } from '@yibao/shared/contracts/fields';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type NewbornApplication } from '../lib/database/schema';

const registeredPerson = z.object({
  documentType: claimedDocumentType,
  documentNumber: z.string(),
  name: z.string(),
});

/** What names people in an application; kept as one ciphertext. */
const details = z.object({
  certificateNumber: z.string(),
  babyName: z.string(),
  sex: z.enum(['male', 'female']),
  bornOn: z.string(),
  bornAtTime: z.string(),
  otherParent: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('spouse') }),
    z.object({ kind: z.literal('typed'), person: registeredPerson }),
    z.object({ kind: z.literal('none') }),
  ]),
  hasPhoto: z.boolean(),
});
export type NewbornDetails = z.output<typeof details>;

export function sealDetails(cipher: FieldCipher, value: NewbornDetails): string {
  return cipher.seal('newborn.details', JSON.stringify(details.parse(value)));
}

export function openDetails(
  cipher: FieldCipher,
  row: Pick<NewbornApplication, 'details'>,
): NewbornDetails {
  return details.parse(JSON.parse(cipher.open('newborn.details', row.details)));
}

/** The keyed index under which applications for one certificate are found. */
export function certificateIndexOf(cipher: FieldCipher, certificateNumber: string): string {
  return cipher.index('person.document_number', certificateNumber);
}

/** The keyed index under which the births of one mother are found. */
export function motherIndexOf(cipher: FieldCipher, mother: { documentNumber: string }): string {
  return cipher.index('newborn.details', `mother\n${mother.documentNumber}`);
}
