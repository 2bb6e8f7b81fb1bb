import { inArray, or } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { guardianActs } from '@yibao/shared/rules/guardianship';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { type Caller } from '../../lib/caller';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Queryable } from '../../lib/database/database';
import { guardianship, type Guardianship, type Person } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { readDocumentNumber } from '../../lib/document-number';
import { findByNumber, getPersons, identityOf } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { badgesOf } from '../../lib/staff';
import { assertNotOwnChild } from '../staff-family';

type View = Output<'newborn.staffGuardianships'>;

const ofParent = { field: 'parentDocumentNumber', label: '家长的证件号码' };

/** What a search led to: kept under its request, and read anew for each answer. */
interface Found {
  childPersonIds: string[];
  parentPersonId: string | null;
}

const isMinor = ({ birthDate }: Person, now: number): boolean =>
  guardianActs({ birthDate, endedAt: null, today: shanghaiDate(now) });

/** @returns whoever of them is a child, by age or on record, and the children they are or were guardians of */
async function childrenOf(db: Queryable, persons: Person[], now: number): Promise<string[]> {
  const ids = persons.map(({ id }) => id);
  if (ids.length === 0) return [];
  const bonds = await db
    .select({ childPersonId: guardianship.childPersonId })
    .from(guardianship)
    .where(
      or(inArray(guardianship.childPersonId, ids), inArray(guardianship.guardianPersonId, ids)),
    );
  const minors = persons.filter((each) => isMinor(each, now));
  const found = [...minors.map(({ id }) => id), ...bonds.map(({ childPersonId }) => childPersonId)];
  return [...new Set(found)].sort();
}

/** @throws ServiceError not_allowed when one of the children is of the clerk's own family */
async function assertNobodysOwn(
  db: Queryable,
  context: { runtime: Runtime; caller: Caller },
  { childPersonIds, parentPersonId: guardianPersonId }: Found,
): Promise<void> {
  for (const childPersonId of childPersonIds) {
    await assertNotOwnChild(db, context, { childPersonId, guardianPersonId });
  }
}

const seen = (cipher: FieldCipher, row: Person) => {
  const { name, documentNumber } = identityOf(cipher, row);
  return {
    personId: row.id,
    nameMasked: maskName(name),
    documentMasked: maskDocumentNumber(documentNumber),
  };
};

function endingOf(cipher: FieldCipher, row: Guardianship, badges: Map<string, string>) {
  const { endedAt: at, endBasis: basis, endReason, endedBy } = row;
  if (at === null || basis === null) return null;
  const reason = endReason === null ? '' : cipher.open('newborn.evidence', endReason);
  return { at, basis, badge: badges.get(endedBy ?? '') ?? null, reason };
}

async function view({ db, cipher }: Runtime, found: Found, now: number): Promise<View> {
  const { childPersonIds, parentPersonId } = found;
  const bonds =
    childPersonIds.length === 0
      ? []
      : await db
          .select()
          .from(guardianship)
          .where(inArray(guardianship.childPersonId, childPersonIds))
          .orderBy(guardianship.since, guardianship.id);
  const badges = await badgesOf(
    db,
    bonds.map(({ endedBy }) => endedBy),
  );
  const guardianIds = bonds.map(({ guardianPersonId }) => guardianPersonId);
  const persons = await getPersons(db, [
    ...new Set([...childPersonIds, ...guardianIds, ...(parentPersonId ? [parentPersonId] : [])]),
  ]);
  const parent = persons.get(parentPersonId ?? '');
  return {
    children: childPersonIds.flatMap((childPersonId) => {
      const child = persons.get(childPersonId);
      if (!child) return [];
      const guardians = bonds.flatMap((bond) => {
        const person = persons.get(bond.guardianPersonId);
        if (!person || bond.childPersonId !== childPersonId) return [];
        const { relation, since } = bond;
        return [
          { ...seen(cipher, person), relation, since, ended: endingOf(cipher, bond, badges) },
        ];
      });
      const { birthDate } = child;
      return [{ ...seen(cipher, child), birthDate, isMinor: isMinor(child, now), guardians }];
    }),
    parent: parent ? seen(cipher, parent) : null,
  };
}

/**
 * Who acts for a child, and who did: what a clerk has to see before they end somebody's right. Found
 * by whole numbers alone, masked, and each search is on record with the child it led to. Nothing of
 * the clerk's own family is shown.
 */
export const staffGuardianships = mutationWithAfter('newborn.staffGuardianships', {
  async run(context, { documentNumber, parentDocumentNumber }): Promise<Found> {
    const { tx, runtime, now, audit } = context;
    const { cipher } = runtime;
    const number = readDocumentNumber(documentNumber, now);
    const parentNumber =
      parentDocumentNumber === undefined
        ? undefined
        : readDocumentNumber(parentDocumentNumber, now, ofParent);
    const persons = await findByNumber(tx, cipher, number);
    const parents = parentNumber === undefined ? [] : await findByNumber(tx, cipher, parentNumber);
    const found = {
      childPersonIds: await childrenOf(tx, persons, now),
      parentPersonId: parents[0]?.id ?? null,
    };
    await assertNobodysOwn(tx, context, found);
    const subjects = found.childPersonIds.length > 0 ? found.childPersonIds : [persons[0]?.id];
    for (const subjectPersonId of subjects) {
      await audit({
        action: 'newborn.staffGuardianships',
        subjectPersonId: subjectPersonId ?? null,
        details: {
          children: found.childPersonIds.length,
          byParent: parentDocumentNumber !== undefined,
        },
      });
    }
    return found;
  },

  // a repeat is judged again: by then the clerk may be of that family
  async after(context, _input, found) {
    const { runtime, now } = context;
    await assertNobodysOwn(runtime.db, context, found);
    return view(runtime, found, now);
  },
});
