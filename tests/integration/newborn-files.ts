/** Approved newborns written straight into the tables, with departments and registries in the test's hand. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { withAudit } from '@yibao/cloudfunctions/lib/audit/deferred';
import { FieldCipher } from '@yibao/cloudfunctions/lib/crypto/field-cipher';
import {
  account,
  auditEntry,
  contributionDifference,
  coverage,
  enrollment,
  identityUpgrade,
  newbornApplication,
  notice,
  outbox,
  paymentItem,
  paymentOrder,
  person,
} from '@yibao/cloudfunctions/lib/database/schema';
import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { deliverDue } from '@yibao/cloudfunctions/lib/outbox/deliver';
import { topicHandlers } from '@yibao/cloudfunctions/lib/outbox/handlers';
import { getPerson, saveRegistered, setPlatformNumber } from '@yibao/cloudfunctions/lib/people';
import { type IdentityChange } from '@yibao/cloudfunctions/lib/ports/core-platform';
import { type DataSharing } from '@yibao/cloudfunctions/lib/ports/data-sharing';
import { UpstreamError } from '@yibao/cloudfunctions/lib/ports/http';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { certificateIndexOf, sealDetails } from '@yibao/cloudfunctions/newborn/details';
import { itemsOf } from '@yibao/cloudfunctions/newborn/items/store';
import { type EnrollmentStatus } from '@yibao/cloudfunctions/lib/wire';
import { createCertificates } from '@yibao/sandbox/city/certificate';
import { type Sex } from '@yibao/shared/rules/facts';
import { type JoinedItemKind } from '@yibao/shared/rules/joined-items';
import { type Engine } from '../support/database';

export const traceId = 'newborn-files';
export const babyName = '乔一诺';
export const bornOn = '2025-11-18';
/** 20 November 2025, ten in the morning in Shanghai. */
export const start = Date.UTC(2025, 10, 20, 2);

export const away = () => new UpstreamError('data-sharing', 'away');

type Asked<K extends keyof DataSharing> = jest.Mock<
  ReturnType<DataSharing[K]>,
  Parameters<DataSharing[K]>
>;

export interface Family {
  applicationId: string;
  joinedId: string;
  babyId: string;
  motherId: string;
  fatherId: string;
  certificateNumber: string;
}

type Base = Awaited<ReturnType<typeof openBase>>;
export type Files = Awaited<ReturnType<typeof openFiles>>;

async function openBase(engine: Engine) {
  const handle = await engine.open();
  const clock = { at: start, now: () => clock.at };
  const cipher = new FieldCipher({
    keys: { k1: randomBytes(16).toString('hex') },
    current: 'k1',
    indexKey: randomBytes(32).toString('hex'),
  });
  const db = withAudit(handle.db, cipher);
  const dataSharing = {
    handOver: jest.fn() as Asked<'handOver'>,
    handOverState: jest.fn() as Asked<'handOverState'>,
    findInPopulation: jest.fn() as Asked<'findInPopulation'>,
    listHardship: jest.fn() as Asked<'listHardship'>,
  };
  const changeIdentity = jest.fn<Promise<void>, [IdentityChange]>();
  const runtime = {
    db,
    clock,
    cipher,
    log: createLog('silent'),
    config: { region: '340600' },
    ports: { dataSharing, corePlatform: { changeIdentity } },
  } as unknown as Runtime;
  const numbers = createCertificates();
  /** A number that nobody holds. */
  const idNumber = (birthDate: string, sex: Sex) => numbers.eighteen('340603', birthDate, sex);
  /** Departments and registries that do not answer. */
  const silence = () => {
    for (const each of [...Object.values(dataSharing), changeIdentity]) {
      each.mockReset().mockRejectedValue(away());
    }
  };
  silence();
  const close = () => handle.close();
  return { db, cipher, clock, runtime, dataSharing, changeIdentity, idNumber, silence, close };
}

export async function openFiles(engine: Engine) {
  const base = await openBase(engine);
  const { db, cipher, runtime } = base;
  return {
    ...base,
    person: (name: string, birthDate: string, sex: Sex, number?: string) =>
      makePerson(base, name, birthDate, sex, number),
    account: (personId: string) => makeAccount(base, personId),
    family: (kinds: JoinedItemKind[] = [], birthDate = bornOn) =>
      makeFamily(base, kinds, birthDate),
    enrolled: (personId: string, by: string, status: EnrollmentStatus) =>
      enrol(base, personId, by, status),
    paid: (personId: string, payer: string, coverageYear = 2025) =>
      pay(base, personId, payer, coverageYear),
    /** Nobody has paid anything any more. */
    async forgetPayments() {
      for (const table of [contributionDifference, coverage, paymentItem, paymentOrder]) {
        await db.delete(table);
      }
      await db.delete(enrollment);
    },
    async platformNumber(personId: string, number: string) {
      await setPlatformNumber(db, cipher, await getPerson(db, personId), number);
    },
    /** Lets the outbox run once. */
    run: () => deliverDue(runtime, topicHandlers, { limit: 50, traceId }),
    ...reading(base),
  };
}

function reading({ db }: Base) {
  return {
    personRow: async (id: string) => (await db.select().from(person)).find((row) => row.id === id),
    item: async (applicationId: string, kind: JoinedItemKind) => {
      const row = (await itemsOf(db, applicationId)).find((each) => each.kind === kind);
      if (!row) throw new Error('no such item');
      return row;
    },
    noticesOf: async (personId: string) =>
      (await db.select().from(notice).orderBy(notice.createdAt)).filter(
        (row) => row.personId === personId,
      ),
    upgradesOf: async (personId: string) =>
      (await db.select().from(identityUpgrade).orderBy(identityUpgrade.at)).filter(
        (row) => row.personId === personId,
      ),
    auditsOf: async (personId: string, prefix: string) =>
      (await db.select().from(auditEntry).orderBy(auditEntry.id)).filter(
        (row) => row.subjectPersonId === personId && row.action.startsWith(prefix),
      ),
    coverOf: async (personId: string) =>
      (await db.select().from(coverage)).filter((row) => row.personId === personId),
    messages: async (topic: string) =>
      (await db.select().from(outbox)).filter((row) => row.topic === topic),
  };
}

