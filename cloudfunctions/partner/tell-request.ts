import { eq } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { dayMs } from '@yibao/shared/rules/dates';
import { lockConsent } from '../consent/status';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Transaction } from '../lib/database/database';
import { type Consent, organisation, person, type Person } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { type TopicHandler } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { subjectIndexOf } from './subjects';

/**
 * Tells whom a request for consent is about. It comes after the answer to the organisation, from the
 * outbox, and has nothing to say to it: whether there was somebody to tell is known here alone.
 */
export const consentRequestedTopic: TopicHandler<'consent.requested'> = {
  async deliver(runtime, { consentId }) {
    await runtime.db.transaction(async (tx) => {
      const row = await lockConsent(tx, consentId);
      // answered, taken back or lapsed meanwhile
      if (row?.status === 'requested') await tell(tx, runtime, row);
    });
    return 'done';
  },
  // the request stands in the person's list all the same
  giveUp: () => Promise.resolve(),
};

async function tell(tx: Transaction, runtime: Runtime, row: Consent): Promise<void> {
  const { clock, config, cipher } = runtime;
  const [asking] = await tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(eq(organisation.id, row.organisationId));
  if (!asking) throw new Error('a consent without its organisation');
  const answerUntil = row.requestedAt + consentPolicyOf(config.region).requestDays * dayMs;
  const context = { tx, cipher, now: clock.now() };
  await tellOfRequest(context, { row, organisationName: asking.name, answerUntil });
}

async function tellOfRequest(
  { tx, cipher, now }: { tx: Transaction; cipher: FieldCipher; now: number },
  told: { row: Consent; organisationName: string; answerUntil: number },
): Promise<void> {
  const { row, organisationName, answerUntil } = told;
  const whom = await findSubject(tx, cipher, row);
  if (!whom) return;
  const purpose = consentPurposeInfo[row.purpose].label;
  await notify(
    tx,
    {
      personId: whom.id,
      dedupeKey: `consent:${row.id}:requested`,
      title: '有机构想看您的医保信息',
      body: `${organisationName} 想看您的一部分医保信息，用于${purpose}。同意不同意都由您决定。`,
      link: `packageConsent/pages/detail/index?consentId=${row.id}`,
      message: null,
      expiresAt: answerUntil,
    },
    now,
  );
}

/** Number and name have to be one person's; one of them alone is somebody else. */
async function findSubject(
  tx: Transaction,
  cipher: FieldCipher,
  row: Consent,
): Promise<Person | null> {
  const found = await tx
    .select()
    .from(person)
    .where(eq(person.documentNumberIndex, row.subjectNumberIndex));
  const isMeant = (each: Person): boolean => {
    const name = cipher.open('person.name', each.name);
    const documentNumber = cipher.open('person.document_number', each.documentNumber);
    return (
      subjectIndexOf(cipher, { name, documentNumber }).subjectNameIndex === row.subjectNameIndex
    );
  };
  return found.find(isMeant) ?? null;
}
