import { eq } from 'drizzle-orm';
import { smsParameters } from '@yibao/shared/rules/message-template';
import { personPhone, type PersonPhone } from '../lib/database/schema';
import { type Outcome, type TopicHandler } from '../lib/outbox/deliver';
import { type Sms } from '../lib/ports/sms';
import { type Runtime } from '../lib/runtime';
import { gate, type Passed, returnTurn, takeTurn } from './gate';
import { pushOnce, type PushEnd } from './pushes';
import { phoneOf } from './settings';

/**
 * A short message for a notice that WeChat could not carry, to the phone that its person has
 * confirmed, if they wished it.
 */
export const shortMessageTopic: TopicHandler<'sms.message'> = {
  async deliver(runtime, { noticeId }): Promise<Outcome> {
    const { sms } = runtime.ports;
    const result = await gate(runtime, noticeId);
    if ('instead' in result) return result.instead;
    const { passed } = result;
    const { personId } = passed.row;
    const phone = passed.settings.sms ? await phoneOf(runtime.db, personId) : null;
    const template = runtime.config.sms?.templates.find(
      ({ topic }) => topic === passed.message.topic,
    );
    if (!sms || !template || !phone || phone.unreachableSince !== null) return 'done';
    const notBefore = await takeTurn(runtime, personId);
    if (notBefore !== null) return { notBefore };
    await sendOne(runtime, { sms, phone, templateId: template.templateId, passed });
    return 'done';
  },

  async giveUp() {
    return Promise.resolve(); // the notice in the app stands
  },
};

interface Sending {
  sms: Sms;
  phone: PersonPhone;
  templateId: string;
  passed: Passed;
}

async function sendOne(runtime: Runtime, sending: Sending): Promise<void> {
  const { phone, passed } = sending;
  const { id: noticeId, personId } = passed.row;
  const key = { noticeId, personId, channel: 'sms' as const, target: phone.phoneIndex };
  let end: PushEnd | null = null;
  try {
    end = await pushOnce(runtime, key, (id) => handOver(runtime, sending, id));
  } finally {
    const gone = end?.status === 'sent' || end?.status === 'unknown';
    if (!gone) await returnTurn(runtime, personId);
  }
}

async function handOver(
  runtime: Runtime,
  { sms, phone, templateId, passed }: Sending,
  id: string,
): Promise<PushEnd> {
  const result = await sms.send({
    id,
    phone: runtime.cipher.open('person_phone.phone', phone.phone),
    templateId,
    parameters: smsParameters(passed.message),
  });
  if (result.outcome === 'sent') return { status: 'sent' };
  if (result.reason !== 'limit') await markUnreachable(runtime, phone);
  return { status: 'refused', reason: result.reason };
}

/** A wrong number, or one whose owner wants none: nothing more is sent until it is confirmed anew. */
async function markUnreachable(runtime: Runtime, { personId }: PersonPhone): Promise<void> {
  await runtime.db
    .update(personPhone)
    .set({ unreachableSince: runtime.clock.now() })
    .where(eq(personPhone.personId, personId));
}
