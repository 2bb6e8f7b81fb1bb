import { eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { organisation, organisationAccess } from '../../lib/database/schema';
import { mutation, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { requireSecondPerson } from '../../lib/staff';
import { fingerprintOf, lockAccess } from '../access';
import { checkPublicKey, readNetworks } from '../inputs';
import { lockOrganisation, viewOrganisation } from '../organisations';

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index]);

const waits = () =>
  refuseField('organisationId', '已经有一项变更在等另一位同事确认，请先确认或撤回它');

/**
 * Whoever changes the key makes the organisation's calls from then on, and reads the answers; whoever
 * opens the networks lets a stolen session in from anywhere. So one proposes and another confirms.
 */
export const proposeAccess = mutation('oversight.proposeAccess', {
  async run(context, input) {
    const { tx, caller, now, audit } = context;
    const before = await lockOrganisation(tx, input.organisationId);
    const publicKey = input.publicKey === undefined ? before.publicKey : input.publicKey;
    checkPublicKey(publicKey);
    const networks = input.networks === undefined ? before.networks : readNetworks(input.networks);
    if (publicKey === before.publicKey && isSameList(networks, before.networks)) {
      throw refuseField('networks', '和现在的一样，没有要改的');
    }
    const [row] = await tx
      .insert(organisationAccess)
      .values({
        id: randomUUID(),
        organisationId: before.id,
        publicKey,
        networks,
        status: 'proposed',
        proposedBy: caller.accountId,
        proposedAt: now,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) throw waits();
    await audit({
      action: 'oversight.proposeAccess',
      subjectPersonId: null,
      details: {
        accessId: row.id,
        organisationId: before.id,
        networks,
        networksBefore: before.networks,
        keyChanged: publicKey !== before.publicKey,
        publicKeySm3: fingerprintOf(publicKey),
      },
    });
    return viewOrganisation(tx, context, before);
  },
});

const answered = () =>
  new ServiceError('already_answered', { message: '这项变更已经确认过或已经撤回，请刷新后再看' });

/** The organisation before its proposal, as where it is proposed. @throws ServiceError not_found */
async function lockBoth(
  { tx }: WriteContext<'oversight.confirmAccess' | 'oversight.withdrawAccess'>,
  accessId: string,
) {
  const [found] = await tx
    .select({ organisationId: organisationAccess.organisationId })
    .from(organisationAccess)
    .where(eq(organisationAccess.id, accessId));
  if (!found) throw new ServiceError('not_found');
  const before = await lockOrganisation(tx, found.organisationId);
  return { before, row: await lockAccess(tx, accessId) };
}

/** In force at the very next call: who may come from where, and with which key, is read each time. */
export const confirmAccess = mutation('oversight.confirmAccess', {
  async run(context, { accessId }) {
    const { tx, caller, now, audit } = context;
    const { before, row } = await lockBoth(context, accessId);
    await requireSecondPerson(tx, caller, row.proposedBy);
    if (row.status !== 'proposed') throw answered();
    const decided = { decidedBy: caller.accountId, decidedAt: now };
    await tx
      .update(organisationAccess)
      .set({ status: 'confirmed', ...decided })
      .where(eq(organisationAccess.id, accessId));
    const { publicKey, networks } = row;
    await tx
      .update(organisation)
      .set({ publicKey, networks })
      .where(eq(organisation.id, before.id));
    await audit({
      action: 'oversight.confirmAccess',
      subjectPersonId: null,
      details: {
        accessId,
        organisationId: before.id,
        networks,
        networksBefore: before.networks,
        keyChanged: publicKey !== before.publicKey,
        publicKeySm3: fingerprintOf(publicKey),
      },
    });
    return viewOrganisation(tx, context, { ...before, publicKey, networks });
  },
});

/** One clerk is enough to leave everything as it is. */
export const withdrawAccess = mutation('oversight.withdrawAccess', {
  async run(context, { accessId }) {
    const { tx, caller, now, audit } = context;
    const { before, row } = await lockBoth(context, accessId);
    if (row.status !== 'proposed') throw answered();
    await tx
      .update(organisationAccess)
      .set({ status: 'withdrawn', decidedBy: caller.accountId, decidedAt: now })
      .where(eq(organisationAccess.id, accessId));
    await audit({
      action: 'oversight.withdrawAccess',
      subjectPersonId: null,
      details: {
        accessId,
        organisationId: before.id,
        byProposer: row.proposedBy === caller.accountId,
      },
    });
    return viewOrganisation(tx, context, before);
  },
});
