import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { maskName } from '@yibao/shared/rules/masking';
import { judgeUpgrade } from '@yibao/shared/rules/newborn-upgrade';
import { systemActor, writeAudit } from '../../lib/audit';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Transaction } from '../../lib/database/database';
import { type Person } from '../../lib/database/schema';
import { guardiansOf } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { enqueue } from '../../lib/outbox/enqueue';
import { getPerson, identityOf } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { applicationsByParent, progressPage } from '../registration';
import {
  recordRefusal,
  standingOf,
  type UpgradeContext,
  upgradeIdentity,
  wasRefused,
} from './upgrade';

export type RegistryUpgrade = 'upgraded' | 'already' | 'refused';

/**
 * The household registration has told a baby's ID number. It is believed only when the population
 * registry says of it what we know of the baby; else it is refused, once, and a guardian is told
 * to come with the papers.
 *
 * @param notice.residentId as the department sent it
 * @throws UpstreamError when the population registry does not answer: nothing is written then
 */
export async function upgradeFromRegistry(
  runtime: Runtime,
  notice: { personId: string; residentId: string },
  traceId: string,
): Promise<RegistryUpgrade> {
  const { cipher } = runtime;
  const baby = await getPerson(runtime.db, notice.personId);
  const parsed = parseIdentityDocument('residentId', notice.residentId);
  const number = parsed.ok ? parsed.value.number : notice.residentId;
  const standing = standingOf(cipher, baby, number);
  if (standing === 'already') return 'already';
  // one that has another number already is refused without asking
  const isOpen = standing === 'certificate';
  const verdict = isOpen ? await askPopulation(runtime, baby, number) : { ok: true as const };
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const context = systemContext(tx, { cipher, now, traceId });
    const request = { personId: baby.id, number, askedBy: 'registry', accountId: null } as const;
    if (!verdict.ok) {
      if (await wasRefused(tx, cipher, request)) return 'refused';
      await recordRefusal(context, baby, { ...request, reason: verdict.reason });
      await tellRefused(context, baby);
      return 'refused';
    }
    const { outcome } = await upgradeIdentity(context, request);
    if (outcome === 'refused') await tellRefused(context, baby);
    return outcome;
  });
}

/**
 * Asks the population registry whether the number is this baby's.
 *
 * @param baby known by the certificate still
 * @param number 18 digits as parsed
 * @throws UpstreamError
 */
export async function askPopulation(
  { ports, cipher }: Pick<Runtime, 'ports' | 'cipher'>,
  baby: Person,
  number: string,
): Promise<ReturnType<typeof judgeUpgrade>> {
  const { name, documentNumber } = identityOf(cipher, baby);
  const { sex, birthDate } = baby;
  const found = await ports.dataSharing.findInPopulation({
    documentType: 'residentId',
    documentNumber: number,
    name,
  });
  return judgeUpgrade({
    baby: { name, sex, birthDate, certificateNumber: documentNumber },
    number,
    // found by this very name
    population: found && { ...found, name },
  });
}

function systemContext(
  tx: Transaction,
  { cipher, now, traceId }: { cipher: FieldCipher; now: number; traceId: string },
): UpgradeContext {
  return {
    tx,
    cipher,
    now,
    audit: (record) => writeAudit(tx, { actor: systemActor, traceId, now }, record),
    send: async (message) => {
      await enqueue(tx, message, now);
    },
  };
}

/** The household is registered, but under facts that are not the certificate's. */
async function tellRefused({ tx, cipher, now }: UpgradeContext, baby: Person): Promise<void> {
  const name = maskName(identityOf(cipher, baby).name);
  const pages = await applicationsByParent(tx, baby.id);
  for (const { guardianPersonId } of await guardiansOf(tx, baby.id)) {
    const applicationId = pages.get(guardianPersonId);
    await notify(
      tx,
      {
        personId: guardianPersonId,
        dedupeKey: `identity-not-upgraded:${baby.id}`,
        title: '宝宝的身份证号码还没有换上',
        body: `${name}的户口登记和出生医学证明对不上，医保暂时还用出生医学证明。请带户口簿和出生医学证明到医保窗口核对，看病报销不受影响。`,
        link: applicationId === undefined ? 'pages/home/index' : progressPage(applicationId),
        message: null,
      },
      now,
    );
  }
}
