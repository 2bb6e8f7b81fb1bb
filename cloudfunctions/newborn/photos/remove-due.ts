import { and, asc, eq, isNull, lte, ne, or } from 'drizzle-orm';
import { systemActor, writeAudit } from '../../lib/audit';
import { newbornApplication, newbornPhoto, type NewbornPhoto } from '../../lib/database/schema';
import { describeError } from '../../lib/log';
import { type Runtime } from '../../lib/runtime';

/**
 * Deletes photographs whose time is over: from the store first, then the row says so. What the
 * store does not let go stays due and is tried again the next night.
 *
 * @returns how many were deleted
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
  let removed = 0;
  for (const { photo } of due) {
    try {
      await remove(runtime, photo, { now, traceId });
      removed++;
    } catch (error) {
      const log = runtime.log.child({ traceId, photoId: photo.id });
      log.warn(describeError(error), 'photograph not deleted; the next night tries again');
    }
  }
  return removed;
}

async function remove(
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
