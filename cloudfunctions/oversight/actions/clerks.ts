import { and, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { makeEnrolment } from '../../lib/clerk-enrolment';
import { closeClerkSessions } from '../../lib/clerks';
import { type Transaction } from '../../lib/database/database';
import { account, clerk, type Organisation, organisation } from '../../lib/database/schema';
import { mutation, type Parsed, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { clerksOf, lockClerk, viewClerk, viewClerks } from '../clerks';
import { checkPlain, checkReason } from '../inputs';
import { lockOrganisation } from '../organisations';

export const clerks = query('oversight.clerks', async ({ runtime }, { organisationId }) => {
  const { db } = runtime;
  const [owner] = await db
    .select({ id: organisation.id })
    .from(organisation)
    .where(eq(organisation.id, organisationId));
  if (!owner) throw new ServiceError('not_found');
  const rows = await clerksOf(db, organisationId);
  return { clerks: await viewClerks(db, runtime, organisationId, rows) };
});

/** @returns the name as it is kept: of a person by the rule of names, of a system as it is called */
function readName({ kind, name }: Parsed<'oversight.addClerk'>): string {
  if (kind === 'api') {
    checkPlain('name', '系统名称', name);
    return name.trim();
  }
  const parsed = parsePersonName(name);
  if (!parsed.ok) throw refuseField('name', parsed.message);
  return parsed.value;
}

/** An organisation's calls are signed with its one key, so one login stands for its system. */
async function assertMayHaveApi(tx: Transaction, { id, publicKey }: Organisation): Promise<void> {
  if (publicKey === null) {
    throw refuseField('kind', '机构还没有登记公钥，先登记公钥再开通接口');
  }
  const [other] = await tx
    .select({ login: clerk.login })
    .from(clerk)
    .where(and(eq(clerk.organisationId, id), eq(clerk.kind, 'api')));
  if (other) throw refuseField('kind', '这个机构已经开通了接口');
}

/**
 * A person gets a code to enrol with: who adds them knows that, and never what they sign in with. It
 * is in the reply alone, which is kept, sealed, for a repeat of the request; by then it is used or
 * worth nothing (`clerk-enrolment.ts`).
 */
export const addClerk = mutation('oversight.addClerk', {
  async run(context, input) {
    const { tx, runtime, caller, now, audit } = context;
    const name = readName(input);
    const owner = await lockOrganisation(tx, input.organisationId);
    if (input.kind === 'api') await assertMayHaveApi(tx, owner);
    const accountId = randomUUID();
    await tx.insert(account).values({ id: accountId, unionId: null, createdAt: now });
    const [row] = await tx
      .insert(clerk)
      .values({
        accountId,
        organisationId: owner.id,
        kind: input.kind,
        login: input.login,
        name: runtime.cipher.seal('clerk.name', name),
        passwordHash: null,
        totpSecret: null,
        totpLastStep: 0,
        failures: 0,
        status: 'active',
        statusSince: now,
        createdBy: caller.accountId,
        createdAt: now,
      })
      .onConflictDoNothing({ target: clerk.login })
      .returning();
    if (!row) throw new ServiceError('login_taken', { field: 'login' });
    const made = { clerkId: accountId, by: caller.accountId, now };
    const enrolment = row.kind === 'person' ? await makeEnrolment(tx, runtime, made) : null;
    await audit({
      action: 'oversight.addClerk',
      subjectPersonId: null,
      details: { clerkId: accountId, organisationId: owner.id, kind: row.kind, login: row.login },
    });
    return { clerk: await viewClerk(tx, runtime, row), enrolment };
  },
});

/**
 * For a lost telephone, a forgotten password, a code that ran out: the old password and secret are
 * gone, what was open with them ends, and the clerk enrols anew.
 */
export const resetClerk = mutation('oversight.resetClerk', {
  async run({ tx, runtime, caller, now, audit }, { clerkId }) {
    const row = await lockClerk(tx, clerkId);
    if (row.kind === 'api') throw refuseField('clerkId', '接口没有密码，它用机构的公钥签名');
    const columns = { passwordHash: null, totpSecret: null };
    await tx.update(clerk).set(columns).where(eq(clerk.accountId, clerkId));
    await closeClerkSessions(tx, clerkId);
    const enrolment = await makeEnrolment(tx, runtime, { clerkId, by: caller.accountId, now });
    await audit({
      action: 'oversight.resetClerk',
      subjectPersonId: null,
      details: {
        clerkId,
        organisationId: row.organisationId,
        wasEnrolled: row.totpSecret !== null,
      },
    });
    return { clerk: await viewClerk(tx, runtime, { ...row, ...columns }), enrolment };
  },
});

/** Open sessions stay: each of their calls reads the status, and a refused look is written down. */
export const suspendClerk = mutation('oversight.suspendClerk', {
  async run({ tx, runtime, now, audit }, { clerkId, suspended, reason }) {
    checkReason(reason);
    const row = await lockClerk(tx, clerkId);
    const status = suspended ? ('suspended' as const) : ('active' as const);
    if (row.status === status) return viewClerk(tx, runtime, row);
    const changes = { status, statusSince: now };
    await tx.update(clerk).set(changes).where(eq(clerk.accountId, clerkId));
    await audit({
      action: 'oversight.suspendClerk',
      subjectPersonId: null,
      details: {
        clerkId,
        organisationId: row.organisationId,
        status,
        reason: runtime.cipher.seal('oversight.reason', reason),
      },
    });
    return viewClerk(tx, runtime, { ...row, ...changes });
  },
});
