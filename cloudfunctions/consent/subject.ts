import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { type Consent, type Person, person } from '../lib/database/schema';

/** Who is meant, as an organisation typed them: normalised by `readClaim`. */
const subjectSchema = z.strictObject({ name: z.string(), documentNumber: z.string() });
export type Subject = z.output<typeof subjectSchema>;

const nameIndexOf = (cipher: FieldCipher, name: string): string =>
  cipher.index('consent.subject_name', name);

type SubjectColumns = Pick<Consent, 'subject' | 'subjectNumberIndex' | 'subjectNameIndex'>;

/** The three columns of a consent that say who is meant, whether or not we know such a person. */
export function sealSubject(
  cipher: FieldCipher,
  { name, documentNumber }: Subject,
): SubjectColumns {
  return {
    subject: cipher.seal('consent.subject', JSON.stringify({ name, documentNumber })),
    subjectNumberIndex: cipher.index('person.document_number', documentNumber),
    subjectNameIndex: nameIndexOf(cipher, name),
  };
}

/** Who is meant, in clear: for the masked line in the organisation's own list. */
export function openSubject(cipher: FieldCipher, { subject }: Pick<Consent, 'subject'>): Subject {
  return subjectSchema.parse(JSON.parse(cipher.open('consent.subject', subject)));
}

/** What a row says that means this person: for a condition on rows, where `isSubject` is for one. */
export function subjectIndexesOf(
  cipher: FieldCipher,
  { name, documentNumberIndex }: Person,
): Pick<Consent, 'subjectNumberIndex' | 'subjectNameIndex'> {
  return {
    subjectNumberIndex: documentNumberIndex,
    subjectNameIndex: nameIndexOf(cipher, cipher.open('person.name', name)),
  };
}

/** Whether a person is the one that was typed in: number and name, never one of them alone. */
export function isSubject(
  cipher: FieldCipher,
  each: Person,
  row: Pick<Consent, 'subjectNumberIndex' | 'subjectNameIndex'>,
): boolean {
  if (each.documentNumberIndex !== row.subjectNumberIndex) return false;
  return subjectIndexesOf(cipher, each).subjectNameIndex === row.subjectNameIndex;
}

/**
 * Whose data a consent is about.
 *
 * @returns null as long as we know nobody of that number and that name: the organisation is never
 * told which of the two it is
 */
export async function findSubject(
  db: Queryable,
  cipher: FieldCipher,
  row: Pick<Consent, 'personId' | 'subjectNumberIndex' | 'subjectNameIndex'>,
): Promise<Person | null> {
  const which =
    row.personId === null
      ? eq(person.documentNumberIndex, row.subjectNumberIndex)
      : eq(person.id, row.personId);
  const found = await db.select().from(person).where(which);
  if (row.personId !== null) return found[0] ?? null;
  return found.find((each) => isSubject(cipher, each, row)) ?? null;
}
