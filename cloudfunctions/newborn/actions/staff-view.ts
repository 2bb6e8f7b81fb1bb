import { type Output } from '@yibao/shared/contracts';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { type Caller } from '../../lib/caller';
import { type Queryable } from '../../lib/database/database';
import {
  type NewbornApplication,
  type NewbornCheck,
  type NewbornPhoto,
} from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { guardiansOf } from '../../lib/guardians';
import { getPersons } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { badgesOf } from '../../lib/staff';
import { type NewbornDetails, openDetails } from '../details';
import { evidenceOf, notesOf } from '../evidence';
import { photoIdsOf } from '../photos/attach';
import { assertClaimed, awaitsSecondApproval, viewStaffRow } from '../staff';
import { assertNotFamily } from '../staff-family';
import { allChecks, findApplication, lastChecks } from '../store';
import { otherParentMasked, viewCheck } from '../view';
import { findPhoto, readPhoto } from './photo';

interface Context {
  runtime: Runtime;
  caller: Caller;
}

const relationLabels = { father: '父亲', mother: '母亲' } as const;

/** @throws ServiceError not_found, or not_allowed for the clerk's own family */
async function findForStaff(
  db: Queryable,
  context: Context,
  applicationId: string,
): Promise<NewbornApplication> {
  const row = await findApplication(db, applicationId);
  if (!row) throw new ServiceError('not_found');
  await assertNotFamily(db, context, row);
  return row;
}

async function guardiansForStaff(db: Queryable, { runtime }: Context, babyPersonId: string | null) {
  if (babyPersonId === null) return [];
  const guardians = await guardiansOf(db, babyPersonId);
  const persons = await getPersons(
    db,
    guardians.map(({ guardianPersonId }) => guardianPersonId),
  );
  return guardians.flatMap(({ guardianPersonId: personId, relation, since }) => {
    const guardian = persons.get(personId);
    if (!guardian) return [];
    const nameMasked = maskName(runtime.cipher.open('person.name', guardian.name));
    return [{ personId, nameMasked, relation: relationLabels[relation], since }];
  });
}

/** The last round, and what was ever found against it: two clerks approve it for that. */
async function checksForStaff(db: Queryable, row: NewbornApplication): Promise<NewbornCheck[]> {
  const last = await lastChecks(db, row);
  const known = new Set(last.filter(isMismatch).map(({ kind }) => kind));
  const earlier = new Map(
    (await allChecks(db, row.id)).filter(isMismatch).map((check) => [check.kind, check]),
  );
  return [...[...earlier.values()].filter(({ kind }) => !known.has(kind)), ...last];
}

const isMismatch = ({ result }: NewbornCheck): boolean => result === 'mismatch';

async function viewForStaff(
  context: Context,
  row: NewbornApplication,
): Promise<Output<'newborn.staffView'>> {
  const { db, cipher } = context.runtime;
  const details = openDetails(cipher, row);
  const applicants = await getPersons(db, [row.applicantPersonId]);
  const applicant = applicants.get(row.applicantPersonId);
  const badges = await badgesOf(db, [row.firstApprover]);
  const checks = await checksForStaff(db, row);
  const applicantName = applicant ? cipher.open('person.name', applicant.name) : '';
  return {
    ...(await viewStaffRow(db, context, row)),
    facts: hasInHand(row, context.caller) ? factsOf(details, applicantName) : null,
    baby: {
      personId: row.personId,
      nameMasked: maskName(details.babyName),
      sex: details.sex,
      certificateMasked: maskDocumentNumber(details.certificateNumber),
    },
    applicantMasked: maskName(applicantName),
    applicantRole: row.applicantRole,
    otherParentMasked: otherParentMasked(details),
    householdArea: row.householdArea,
    checks: checks.map(viewCheck),
    evidence: await evidenceOf(db, cipher, row.id),
    photoIds: await photoIdsOf(db, row.id),
    firstApproverBadge: row.firstApprover && (badges.get(row.firstApprover) ?? null),
    firstApprovedByMe: row.firstApprover === context.caller.accountId,
    notes: await notesOf(db, cipher, row.id),
    guardians: await guardiansForStaff(db, context, row.personId),
  };
}

/** Who has claimed it, and everybody while the second approval is asked for. */
function hasInHand(row: NewbornApplication, caller: Caller): boolean {
  return awaitsSecondApproval(row) || row.claimedBy === caller.accountId;
}

function factsOf(details: NewbornDetails, applicantName: string) {
  const { certificateNumber, babyName, bornOn, bornAtTime, otherParent } = details;
  const otherParentName = otherParent.kind === 'typed' ? otherParent.person.name : null;
  return { certificateNumber, babyName, bornOn, bornAtTime, applicantName, otherParentName };
}

/** What it shows is read after the look was put on record, and kept nowhere. */
export const staffView = mutationWithAfter('newborn.staffView', {
  async run(context, { applicationId }) {
    const { tx, audit } = context;
    const row = await findForStaff(tx, context, applicationId);
    await audit({
      action: 'newborn.staffView',
      subjectPersonId: row.personId ?? row.applicantPersonId,
      details: { applicationId, status: row.status },
    });
    return { applicationId };
  },

  async after(context, { applicationId }) {
    const row = await findForStaff(context.runtime.db, context, applicationId);
    return viewForStaff(context, row);
  },
});

/** Who has it in hand sees the photographs, and who is asked for the second approval. */
async function findPhotoForStaff(
  db: Queryable,
  context: Context,
  { applicationId, photoId }: { applicationId: string; photoId: string },
): Promise<{ row: NewbornApplication; photo: NewbornPhoto }> {
  const row = await findForStaff(db, context, applicationId);
  if (!hasInHand(row, context.caller)) assertClaimed(row, context.caller);
  const photo = await findPhoto(db, photoId);
  if (photo?.applicationId !== applicationId) throw new ServiceError('not_found');
  return { row, photo };
}

export const staffPhoto = mutationWithAfter('newborn.staffPhoto', {
  async run(context, { applicationId, photoId }) {
    const { tx, audit } = context;
    const { row } = await findPhotoForStaff(tx, context, { applicationId, photoId });
    await audit({
      action: 'newborn.staffPhoto',
      subjectPersonId: row.applicantPersonId,
      details: { applicationId, photoId },
    });
    return { photoId };
  },

  // a repeat is judged again: by then the clerk may not have it in hand any more
  async after(context, { applicationId, photoId }) {
    const { runtime } = context;
    const { photo } = await findPhotoForStaff(runtime.db, context, { applicationId, photoId });
    return readPhoto(runtime, photo);
  },
});
