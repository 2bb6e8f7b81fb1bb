import { and, eq } from 'drizzle-orm';
import { systemActor, writeAudit } from '../../lib/audit';
import { mutualAidBinding, type MutualAidBinding } from '../../lib/database/schema';
import { type TopicHandler } from '../../lib/outbox/deliver';
import { getPerson, identityOf, registered } from '../../lib/people';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Queryable } from '../../lib/database/database';
import { type Runtime } from '../../lib/runtime';

export async function findBinding(db: Queryable, id: string): Promise<MutualAidBinding | null> {
  const [row] = await db.select().from(mutualAidBinding).where(eq(mutualAidBinding.id, id));
  return row ?? null;
}

async function known(runtime: Runtime, personId: string): Promise<RegisteredPerson> {
  const found = registered(identityOf(runtime.cipher, await getPerson(runtime.db, personId)));
  if (!found) throw new Error('a binding of somebody without an ID number');
  return found;
}

type Change = Partial<Pick<MutualAidBinding, 'status' | 'bindNo' | 'refusal'>>;

/** Writes what the platform answered, once: whoever comes second changes nothing. */
async function settle(
  runtime: Runtime,
  row: MutualAidBinding,
  change: Change,
  traceId: string,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const changed = await tx
      .update(mutualAidBinding)
      .set({ ...change, settledAt: now })
      .where(and(eq(mutualAidBinding.id, row.id), eq(mutualAidBinding.status, row.status)))
      .returning({ id: mutualAidBinding.id });
    if (changed.length === 0) return;
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: `mutualAid.${change.status ?? row.status}`,
        subjectPersonId: row.ownerPersonId,
        details: { bindingId: row.id, memberPersonId: row.memberPersonId, ...change },
      },
    );
  });
}

/** Tells the platform of a binding; its own number makes a repeat the same binding. */
export const bindTopic: TopicHandler<'mutualAid.bind'> = {
  async deliver(runtime, { bindingId }, traceId) {
    const row = await findBinding(runtime.db, bindingId);
    if (row?.status !== 'pending' || row.memberPersonId === null || row.proof === null) {
      return 'done';
    }
    const { relation, proof } = row;
    const answer = await runtime.ports.mutualAid.bind({
      businessNo: row.id,
      owner: await known(runtime, row.ownerPersonId),
      relative: await known(runtime, row.memberPersonId),
      relation,
      proof,
    });
    const change: Change =
      answer.outcome === 'bound'
        ? { status: 'bound', bindNo: answer.bindNo }
        : { status: 'refused', refusal: answer.reason };
    await settle(runtime, row, change, traceId);
    return 'done';
  },
  /** It stays pending, and the screen says that it is not done. */
  async giveUp() {
    return Promise.resolve();
  },
};

/** Ends a binding at the platform; money frozen meanwhile keeps it, and the owner sees it stand. */
export const unbindTopic: TopicHandler<'mutualAid.unbind'> = {
  async deliver(runtime, { bindingId }, traceId) {
    const row = await findBinding(runtime.db, bindingId);
    if (row?.status !== 'unbinding' || row.bindNo === null) return 'done';
    const owner = await known(runtime, row.ownerPersonId);
    const answer = await runtime.ports.mutualAid.unbind(owner, row.bindNo);
    const wasMadeHere = row.faceVerificationId !== null;
    const status = answer === 'unbound' || !wasMadeHere ? 'unbound' : 'bound';
    await settle(runtime, row, { status }, traceId);
    return 'done';
  },
  async giveUp() {
    return Promise.resolve();
  },
};
