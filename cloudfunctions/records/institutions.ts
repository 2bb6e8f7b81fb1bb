import { and, eq, inArray } from 'drizzle-orm';
import * as z from 'zod';
import { toHalfWidth } from '@yibao/shared/rules/text';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { visitedInstitution } from '../lib/database/schema';

const field = 'settlement.institution';
const stored = z.object({ code: z.string(), name: z.string(), level: z.string() });

/** A hospital or pharmacy somebody went to. */
export type VisitedInstitution = z.infer<typeof stored>;

/**
 * Under which key an institution stands with a person. The person is part of what is digested, so
 * that the same hospital has another key with everybody: nobody can count its patients.
 */
export function institutionKey(cipher: FieldCipher, personId: string, code: string): string {
  return cipher.index(field, `${personId}\n${code}`);
}

export function sealInstitution(cipher: FieldCipher, institution: VisitedInstitution): string {
  return cipher.seal(field, JSON.stringify(stored.parse(institution)));
}

function open(cipher: FieldCipher, sealed: string): VisitedInstitution {
  return stored.parse(JSON.parse(cipher.open(field, sealed)));
}

/** Those of a person's institutions that have these keys, each opened once. */
export async function institutionsOf(
  db: Queryable,
  cipher: FieldCipher,
  personId: string,
  keys: readonly string[],
): Promise<Map<string, VisitedInstitution>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .select()
    .from(visitedInstitution)
    .where(
      and(
        eq(visitedInstitution.personId, personId),
        inArray(visitedInstitution.institutionKey, [...new Set(keys)]),
      ),
    );
  return new Map(rows.map((row) => [row.institutionKey, open(cipher, row.institution)]));
}

/** Nobody goes to more places; who does is searched among the first of them. */
const maxSearched = 500;

const comparable = (text: string): string => toHalfWidth(text).replace(/\s+/g, '').toLowerCase();

/** The keys of a person's institutions whose name has the text in it. */
export async function findInstitutions(
  db: Queryable,
  cipher: FieldCipher,
  personId: string,
  search: string,
): Promise<string[]> {
  const wanted = comparable(search);
  const rows = await db
    .select()
    .from(visitedInstitution)
    .where(eq(visitedInstitution.personId, personId))
    .limit(maxSearched);
  return rows
    .filter((row) => comparable(open(cipher, row.institution).name).includes(wanted))
    .map((row) => row.institutionKey);
}
