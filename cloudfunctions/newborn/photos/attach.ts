import { and, asc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { newbornApplication, newbornPhoto } from '../../lib/database/schema';
import { refuseField } from '../../lib/dispatcher/input';
import { retentionOf } from '../retention';

/** The photographs of an application that are still there, oldest first. */
export async function photoIdsOf(db: Queryable, applicationId: string): Promise<string[]> {
  const rows = await db
    .select({ id: newbornPhoto.id })
    .from(newbornPhoto)
    .where(and(eq(newbornPhoto.applicationId, applicationId), isNull(newbornPhoto.deletedAt)))
    .orderBy(asc(newbornPhoto.createdAt), asc(newbornPhoto.id));
  return rows.map((row) => row.id);
}

/**
 * Makes photographs part of an application: they have to be the person's own, still there, and of
 * no other application, or of one that came to nothing.
 *
 * @throws ServiceError bad_input on `photoIds`, the same for somebody else's photographs and for none
 */
export async function attachPhotos(
  tx: Transaction,
  request: { personId: string; applicationId: string; photoIds: string[]; now: number },
): Promise<void> {
  const { personId, applicationId, now } = request;
  const ids = [...new Set(request.photoIds)];
  if (ids.length === 0) return;
  const ended = tx
    .select({ id: newbornApplication.id })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.applicantPersonId, personId),
        inArray(newbornApplication.status, ['withdrawn', 'refused']),
      ),
    );
  const attached = await tx
    .update(newbornPhoto)
    .set({ applicationId })
    .where(
      and(
        inArray(newbornPhoto.id, ids),
        eq(newbornPhoto.ownerPersonId, personId),
        isNull(newbornPhoto.deletedAt),
        // what is due is in the hands of the night job
        gt(newbornPhoto.deleteAfter, now),
        or(
          isNull(newbornPhoto.applicationId),
          eq(newbornPhoto.applicationId, applicationId),
          inArray(newbornPhoto.applicationId, ended),
        ),
      ),
    )
    .returning({ id: newbornPhoto.id });
  if (attached.length !== ids.length) {
    throw refuseField('photoIds', '有照片找不到了，可能已经过期删除，请重新上传');
  }
  await keepUntilAfterDecision(tx, applicationId, now);
}

/**
 * Photographs stay for the days of the policy after something was last decided about their
 * application; those of one that waits in the queue stay until it is decided (see removeDuePhotos).
 */
export async function keepUntilAfterDecision(
  tx: Transaction,
  applicationId: string,
  now: number,
): Promise<void> {
  const [row] = await tx
    .select({ region: newbornApplication.region })
    .from(newbornApplication)
    .where(eq(newbornApplication.id, applicationId));
  if (!row) throw new Error('photographs of an application that is not there');
  await tx
    .update(newbornPhoto)
    .set({ deleteAfter: now + retentionOf(row.region, now).photoKeptMs })
    .where(and(eq(newbornPhoto.applicationId, applicationId), isNull(newbornPhoto.deletedAt)));
}
