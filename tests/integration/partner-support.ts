/** An organisation with an agreement, and its clerks at the console. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type ActionName,
  contracts,
  type ErrorBody,
  type Input,
  type Output,
  type Reply,
} from '@yibao/shared/contracts';
import { type OrganisationKind } from '@yibao/shared/policy/consent';
import { consentFields } from '@yibao/shared/rules/consent-fields';
import { consentModes, consentPurposes } from '@yibao/shared/rules/consent-scope';
import { dayMs } from '@yibao/shared/rules/dates';
import { identityCheckDigit } from '@yibao/shared/rules/identity-document';
import { signArtefact } from '@yibao/cloudfunctions/consent/artefact';
import { moveConsent, sealStatus } from '@yibao/cloudfunctions/consent/status';
import { openClerkSession } from '@yibao/cloudfunctions/lib/clerks';
import {
  account,
  agreement,
  type AgreementRow,
  clerk,
  type Consent,
  consent,
  organisation,
  staffMember,
} from '@yibao/cloudfunctions/lib/database/schema';
import { sealSubject } from '@yibao/cloudfunctions/consent/subject';
import { moverIn } from '../support/consent-direct';
import { clientHeaders } from '../support/h5';
import { type CallInput, type TestSystem } from '../support/system';

export interface PartnerClerk {
  accountId: string;
  reply<N extends ActionName>(action: N, input: CallInput<N>): Promise<Reply<Output<N>>>;
  call<N extends ActionName>(action: N, input: CallInput<N>): Promise<Output<N>>;
  refused<N extends ActionName>(action: N, input: CallInput<N>): Promise<ErrorBody>;
}

export interface Partner {
  organisationId: string;
  creditCode: string;
  agreementId: string;
  /** Another clerk of the same organisation. */
  clerk(): Promise<PartnerClerk>;
}

type Terms = Partial<
  Pick<AgreementRow, 'purposes' | 'fields' | 'modes' | 'maxLevel' | 'periodFrom' | 'periodTo'>
>;

let codes = 0;
/** Of no organisation: the check sign is not reckoned here, the table asks for the form only. */
const nextCode = () => `91340600MA${String(++codes).padStart(8, '0')}`;

/** Two of the bureau's staff, as the table of agreements wants them. */
async function twoStaff({ runtime }: TestSystem): Promise<[string, string]> {
  const rows = await runtime.db.select({ id: staffMember.accountId }).from(staffMember).limit(2);
  const [first, second] = rows;
  if (!first || !second) throw new Error('the sandbox has two clerks');
  return [first.id, second.id];
}

export async function makePartner(
  system: TestSystem,
  kind: OrganisationKind,
  terms: Terms = {},
  publicKey: string | null = null,
): Promise<Partner> {
  const { db, cipher, clock } = system.runtime;
  const [createdBy, confirmedBy] = await twoStaff(system);
  const now = clock.now();
  const [organisationId, agreementId, creditCode] = [randomUUID(), randomUUID(), nextCode()];
  await db.insert(organisation).values({
    id: organisationId,
    creditCode,
    creditCodeDoubt: null,
    name: `沙箱${kind === 'insurer' ? '人寿' : '煤矿'}${codes}`,
    kind,
    contact: cipher.seal('organisation.contact', '0561-0000000'),
    publicKey,
    networks: [],
    status: 'active',
    statusSince: now,
    createdBy,
    createdAt: now,
  });
  await db.insert(agreement).values({
    id: agreementId,
    organisationId,
    number: `沙箱协议${creditCode}`,
    periodFrom: '2025-01-01',
    periodTo: '2026-12-31',
    purposes: [...consentPurposes],
    fields: [...consentFields],
    modes: [...consentModes],
    maxLevel: 3,
    documentSm3: '0'.repeat(64),
    status: 'active',
    proposedBy: createdBy,
    proposedAt: now,
    confirmedBy,
    confirmedAt: now,
    endedBy: null,
    endedAt: null,
    ...terms,
  });
  return {
    organisationId,
    creditCode,
    agreementId,
    clerk: () => makeClerk(system, organisationId, createdBy),
  };
}

/** A row of `clerk`, with the account it stands on. */
export async function insertClerk(
  { runtime }: TestSystem,
  organisationId: string,
  kind: 'person' | 'api',
  createdBy: string,
): Promise<string> {
  const { db, cipher, clock } = runtime;
  const accountId = randomUUID();
  const now = clock.now();
  await db.insert(account).values({ id: accountId, unionId: null, createdAt: now });
  await db.insert(clerk).values({
    accountId,
    organisationId,
    kind,
    login: `sandbox-${randomBytes(6).toString('hex')}`,
    name: cipher.seal('clerk.name', kind === 'api' ? '业务系统' : '沙小青'),
    passwordHash: null,
    totpSecret: null,
    totpLastStep: 0,
    failures: 0,
    lockedUntil: null,
    status: 'active',
    statusSince: now,
    createdBy,
    createdAt: now,
  });
  return accountId;
}

