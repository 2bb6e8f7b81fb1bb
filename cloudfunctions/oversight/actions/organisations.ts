import { asc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { organisation } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { fingerprintOf } from '../access';
import {
  checkPlain,
  checkPublicKey,
  checkReason,
  readNetworks,
  readOwnCreditCode,
} from '../inputs';
import { lockOrganisation, viewOrganisation, viewOrganisations } from '../organisations';

export const organisations = query('oversight.organisations', async (context) => {
  const { db } = context.runtime;
  const rows = await db
    .select()
    .from(organisation)
    .orderBy(asc(organisation.kind), asc(organisation.name), asc(organisation.id));
  return { organisations: await viewOrganisations(db, context, rows) };
});

/**
 * With the key and the networks its papers name, by one clerk: nothing is open to it before a second
 * one has seen them and confirmed an agreement. From then on they are changed by two (`access.ts`).
 */
export const addOrganisation = mutation('oversight.addOrganisation', {
  async run(context, input) {
    const { tx, runtime, caller, now, audit } = context;
    const { code, doubt } = readOwnCreditCode(input.creditCode, input.acceptDoubt);
    checkPlain('name', '机构名称', input.name);
    checkPlain('contact', '联系方式', input.contact);
    checkPublicKey(input.publicKey);
    const networks = readNetworks(input.networks);
    const [row] = await tx
      .insert(organisation)
      .values({
        id: randomUUID(),
        creditCode: code,
        creditCodeDoubt: doubt,
        name: input.name,
        kind: input.kind,
        contact: runtime.cipher.seal('organisation.contact', input.contact),
        publicKey: input.publicKey,
        networks,
        status: 'active',
        statusSince: now,
        createdBy: caller.accountId,
        createdAt: now,
      })
      .onConflictDoNothing({ target: organisation.creditCode })
      .returning();
    if (!row) throw refuseField('creditCode', '这个代码的机构已经登记过');
    await audit({
      action: 'oversight.addOrganisation',
      subjectPersonId: null,
      details: {
        organisationId: row.id,
        creditCode: code,
        doubt,
        networks,
        publicKeySm3: fingerprintOf(row.publicKey),
      },
    });
    return viewOrganisation(tx, context, row);
  },
});

/** Whom one can ask is told to people and lets nobody in: one clerk is enough. */
export const changeOrganisation = mutation('oversight.changeOrganisation', {
  async run(context, input) {
    const { tx, runtime, audit } = context;
    const before = await lockOrganisation(tx, input.organisationId);
    checkPlain('contact', '联系方式', input.contact);
    const changes = { contact: runtime.cipher.seal('organisation.contact', input.contact) };
    await tx.update(organisation).set(changes).where(eq(organisation.id, before.id));
    await audit({
      action: 'oversight.changeOrganisation',
      subjectPersonId: null,
      details: { organisationId: before.id },
    });
    return viewOrganisation(tx, context, { ...before, ...changes });
  },
});

/**
 * Nothing is closed or deleted: every call of its clerks and its system reads the organisation's
 * status, so the next one is refused, and it goes on as it was when the bureau lets it.
 */
export const suspendOrganisation = mutation('oversight.suspendOrganisation', {
  async run(context, { organisationId, suspended, reason }) {
    const { tx, runtime, now, audit } = context;
    checkReason(reason);
    const before = await lockOrganisation(tx, organisationId);
    const status = suspended ? ('suspended' as const) : ('active' as const);
    if (before.status === status) return viewOrganisation(tx, context, before);
    const changes = { status, statusSince: now };
    await tx.update(organisation).set(changes).where(eq(organisation.id, organisationId));
    await audit({
      action: 'oversight.suspendOrganisation',
      subjectPersonId: null,
      details: { organisationId, status, reason: runtime.cipher.seal('oversight.reason', reason) },
    });
    return viewOrganisation(tx, context, { ...before, ...changes });
  },
});
