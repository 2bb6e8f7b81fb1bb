import { and, asc, eq, inArray, like } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import {
  apiOrganisationCode,
  type PlannedClerk,
  type PlannedOrganisation,
  sandboxPassword,
  sandboxTotpSecret,
} from '@yibao/sandbox/city/organisations';
import { type Sandbox } from '@yibao/sandbox/index';
import { type OrganisationKind } from '@yibao/shared/policy/consent';
import {
  type ConsentField,
  consentFieldInfo,
  consentFields,
  type ConsentLevel,
} from '@yibao/shared/rules/consent-fields';
import { hashPassword } from '../lib/crypto/password';
import { sm3Hex } from '../lib/crypto/sm3';
import { type Transaction } from '../lib/database/database';
import { account, agreement, clerk, organisation, staffMember } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';

/** Nobody has to be kept from guessing a password that stands on a page. */
const sandboxCost = { N: 2 ** 4, r: 1, p: 1 };
let passwordHash: Promise<string> | null = null;

const upTo = (level: ConsentLevel): ConsentField[] =>
  consentFields.filter((field) => consentFieldInfo[field].level <= level);

/** As far as the bureau would go: employers see no full numbers and take no files away. */
const ceilings = {
  insurer: {
    purposes: ['UNDERWRITING', 'CLAIM'],
    fields: upTo(3),
    modes: ['VIEW', 'PREVIEW', 'PRINT', 'EXPORT'],
    maxLevel: 3,
  },
  employer: {
    purposes: ['SECOND_REIMBURSEMENT'],
    fields: upTo(2),
    modes: ['VIEW', 'PREVIEW', 'PRINT'],
    maxLevel: 2,
  },
} satisfies Record<OrganisationKind, Partial<typeof agreement.$inferInsert>>;

const agreementPeriod = { periodFrom: '2025-01-01', periodTo: '2026-12-31' };

interface Place {
  runtime: Runtime;
  sandbox: Sandbox;
  now: number;
  /** Two of the bureau's clerks: one writes an agreement down, the other confirms it. */
  staff: { first: string; second: string };
}

type NewRow = PlannedOrganisation & { id: string };

function organisationRows({ runtime, sandbox, now, staff }: Place, rows: NewRow[]) {
  return rows.map(({ id, creditCode, name, kind, contact }) => ({
    id,
    creditCode,
    creditCodeDoubt: null,
    name,
    kind,
    contact: runtime.cipher.seal('organisation.contact', contact),
    publicKey: creditCode === apiOrganisationCode ? sandbox.host.keys.partner.publicKey : null,
    networks: [],
    status: 'active' as const,
    statusSince: now,
    createdBy: staff.first,
    createdAt: now,
  }));
}

function agreementRows({ now, staff }: Place, rows: NewRow[]) {
  return rows.map(({ id, kind, agreementNumber }) => ({
    id: randomUUID(),
    organisationId: id,
    number: agreementNumber,
    ...agreementPeriod,
    ...ceilings[kind],
    documentSm3: sm3Hex(agreementNumber),
    status: 'active' as const,
    proposedBy: staff.first,
    proposedAt: now,
    confirmedBy: staff.second,
    confirmedAt: now,
  }));
}

async function addClerks(tx: Transaction, place: Place, rows: NewRow[]): Promise<void> {
  const { runtime, now, staff } = place;
  const { cipher } = runtime;
  passwordHash ??= hashPassword(sandboxPassword, sandboxCost);
  const secrets = {
    passwordHash: await passwordHash,
    totpSecret: cipher.seal('clerk.totp_secret', sandboxTotpSecret),
  };
  const rowOf = (organisationId: string, { kind, login, name }: PlannedClerk) => ({
    accountId: randomUUID(),
    organisationId,
    kind,
    login,
    name: cipher.seal('clerk.name', name),
    ...(kind === 'person' ? secrets : {}),
    totpLastStep: 0,
    failures: 0,
    status: 'active' as const,
    statusSince: now,
    createdBy: staff.first,
    createdAt: now,
  });
  const clerks = rows.flatMap((row) => row.clerks.map((each) => rowOf(row.id, each)));
  if (clerks.length === 0) return;
  await tx.insert(account).values(clerks.map(({ accountId: id }) => ({ id, createdAt: now })));
  await tx.insert(clerk).values(clerks);
}

/**
 * Puts the sandbox's organisations on record, with agreements in force and clerks who can sign in.
 * Those that stand already stay as they are. Straight into the tables: forty-nine of them through
 * the clerks' own actions would make every first start wait.
 */
export async function registerOrganisations(runtime: Runtime, sandbox: Sandbox): Promise<void> {
  const now = runtime.clock.now();
  const planned = sandbox.organisations;
  await runtime.db.transaction(async (tx) => {
    const [first, second] = await tx
      .select({ accountId: staffMember.accountId })
      .from(staffMember)
      .where(and(staffMember.active, like(staffMember.badge, 'sandbox-%')))
      .orderBy(asc(staffMember.badge))
      .limit(2);
    if (!first || !second) throw new Error('the sandbox has no two clerks of the bureau');
    const codes = planned.map(({ creditCode }) => creditCode);
    const standing = await tx
      .select({ creditCode: organisation.creditCode })
      .from(organisation)
      .where(inArray(organisation.creditCode, codes));
    const known = new Set(standing.map(({ creditCode }) => creditCode));
    const rows = planned
      .filter(({ creditCode }) => !known.has(creditCode))
      .map((each) => ({ ...each, id: randomUUID() }));
    if (rows.length === 0) return;
    const staff = { first: first.accountId, second: second.accountId };
    const place = { runtime, sandbox, now, staff };
    await tx.insert(organisation).values(organisationRows(place, rows));
    await tx.insert(agreement).values(agreementRows(place, rows));
    await addClerks(tx, place, rows);
  });
  // keys of a sandbox are made anew with its folder; a database of its own may be older
  await runtime.db
    .update(organisation)
    .set({ publicKey: sandbox.host.keys.partner.publicKey })
    .where(eq(organisation.creditCode, apiOrganisationCode));
}