async function makeClerk(
  system: TestSystem,
  organisationId: string,
  createdBy: string,
): Promise<PartnerClerk> {
  const { runtime, url } = system;
  const accountId = await insertClerk(system, organisationId, 'person', createdBy);
  const { region } = runtime.config;
  const session = { accountId, network: '127.0.0.1', region };
  const token = await openClerkSession(runtime.db, session, runtime.clock.now());
  const headers = { ...clientHeaders, cookie: `yibao_console=${token}` };
  async function reply<N extends ActionName>(action: N, input: CallInput<N>) {
    const isMutation = contracts[action].kind === 'mutation';
    const body = JSON.stringify(isMutation ? { requestId: randomUUID(), ...input } : input);
    const response = await fetch(`${url}/rpc/${action}`, { method: 'POST', headers, body });
    return (await response.json()) as Reply<Output<N>>;
  }
  return {
    accountId,
    reply,
    async call(action, input) {
      const result = await reply(action, input);
      if (!result.ok) throw new Error(`${action}: ${result.error.code} ${result.error.message}`);
      return result.data;
    },
    async refused(action, input) {
      const result = await reply(action, input);
      if (result.ok) throw new Error(`${action} was not refused`);
      return result.error;
    },
  };
}

type Asked = Omit<Input<'partner.request'>, 'requestId'>;

/** Something an insurer may ask, for a claim, on the sandbox's first day. */
export const claimScope: Asked['scope'] = {
  fields: ['nameMasked', 'settledOn', 'kind', 'institutionName', 'totalFen', 'fundFen'],
  kinds: ['inpatient', 'outpatient'],
  dataFrom: '2025-01-01',
  dataTo: '2025-11-20',
  validDays: 30,
  frequency: { unit: 'DAY', limit: 3 },
  modes: ['VIEW', 'PREVIEW', 'PRINT'],
  retentionDays: 60,
};

export const asking = (caseNo: string, people: Asked['people'], change: Partial<Asked> = {}) => ({
  people,
  caseNo,
  purpose: 'CLAIM' as const,
  scope: claimScope,
  words: '住院理赔，核对看病花了多少',
  ...change,
});

/** Makes of a request what a grant makes of it, without the person's screens. */
export async function grantRow(
  system: TestSystem,
  row: Consent,
  personId: string,
  scope = row.requested,
): Promise<void> {
  const { config, clock, db } = system.runtime;
  const now = clock.now();
  const [org] = (await db.select().from(organisation)).filter(
    ({ id }) => id === row.organisationId,
  );
  const signed = signArtefact(config, {
    schema: 'yibao-consent-1',
    consentId: row.id,
    principal: { personId },
    grantor: { personId, capacity: 'self' },
    recipient: {
      organisationId: row.organisationId,
      creditCode: org!.creditCode,
      name: org!.name,
      agreementId: row.agreementId,
      agreementNumber: '沙箱',
    },
    purpose: row.purpose,
    scope,
    maxLevel: 3,
    catalogueVersion: 1,
    validFrom: now,
    validTo: now + scope.validDays * dayMs,
    notice: { version: '1', textHash: '0'.repeat(64) },
    separateConsents: { thirdParty: true, sensitive: true },
    verification: { method: 'face', id: randomUUID(), at: now },
    grantedAt: now,
  });
  await db.transaction((tx) =>
    moveConsent(tx, moverIn(tx, system), row, 'granted', {
      change: {
        personId,
        grantorPersonId: personId,
        decidedAt: now,
        validTo: now + scope.validDays * dayMs,
        ...signed,
      },
    }),
  );
}

interface Beginner {
  personId: string;
  claim: { name: string; documentNumber: string };
}

/** A consent that a person began by themselves, not granted yet. */
export async function begunRow(
  system: TestSystem,
  { organisationId, agreementId }: Partner,
  { personId, claim }: Beginner,
  change: Partial<Asked['scope']> = {},
): Promise<Consent> {
  const { cipher, clock, db } = system.runtime;
  const state = { id: randomUUID(), status: 'requested', statusSince: clock.now() } as const;
  const fresh = {
    ...state,
    statusSeal: sealStatus(cipher, state),
    organisationId,
    agreementId,
    purpose: 'CLAIM',
    personId,
    ...sealSubject(cipher, claim),
    requested: { ...claimScope, ...change },
    words: cipher.seal('consent.words', '本人发起'),
    requestedAt: clock.now(),
  } as const;
  const [row] = await db.insert(consent).values(fresh).returning();
  return row!;
}

/** The same, granted and in no case yet. @param granted where it was narrowed, what was granted */
export async function beganByPerson(
  system: TestSystem,
  partner: Partner,
  beginner: Beginner,
  change: Partial<Asked['scope']> = {},
  granted: Partial<Asked['scope']> = {},
): Promise<string> {
  const row = await begunRow(system, partner, beginner, change);
  await grantRow(system, row, beginner.personId, { ...row.requested, ...granted });
  return row.id;
}

let serial = 0;
/** Nobody's name and number, another one each time. */
export function nobody() {
  const first17 = `34060319900202${String(100 + (serial++ % 800)).padStart(3, '0')}`;
  const documentNumber = first17 + identityCheckDigit(first17);
  return { documentType: 'residentId' as const, documentNumber, name: '查无此' };
}
