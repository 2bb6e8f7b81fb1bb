import { and, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { maskName } from '@yibao/shared/rules/masking';
import { type AuditRecord } from '../../lib/audit';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { isConflict, type Queryable, type Transaction } from '../../lib/database/database';
import { identityUpgrade, person, type Person } from '../../lib/database/schema';
import { guardiansOf } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { type OutgoingMessage } from '../../lib/outbox/enqueue';
import { identityOf } from '../../lib/people';
import { releaseWaiting } from '../items/store';
import { clearTheWay } from './merge-person';
import { applicationsByParent, progressPage } from '../registration';
import { findByBaby } from '../store';

/** What an upgrade commits with, whoever asked for it. */
export interface UpgradeContext {
  tx: Transaction;
  cipher: FieldCipher;
  now: number;
  audit: (record: AuditRecord) => Promise<void>;
  send: (message: OutgoingMessage) => Promise<void>;
}

export interface UpgradeRequest {
  personId: string;
  /** 18 digits as parsed, found to be this baby's by `judgeUpgrade`. */
  number: string;
  askedBy: 'guardian' | 'registry';
  /** The guardian's; null for the registry. */
  accountId: string | null;
}

/** Why a number that fits by the registry's word cannot be taken over all the same. */
export type UpgradeObstacle = 'otherNumber' | 'notBaby' | 'taken';

export type UpgradeOutcome =
  | { outcome: 'upgraded'; upgradeId: string }
  | { outcome: 'already' }
  | { outcome: 'refused'; reason: UpgradeObstacle };

/** How a person stands to an ID number before anybody is asked. */
export function standingOf(
  cipher: FieldCipher,
  row: Person,
  number: string,
): 'certificate' | 'already' | 'otherNumber' | 'notBaby' {
  if (row.documentType === 'birthCertificate') return 'certificate';
  if (row.documentType !== 'residentId') return 'notBaby';
  const same = row.documentNumberIndex === cipher.index('person.document_number', number);
  return same ? 'already' : 'otherNumber';
}

/**
 * The ID number takes the certificate's place on the same person, so that enrolments, payments,
 * cover, guardians and consents stay where they are. In the caller's transaction: the person, the
 * record of it, what waited for the number, the message to the core platform (R102), the audit
 * entry and the news. Asked twice it is done once.
 *
 * @returns `refused` when the person is no baby, has another number, or the number belongs to
 *   somebody with affairs of their own; nothing but the record and the audit entry is written then
 */
export async function upgradeIdentity(
  context: UpgradeContext,
  request: UpgradeRequest,
): Promise<UpgradeOutcome> {
  const { tx, cipher } = context;
  const [baby] = await tx
    .select()
    .from(person)
    .where(eq(person.id, request.personId))
    .for('update');
  if (!baby) throw new Error('a baby to upgrade cannot be missing');
  const standing = standingOf(cipher, baby, request.number);
  if (standing === 'already') return { outcome: 'already' };
  if (standing !== 'certificate') return refuse(context, baby, request, standing);
  const merged = await takeNumber(context, baby, request.number);
  if (!merged.ok) return refuse(context, baby, request, 'taken');
  return finish(context, baby, request, merged.mergedPersonId);
}

async function refuse(
  context: UpgradeContext,
  baby: Person,
  request: UpgradeRequest,
  reason: UpgradeObstacle,
): Promise<UpgradeOutcome> {
  await recordRefusal(context, baby, { ...request, reason });
  return { outcome: 'refused', reason };
}

type Taken = { ok: true; mergedPersonId: string | null } | { ok: false };

/** Writes the number; somebody who was saved under it at this very moment is merged as well. */
async function takeNumber(
  { tx, cipher, now }: UpgradeContext,
  baby: Person,
  number: string,
): Promise<Taken> {
  const documentNumberIndex = cipher.index('person.document_number', number);
  const documentNumber = cipher.seal('person.document_number', number);
  for (let attempt = 1; ; attempt++) {
    const way = await clearTheWay(tx, baby, documentNumberIndex, now);
    if (!way.clear) return { ok: false };
    try {
      // a savepoint: the number may have been taken since
      await tx.transaction((inner) =>
        inner
          .update(person)
          .set({ documentType: 'residentId', documentNumber, documentNumberIndex })
          .where(eq(person.id, baby.id)),
      );
      return { ok: true, mergedPersonId: way.mergedPersonId };
    } catch (error) {
      if (!isConflict(error) || attempt > 1) throw error;
    }
  }
}

async function finish(
  context: UpgradeContext,
  baby: Person,
  request: UpgradeRequest,
  mergedPersonId: string | null,
): Promise<UpgradeOutcome> {
  const { tx, cipher, now, audit, send } = context;
  const { number, askedBy, accountId } = request;
  const upgradeId = randomUUID();
  await tx.insert(identityUpgrade).values({
    id: upgradeId,
    personId: baby.id,
    outcome: 'upgraded',
    reason: 'fits',
    askedBy,
    accountId,
    certificateIndex: baby.documentNumberIndex,
    numberIndex: cipher.index('person.document_number', number),
    at: now,
  });
  const application = await findByBaby(tx, baby.id);
  if (application) await releaseWaiting(tx, application.id, now);
  await audit({
    action: 'newborn.upgradeIdentity',
    subjectPersonId: baby.id,
    details: { upgradeId, outcome: 'upgraded', askedBy, mergedPersonId },
  });
  await tellGuardians(context, baby, upgradeId);
  await send({ topic: 'core.changeIdentity', dedupeKey: upgradeId, payload: { upgradeId } });
  return { outcome: 'upgraded', upgradeId };
}

async function tellGuardians(
  { tx, cipher, now }: UpgradeContext,
  baby: Person,
  upgradeId: string,
): Promise<void> {
  const name = maskName(identityOf(cipher, baby).name);
  const pages = await applicationsByParent(tx, baby.id);
  for (const { guardianPersonId } of await guardiansOf(tx, baby.id)) {
    const applicationId = pages.get(guardianPersonId);
    await notify(
      tx,
      {
        personId: guardianPersonId,
        dedupeKey: `identity-upgraded:${upgradeId}`,
        title: '宝宝的医保已换成身份证号码',
        body: `${name}的医保已换成身份证号码，参保、缴费记录都在，不用再办什么。`,
        link: applicationId === undefined ? 'pages/home/index' : progressPage(applicationId),
        message: null,
      },
      now,
    );
  }
}

/**
 * Keeps a refused attempt: who asked, for whom, which fact disagreed; the number as an index only.
 *
 * @param refusal.reason a code
 */
export async function recordRefusal(
  { tx, cipher, now, audit }: Pick<UpgradeContext, 'tx' | 'cipher' | 'now' | 'audit'>,
  baby: Person,
  refusal: Omit<UpgradeRequest, 'personId'> & { reason: string },
): Promise<void> {
  const { number, reason, askedBy, accountId } = refusal;
  const upgradeId = randomUUID();
  await tx.insert(identityUpgrade).values({
    id: upgradeId,
    personId: baby.id,
    outcome: 'refused',
    reason,
    askedBy,
    accountId,
    certificateIndex: await certificateIndexOfBaby(tx, baby),
    numberIndex: cipher.index('person.document_number', number),
    at: now,
  });
  await audit({
    action: 'newborn.upgradeIdentity',
    subjectPersonId: baby.id,
    details: { upgradeId, outcome: 'refused', reason, askedBy },
  });
}

async function certificateIndexOfBaby(tx: Queryable, baby: Person): Promise<string> {
  const application = await findByBaby(tx, baby.id);
  return application?.certificateIndex ?? baby.documentNumberIndex;
}

/** Whether the registry's number for a baby was refused before: it is said once, not each minute. */
export async function wasRefused(
  db: Queryable,
  cipher: FieldCipher,
  { personId, number }: { personId: string; number: string },
): Promise<boolean> {
  const rows = await db
    .select({ id: identityUpgrade.id })
    .from(identityUpgrade)
    .where(
      and(
        eq(identityUpgrade.personId, personId),
        eq(identityUpgrade.outcome, 'refused'),
        eq(identityUpgrade.askedBy, 'registry'),
        eq(identityUpgrade.numberIndex, cipher.index('person.document_number', number)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
