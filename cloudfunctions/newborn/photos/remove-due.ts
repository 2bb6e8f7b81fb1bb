import { and, asc, eq, isNull, lte, ne, or } from 'drizzle-orm';
import { dayMs } from '@yibao/shared/rules/dates';
import { systemActor, writeAudit } from '../../lib/audit';
import { newbornApplication, newbornPhoto, type NewbornPhoto } from '../../lib/database/schema';
import { describeError } from '../../lib/log';
import { type Runtime } from '../../lib/runtime';

/** What the store does not let go steps back for so long. */
const retryAfterMs = dayMs;

/**
 * Deletes photographs whose time is over: from the store first, then the row says so. What the
 * store does not let go is due again a day later, so that it never stands before the others.
 *
 * @returns how many had their turn, deleted or not
 */
export async function removeDuePhotos(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  const now = runtime.clock.now();
  const due = await runtime.db
    .select({ photo: newbornPhoto })
    .from(newbornPhoto)
    .leftJoin(newbornApplication, eq(newbornApplication.id, newbornPhoto.applicationId))
    .where(
      and(
        isNull(newbornPhoto.deletedAt),
        lte(newbornPhoto.deleteAfter, now),
        // a clerk may still need it, however long the queue is
        or(isNull(newbornPhoto.applicationId), ne(newbornApplication.status, 'queued')),
      ),
    )
    .orderBy(asc(newbornPhoto.deleteAfter))
    .limit(limit);
  for (const { photo } of due) {
    try {
      await deletePhoto(runtime, photo, { now, traceId });
    } catch (error) {
      const log = runtime.log.child({ traceId, photoId: photo.id });
      log.warn(describeError(error), 'photograph not deleted; tried again in a day');
      await putOff(runtime, photo, now);
    }
  }
  return due.length;
}

async function putOff(runtime: Runtime, photo: NewbornPhoto, now: number): Promise<void> {
  await runtime.db
    .update(newbornPhoto)
    .set({ deleteAfter: now + retryAfterMs })
    // a decision may have kept it longer meanwhile
    .where(and(eq(newbornPhoto.id, photo.id), eq(newbornPhoto.deleteAfter, photo.deleteAfter)));
}

/**
 * Deletes one photograph, which nothing may need any more: its file, then the row says so.
 *
 * @throws UpstreamError when the store does not let it go; nothing has changed then
 */
export async function deletePhoto(
  runtime: Runtime,
  photo: NewbornPhoto,
  { now, traceId }: { now: number; traceId: string },
): Promise<void> {
  await runtime.ports.photos.remove(photo.storageKey);
  await runtime.db.transaction(async (tx) => {
    const marked = await tx
      .update(newbornPhoto)
      .set({ deletedAt: now })
      .where(and(eq(newbornPhoto.id, photo.id), isNull(newbornPhoto.deletedAt)))
      .returning({ id: newbornPhoto.id });
    if (marked.length === 0) return;
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'newborn.photoDeleted',
        subjectPersonId: photo.ownerPersonId,
        details: { photoId: photo.id },
      },
    );
  });
}
