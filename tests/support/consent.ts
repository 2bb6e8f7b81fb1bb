/** Organisations, clerks and requests as rows, and a grant as a person makes it on the phone. */
import { randomUUID } from 'node:crypto';
import { sealStatus } from '@yibao/cloudfunctions/consent/status';
import { sealSubject } from '@yibao/cloudfunctions/consent/subject';
import { openClerkSession } from '@yibao/cloudfunctions/lib/clerks';
import {
  account,
  agreement,
  type AgreementRow,
  clerk,
  type Consent,
  consent,
  consentCase,
  fieldCatalogue,
  type Organisation,
  organisation,
  staffMember,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type Input, type Output } from '@yibao/shared/contracts';
import { consentFields, type ConsentLevel } from '@yibao/shared/rules/consent-fields';
import {
  consentModes,
  type ConsentPurpose,
  type ConsentScope,
} from '@yibao/shared/rules/consent-scope';
import { addDays, addMonths, dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import { claimOf } from './journey';
import { type CallInput, type Phone, type TestSystem } from './system';

const creditCodeSigns = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A valid code (GB 32100-2015) of nobody: the n-th synthetic one. */
export function syntheticCreditCode(n: number): string {
  const body = String(90_000_000 + n);
  const bodyWeights = [3, 7, 9, 10, 5, 8, 4, 2];
  const bodySum = Array.from(body).reduce(
    (sum, c, i) => sum + Number(c) * (bodyWeights[i] ?? 0),
    0,
  );
  const rest = (11 - (bodySum % 11)) % 11;
  const first17 = `91340600${body}${rest === 10 ? 'X' : rest}`;
  const sum = Array.from(first17).reduce((total, c, i) => {
    return total + creditCodeSigns.indexOf(c) * (3 ** i % 31);
  }, 0);
  return `${first17}${creditCodeSigns.charAt((31 - (sum % 31)) % 31)}`;
}

let codes = 0;

/** Two clerks of the bureau: one proposes, the other confirms. */
async function bureauClerks({ runtime: { db, clock } }: TestSystem): Promise<[string, string]> {
  const badges = ['consent-support-1', 'consent-support-2'];
  const all = await db.select().from(staffMember);
  const found = all.filter(({ badge }) => badges.includes(badge));
  const now = clock.now();
  for (const badge of badges) {
    if (found.some((row) => row.badge === badge)) continue;
    const id = randomUUID();
    await db.insert(account).values({ id, createdAt: now });
    const row = { accountId: id, badge, active: true, appointedAt: now };
    await db.insert(staffMember).values(row);
    found.push(row);
  }
  const [one, other] = found;
  if (!one || !other) throw new Error('two clerks were made');
  return [one.accountId, other.accountId];
}

export interface MadeOrganisation {
  organisation: Organisation;
  agreement: AgreementRow;
}

/** An organisation with an agreement in force: all fields, all modes, all levels unless told. */
export async function makeOrganisation(
  system: TestSystem,
  given: {
    organisation?: Partial<Organisation>;
    agreement?: Partial<AgreementRow>;
  } = {},
): Promise<MadeOrganisation> {
  const { db, clock, cipher } = system.runtime;
  const now = clock.now();
  const today = shanghaiDate(now);
  const [createdBy, confirmedBy] = await bureauClerks(system);
  const kind = given.organisation?.kind ?? 'employer';
  const row: Organisation = {
    id: randomUUID(),
    creditCode: syntheticCreditCode(++codes),
    creditCodeDoubt: null,
    name: kind === 'employer' ? '淮北示例矿业有限公司工会' : '示例人寿保险公司淮北分公司',
    kind,
    contact: cipher.seal('organisation.contact', '示例联系人 0561-0000000'),
    publicKey: null,
    networks: [],
    status: 'active',
    statusSince: now,
    createdBy,
    createdAt: now,
    ...given.organisation,
  };
  await db.insert(organisation).values(row);
  const agreed: AgreementRow = {
    id: randomUUID(),
    organisationId: row.id,
    number: `示例协议-${row.creditCode}`,
    periodFrom: addDays(today, -30),
    periodTo: addDays(today, 365),
    purposes: kind === 'employer' ? ['SECOND_REIMBURSEMENT'] : ['UNDERWRITING', 'CLAIM'],
    fields: [...consentFields],
    modes: [...consentModes],
    maxLevel: 3,
    documentSm3: 'a'.repeat(64),
    status: 'active',
    proposedBy: createdBy,
    proposedAt: now - 2 * dayMs,
    confirmedBy,
    confirmedAt: now - dayMs,
    endedBy: null,
    endedAt: null,
    ...given.agreement,
  };
  await db.insert(agreement).values(agreed);
  return { organisation: row, agreement: agreed };
}

/** A second account of a person who is verified: a clerk's of the bureau. */
export async function addStaffAccount(system: TestSystem, personId: string): Promise<void> {
  const { db, clock } = system.runtime;
  const now = clock.now();
  const verified = { personId, verifiedAt: now, verifiedBy: 'face' } as const;
  const id = randomUUID();
  await db.insert(account).values({ id, createdAt: now, ...verified });
  const row = { accountId: id, badge: `second-${id}`, active: true, appointedAt: now };
  await db.insert(staffMember).values(row);
}

export interface MadeClerk {
  accountId: string;
  /** Of an open console session from 127.0.0.1; null for an api. */
  token: string | null;
}

/** A clerk who is signed in, or an organisation's own system. */
export async function makeClerk(
  system: TestSystem,
  of: { organisationId: string },
  given: Partial<typeof clerk.$inferSelect> & { nameInClear?: string } = {},
): Promise<MadeClerk> {
  const { db, clock, cipher, config } = system.runtime;
  const now = clock.now();
  const [createdBy] = await bureauClerks(system);
  const { nameInClear = '周经办', ...rest } = given;
  const accountId = randomUUID();
  await db.insert(account).values({ id: accountId, createdAt: now });
  await db.insert(clerk).values({
    accountId,
    organisationId: of.organisationId,
    kind: 'person',
    login: `clerk-${accountId.slice(0, 8)}`,
    name: cipher.seal('clerk.name', nameInClear),
    passwordHash: null,
    totpSecret: null,
    totpLastStep: 0,
    failures: 0,
    lockedUntil: null,
    status: 'active',
    statusSince: now,
    createdBy,
    createdAt: now,
    ...rest,
  });
  if (rest.kind === 'api') return { accountId, token: null };
  const session = { accountId, network: '127.0.0.1', region: config.region };
  return { accountId, token: await openClerkSession(db, session, now) };
}

/** Level 2: what an employer needs to pay a part back. */
export function usualScope(now: number, changes: Partial<ConsentScope> = {}): ConsentScope {
  const today = shanghaiDate(now);
  return {
    fields: [
      'nameMasked',
      'settledOn',
      'kind',
      'institutionName',
      'totalFen',
      'fundFen',
      'cashFen',
    ],
    kinds: [...settlementKinds],
    dataFrom: addMonths(today, -12),
    dataTo: today,
    validDays: 30,
    frequency: { unit: 'DAY', limit: 3 },
    modes: ['VIEW', 'PREVIEW', 'PRINT'],
    retentionDays: 30,
    ...changes,
  };
}

export interface RequestGiven {
  made: MadeOrganisation;
  /** Who asks; null for a consent that the person began. */
  clerk: MadeClerk | null;
  /** Whom the organisation typed in: a test user's phone, or name and number. */
  about: Phone | { name: string; documentNumber: string };
  purpose?: ConsentPurpose;
  scope?: ConsentScope;
  words?: string;
  caseNo?: string | null;
  /** Columns as they shall stand instead. */
  columns?: Partial<Consent>;
}

/** A request as a row, with its case; nobody is told of it. */
export async function makeRequest(system: TestSystem, given: RequestGiven): Promise<Consent> {
  const { db, clock, cipher } = system.runtime;
  const now = clock.now();
  const { made, clerk: asker, about } = given;
  const purpose = given.purpose ?? made.agreement.purposes[0] ?? 'CLAIM';
  const { name, documentNumber } = 'user' in about ? claimOf(about.user.resident) : about;
  const id = randomUUID();
  const caseNo = given.caseNo === undefined ? `AJ-${id.slice(0, 8)}` : given.caseNo;
  const caseId = asker && caseNo !== null ? randomUUID() : null;
  if (asker && caseId !== null && caseNo !== null) {
    const { id: organisationId } = made.organisation;
    await db.insert(consentCase).values({
      id: caseId,
      organisationId,
      caseNo,
      purpose,
      openedBy: asker.accountId,
      openedAt: now,
    });
  }
  const moved = { id, status: 'requested' as const, statusSince: now };
  const row: Consent = {
    ...moved,
    organisationId: made.organisation.id,
    agreementId: made.agreement.id,
    caseId,
    purpose,
    personId: null,
    ...sealSubject(cipher, { name, documentNumber }),
    requestedBy: asker?.accountId ?? null,
    requested: given.scope ?? usualScope(now),
    words: asker ? cipher.seal('consent.words', given.words ?? '给您报销上次住院的费用') : '',
    requestedAt: now,
    statusSeal: sealStatus(cipher, moved),
    grantorPersonId: null,
    decidedAt: null,
    artefact: null,
    signature: null,
    keyId: null,
    validTo: null,
    verificationId: null,
    endReason: null,
    ...given.columns,
  };
  await db.insert(consent).values(row);
  return row;
}

export async function consentRow({ runtime: { db } }: TestSystem, consentId: string) {
  const row = (await db.select().from(consent)).find(({ id }) => id === consentId);
  if (!row) throw new Error(`no consent ${consentId}`);
  return row;
}

/** A face check for a grant, passed or failed at the sandbox's WeChat. @returns its id */
export async function showFace(
  system: TestSystem,
  phone: Phone,
  decision: 'pass' | 'fail' = 'pass',
  purpose: 'consent' | 'mutualAid' = 'consent',
): Promise<string> {
  const { version, textHash } = await phone.call('identity.faceNotice', { purpose });
  const { consentId } = await phone.call('identity.agreeFaceNotice', { version, textHash });
  const opened = await phone.call('identity.startOwnFace', { consentId, purpose });
  await system.sandboxPost('/wechat/face/decide', { verify_id: opened.verifyId, decision });
  const { verificationId } = opened;
  await phone.call('identity.finishFace', { verificationId });
  return verificationId;
}

type GrantInput = CallInput<'consent.grant'>;

/** What the phone sends for a grant: what was asked for, or the scope given. */
export async function grantInput(
  phone: Phone,
  consentId: string,
  faceVerificationId: string | null,
  scope?: Input<'consent.grant'>['scope'],
): Promise<GrantInput> {
  const { notice, requested } = await phone.call('consent.detail', { consentId });
  return {
    consentId,
    scope: scope ?? requested,
    noticeVersion: notice.version,
    noticeHash: notice.textHash,
    separateConsents: { thirdParty: true, sensitive: true },
    faceVerificationId,
  };
}

/** Granted as a person does it: reads, narrows, shows the face, agrees. */
export async function grantAs(
  system: TestSystem,
  phone: Phone,
  consentId: string,
  scope?: Input<'consent.grant'>['scope'],
): Promise<Output<'consent.grant'>> {
  const faceVerificationId = await showFace(system, phone);
  return phone.call('consent.grant', await grantInput(phone, consentId, faceVerificationId, scope));
}

/** Changes the catalogue, as two clerks would: the next version, in force at once. */
export async function putCatalogue(
  system: TestSystem,
  levels: Partial<Record<(typeof consentFields)[number], ConsentLevel>>,
): Promise<void> {
  const { db, clock } = system.runtime;
  const [proposedBy, decidedBy] = await bureauClerks(system);
  const now = clock.now();
  await db.transaction(async (tx) => {
    await tx.execute(`update field_catalogue set status = 'retired' where status = 'active'`);
    const rows = await tx.select({ version: fieldCatalogue.version }).from(fieldCatalogue);
    await tx.insert(fieldCatalogue).values({
      version: Math.max(1, ...rows.map(({ version }) => version)) + 1,
      levels,
      reason: '测试',
      status: 'active',
      proposedBy,
      proposedAt: now,
      decidedBy,
      decidedAt: now,
    });
  });
}
