import { and, eq, inArray } from 'drizzle-orm';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import {
  identityUpgrade,
  newbornApplication,
  type NewbornApplication,
  outbox,
  type Person,
} from '../lib/database/schema';
import { guardiansOf } from '../lib/guardians';
import { getPerson, identityOf } from '../lib/people';
import { type Identity, type NewPerson } from '../lib/ports/core-platform';
import { type RegisteredPerson } from '../lib/ports/data-sharing';
import { openDetails } from './details';
import { findByBaby } from './store';

/**
 * What the core platform has to be told with the first enrolment of somebody it has no record of.
 *
 * @param person any; only babies of an approved application without a platform number need it
 * @returns undefined for everybody the platform knows, or whom no application brought
 */
export async function newPersonOf(
  db: Queryable,
  cipher: FieldCipher,
  person: Person,
): Promise<NewPerson | undefined> {
  if (person.platformNumber !== null) return undefined;
  const application = await findByBaby(db, person.id);
  if (!application) return undefined;
  return {
    birthDate: person.birthDate,
    sex: person.sex,
    householdRegion: application.householdArea,
    guardian: identityOf(cipher, await getPerson(db, application.applicantPersonId)),
  };
}

/** A baby as the certificate names it, also after an ID number has taken the certificate's place. */
export function certificateIdentity(
  cipher: FieldCipher,
  application: Pick<NewbornApplication, 'details'>,
): Identity {
  const { certificateNumber, babyName } = openDetails(cipher, application);
  return { documentType: 'birthCertificate', documentNumber: certificateNumber, name: babyName };
}

/**
 * The identity under which the core platform knows a person, or will know them. For a baby that
 * got its ID number here it is the certificate's until the platform has been told (R102): an
 * enrolment that was on its way would otherwise name somebody the platform has never heard of.
 */
export async function platformIdentityOf(
  db: Queryable,
  cipher: FieldCipher,
  person: Person,
): Promise<Identity> {
  const identity = identityOf(cipher, person);
  if (identity.documentType !== 'residentId') return identity;
  const [upgrade] = await db
    .select({ id: identityUpgrade.id })
    .from(identityUpgrade)
    .where(and(eq(identityUpgrade.personId, person.id), eq(identityUpgrade.outcome, 'upgraded')));
  if (!upgrade) return identity;
  const untold = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.topic, 'core.changeIdentity'),
        eq(outbox.dedupeKey, upgrade.id),
        inArray(outbox.status, ['pending', 'dead']),
      ),
    );
  if (untold.length === 0) return identity;
  const application = await findByBaby(db, person.id);
  return application ? certificateIdentity(cipher, application) : identity;
}

/**
 * A parent as registries and departments are asked about them.
 *
 * @throws Error for somebody known by a birth certificate: no baby is a parent
 */
export function registeredPersonOf(cipher: FieldCipher, row: Person): RegisteredPerson {
  const { documentType, ...rest } = identityOf(cipher, row);
  if (documentType === 'birthCertificate') throw new Error('a baby cannot apply');
  return { documentType, ...rest };
}

/** The page on which a parent follows one application. */
export function progressPage(applicationId: string): string {
  return `packageNewborn/pages/progress/index?applicationId=${applicationId}`;
}

/**
 * Where each parent follows the baby: their own application, approved or joined, as long as they
 * are the guardian.
 *
 * @returns parent's person id → application id
 */
export async function applicationsByParent(
  db: Queryable,
  babyPersonId: string,
): Promise<Map<string, string>> {
  const rows = await db
    .select({ parent: newbornApplication.applicantPersonId, id: newbornApplication.id })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.personId, babyPersonId),
        inArray(newbornApplication.status, ['approved', 'joined']),
      ),
    );
  const guardians = new Set(
    (await guardiansOf(db, babyPersonId)).map(({ guardianPersonId }) => guardianPersonId),
  );
  return new Map(
    rows.filter(({ parent }) => guardians.has(parent)).map(({ parent, id }) => [parent, id]),
  );
}
