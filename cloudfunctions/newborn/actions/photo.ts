import { and, count, eq, gt, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { sm3Hex } from '../../lib/crypto/sm3';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { newbornPhoto, type NewbornPhoto, person } from '../../lib/database/schema';
import { mutationWithAfter, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { describeError } from '../../lib/log';
import { type Runtime } from '../../lib/runtime';
import { judgePhoto } from '../photos/judge';
import { deletePhoto } from '../photos/remove-due';
import { retentionOf } from '../retention';

/** Photographs a person may have lying about without an application, the due ones not counted. */
const maxLoosePhotos = 20;

/** One person's uploads take turns, so that the limit holds. */
async function assertRoom(tx: Transaction, ownerPersonId: string, now: number): Promise<void> {
  await tx.select().from(person).where(eq(person.id, ownerPersonId)).for('no key update');
  const [row] = await tx
    .select({ loose: count() })
    .from(newbornPhoto)
    .where(
      and(
        eq(newbornPhoto.ownerPersonId, ownerPersonId),
        isNull(newbornPhoto.applicationId),
        isNull(newbornPhoto.deletedAt),
        gt(newbornPhoto.deleteAfter, now),
      ),
    );
  if ((row?.loose ?? 0) >= maxLoosePhotos) {
    throw new ServiceError('rate_limited', {
      message: `您已经传了 ${maxLoosePhotos} 张还没有提交的照片，请先删掉用不着的，或用这些照片提交申请`,
    });
  }
}

/**
 * The row is committed first and tells the night job of the file from then on; the bytes are
 * stored after it, and only then is the photograph's id told. A store that fails leaves a row
 * without a file that nobody knows of; the same request again stores the bytes under the same key.
 * Nothing is lost, and no file is ever without a row.
 */
export const uploadPhoto = mutationWithAfter('newborn.uploadPhoto', {
  before(_context, { contentBase64 }) {
    return Promise.resolve(judgePhoto(contentBase64));
  },

  async run({ tx, runtime, caller, now, audit }, _input, judged) {
    await assertRoom(tx, caller.personId, now);
    const { content, ...rest } = judged;
    const photoId = randomUUID();
    await tx.insert(newbornPhoto).values({
      ...rest,
      id: photoId,
      ownerPersonId: caller.personId,
      storageKey: randomUUID(),
      byteLength: content.length,
      sm3: sm3Hex(content),
      createdAt: now,
      deleteAfter: now + retentionOf(runtime.config.region, now).draftKeptMs,
    });
    await audit({
      action: 'newborn.uploadPhoto',
      subjectPersonId: caller.personId,
      details: { photoId, mediaType: judged.mediaType, byteLength: content.length },
    });
    return { photoId };
  },

  async after({ runtime }, { contentBase64 }, { photoId }) {
    const row = await findPhoto(runtime.db, photoId);
    // a late repeat does not bring back what was deleted
    if (!row) throw new ServiceError('not_found');
    const { content } = judgePhoto(contentBase64);
    const sealed = runtime.cipher.sealBytes('newborn.photo', content);
    await runtime.ports.photos.put(row.storageKey, sealed);
    const { mediaType, widthPx, heightPx, deleteAfter } = row;
    return { photoId, mediaType, widthPx, heightPx, keptUntil: shanghaiDate(deleteAfter) };
  },
});

/**
 * A photograph that its owner takes back before it is part of an application. It is due from its
 * first moment on, so that no application takes it any more, also one that is being sent already;
 * then it is deleted, here or, when the store is away, by the night job.
 *
 * @throws ServiceError not_found for somebody else's and for none, newborn_state for one that was
 *   sent: staff decide by it
 */
export const removePhoto = mutationWithAfter('newborn.removePhoto', {
  async run({ tx, caller, audit }, { photoId }) {
    const [row] = await tx
      .select()
      .from(newbornPhoto)
      .where(and(eq(newbornPhoto.id, photoId), isNull(newbornPhoto.deletedAt)))
      .for('update');
    if (row?.ownerPersonId !== caller.personId) throw new ServiceError('not_found');
    if (row.applicationId !== null) {
      throw new ServiceError('newborn_state', {
        message: '这张照片已经随申请提交，不能再删掉。办完以后会按期限自动删除。',
      });
    }
    await tx
      .update(newbornPhoto)
      .set({ deleteAfter: row.createdAt })
      .where(eq(newbornPhoto.id, photoId));
    await audit({
      action: 'newborn.removePhoto',
      subjectPersonId: caller.personId,
      details: { photoId },
    });
    return { photoId };
  },

  async after({ runtime, now, traceId, log }, _input, { photoId }) {
    const row = await findPhoto(runtime.db, photoId);
    if (row?.applicationId === null) {
      try {
        await deletePhoto(runtime, row, { now, traceId });
      } catch (error) {
        log.warn(
          { photoId, ...describeError(error) },
          'photograph not deleted; the night job is next',
        );
      }
    }
    return { removed: true } as const;
  },
});

/** @returns the row, null once the photograph was deleted */
export async function findPhoto(db: Queryable, photoId: string): Promise<NewbornPhoto | null> {
  const [row] = await db
    .select()
    .from(newbornPhoto)
    .where(and(eq(newbornPhoto.id, photoId), isNull(newbornPhoto.deletedAt)));
  return row ?? null;
}

/** @throws ServiceError not_found when the store has it no more */
export async function readPhoto(runtime: Runtime, row: NewbornPhoto) {
  const sealed = await runtime.ports.photos.get(row.storageKey);
  if (!sealed) throw new ServiceError('not_found');
  const content = runtime.cipher.openBytes('newborn.photo', sealed);
  return { mediaType: row.mediaType, contentBase64: Buffer.from(content).toString('base64') };
}

export const photo = query('newborn.photo', async ({ runtime, caller }, { photoId }) => {
  const row = await findPhoto(runtime.db, photoId);
  if (row?.ownerPersonId !== caller.personId) throw new ServiceError('not_found');
  return readPhoto(runtime, row);
});