async function makePerson(
  { db, cipher, clock, idNumber }: Base,
  name: string,
  birthDate: string,
  sex: Sex,
  number = idNumber(birthDate, sex),
): Promise<string> {
  const identity = { documentType: 'residentId' as const, documentNumber: number, name };
  return (await saveRegistered(db, cipher, { identity, sex, birthDate }, clock.at)).id;
}

async function makeAccount({ db, clock }: Base, personId: string): Promise<string> {
  const id = randomUUID();
  const verified = { personId, verifiedAt: clock.at, verifiedBy: 'face' as const };
  await db.insert(account).values({ id, unionId: null, ...verified, createdAt: clock.at });
  return id;
}

/** A mother whose application was approved, a father who joined it, and their baby. */
async function makeFamily(base: Base, kinds: JoinedItemKind[], birthDate: string): Promise<Family> {
  const { db, cipher, clock } = base;
  const motherId = await makePerson(base, '唐心怡', '1996-03-08', 'female');
  const fatherId = await makePerson(base, '乔志远', '1994-07-02', 'male');
  const certificateNumber = `T34${String(randomInt(1e7)).padStart(7, '0')}`;
  const identity = {
    documentType: 'birthCertificate' as const,
    documentNumber: certificateNumber,
    name: babyName,
  };
  const known = { identity, sex: 'female' as const, birthDate };
  const baby = await saveRegistered(db, cipher, known, clock.at);
  for (const [guardianPersonId, relation] of [
    [motherId, 'mother'],
    [fatherId, 'father'],
  ] as const) {
    await addGuardian(db, { childPersonId: baby.id, guardianPersonId, relation, now: clock.at });
  }
  const common = {
    details: sealDetails(cipher, {
      certificateNumber,
      babyName,
      sex: 'female',
      bornOn: birthDate,
      bornAtTime: '08:26',
      otherParent: { kind: 'spouse' },
      hasPhoto: false,
    }),
    certificateIndex: certificateIndexOf(cipher, certificateNumber),
    birthDate,
    region: '340600',
    householdArea: '340603',
    items: kinds,
    payNextYear: false,
    acceptedLateRule: false,
    statusSince: clock.at,
    personId: baby.id,
    decidedBy: 'checks' as const,
    submittedAt: clock.at,
    decidedAt: clock.at,
  };
  const applicationId = randomUUID();
  const joinedId = randomUUID();
  await db.insert(newbornApplication).values([
    {
      ...common,
      id: applicationId,
      reference: `XS${applicationId}`,
      applicantPersonId: motherId,
      applicantRole: 'mother',
      status: 'approved',
    },
    {
      ...common,
      id: joinedId,
      reference: `XS${joinedId}`,
      applicantPersonId: fatherId,
      applicantRole: 'father',
      status: 'joined',
      leaderId: applicationId,
    },
  ]);
  return { applicationId, joinedId, babyId: baby.id, motherId, fatherId, certificateNumber };
}

const amounts = { standardFen: 40_000, subsidyFen: 0 };

async function enrol(
  { db, clock }: Base,
  personId: string,
  requestedBy: string,
  status: EnrollmentStatus,
  coverageYear = 2025,
): Promise<string> {
  const id = randomUUID();
  await db.insert(enrollment).values({
    id,
    personId,
    coverageYear,
    region: '340600',
    requestedBy,
    status,
    statusSince: clock.at,
    ...amounts,
    payableFen: 40_000,
    assessment: {
      waitingMonths: 0,
      waitingReason: 'newborn',
      brokenYears: 0,
      waitingExempt: true,
      subsidyReason: null,
      hints: [],
      rules: [],
    },
    createdAt: clock.at,
  });
  return id;
}

/** Enrolled, paid in full and covered. */
async function pay(
  base: Base,
  personId: string,
  payerPersonId: string,
  coverageYear: number,
): Promise<{ enrollmentId: string; orderId: string }> {
  const { db, clock } = base;
  const enrollmentId = await enrol(base, personId, payerPersonId, 'covered', coverageYear);
  const orderId = randomUUID();
  await db.insert(paymentOrder).values({
    id: orderId,
    outTradeNo: orderId.replaceAll('-', ''),
    payerPersonId,
    payerAccountId: await makeAccount(base, payerPersonId),
    appId: 'wx-test',
    openId: 'open-test',
    status: 'posted',
    statusSince: clock.at,
    totalFen: 40_000,
    prepayId: 'prepay',
    transactionId: orderId,
    createdAt: clock.at,
    expiresAt: clock.at,
    paidAt: clock.at,
    postedAt: clock.at,
  });
  await db.insert(paymentItem).values({
    id: randomUUID(),
    orderId,
    position: 0,
    enrollmentId,
    personId,
    coverageYear,
    ...amounts,
    amountFen: 40_000,
    live: true,
  });
  await db.insert(coverage).values({
    id: randomUUID(),
    personId,
    coverageYear,
    enrollmentId,
    orderId,
    coverFrom: coverageYear === 2025 ? bornOn : `${coverageYear}-01-01`,
    coverTo: `${coverageYear}-12-31`,
    createdAt: clock.at,
  });
  return { enrollmentId, orderId };
}
