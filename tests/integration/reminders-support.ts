/** What the tests of reminders share: the sandbox's messages, the rows, the way to a day. */
import { notice, reminder } from '@yibao/cloudfunctions/lib/database/schema';
import { openRounds, planStretch } from '@yibao/cloudfunctions/reminders/rounds';
import { templates } from '@yibao/sandbox/wechat/templates';
import { type Engine } from '../support/database';
import { type Phone, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { startTown, type Town } from './payment-support';

export interface Message {
  template_id: string;
  title: string;
  page: string;
  lines: { label: string; text: string }[];
}

/** The bureau's clerks, who are residents too and would be reminded, are nobody for now. */
export async function forgetClerks({ runtime }: Pick<TestSystem, 'runtime'>): Promise<void> {
  await query(
    runtime.db,
    `update account set person_id = null, verified_at = null, verified_by = null
     where id in (select account_id from staff_member)`,
  );
}

/** A town in which nobody is known yet. */
export async function emptyTown(engine: Engine): Promise<Town> {
  const town = await startTown(engine);
  await forgetClerks(town);
  return town;
}

/** What WeChat has delivered to a phone, oldest first. */
export async function inboxOf(system: TestSystem, { user }: Phone): Promise<Message[]> {
  const query = `openid=${encodeURIComponent(user.miniProgramOpenid)}`;
  const response = await fetch(`${system.url}/sandbox/wechat/messages?${query}`);
  return ((await response.json()) as { messages: Message[] }).messages;
}

/** What a tap on 「允许」 does: WeChat counts it, and so do we. */
export async function accept(
  system: TestSystem,
  phone: Phone,
  topic: keyof typeof templates,
  where: 'both' | 'ours' = 'both',
): Promise<void> {
  const { templateId } = templates[topic];
  await phone.call('identity.acceptMessages', { templateIds: [templateId] });
  if (where === 'ours') return;
  await system.sandboxPost('/wechat/subscribe/accept', {
    openid: phone.user.miniProgramOpenid,
    template_id: templateId,
  });
}

/** Moves the clock to a moment in Shanghai ('YYYY-MM-DD HH:mm'), and lets nothing run by itself. */
export async function clockTo(system: TestSystem, moment: string): Promise<void> {
  const setTo = `${moment.replace(' ', 'T')}:00+08:00`;
  await system.sandboxPost('/control/clock', { setTo });
}

/** The same through that day's night, in which the jobs plan, and with what is due by then. */
export async function goTo(system: TestSystem, moment: string): Promise<void> {
  const night = `${moment.slice(0, 10)} 03:00`;
  if (system.runtime.clock.now() < Date.parse(`${night.replace(' ', 'T')}:00+08:00`)) {
    if (moment > night) await clockTo(system, night);
    await system.tick();
  }
  await clockTo(system, moment);
  // what is told in one tick is pushed in it or the next
  await system.tick();
  await system.tick();
}

export async function remindersOf({ runtime }: TestSystem) {
  return runtime.db.select().from(reminder);
}

export async function noticesTo({ runtime }: TestSystem, personId: string) {
  const rows = await runtime.db.select().from(notice);
  return rows.filter((row) => row.personId === personId).sort((a, b) => a.createdAt - b.createdAt);
}

/** Plans the whole day in stretches of a given size. @returns how many stretches it took */
export async function planDay({ runtime }: TestSystem, size: number): Promise<number> {
  await openRounds(runtime);
  let stretches = 0;
  while ((await planStretch(runtime, size)) > 0) stretches++;
  return stretches;
}

/** What the carrier has brought to a number, oldest first. */
export async function smsTo(system: TestSystem, number: string): Promise<{ text: string }[]> {
  const response = await fetch(`${system.url}/sandbox/sms?phone=${number}`);
  return ((await response.json()) as { messages: { text: string }[] }).messages;
}

export async function lastCodeTo(system: TestSystem, number: string): Promise<string> {
  const text = (await smsTo(system, number)).at(-1)?.text ?? '';
  return /\d{6}/.exec(text)?.[0] ?? '';
}

/** Binds a number by the code that arrives there. */
export async function bindPhone(system: TestSystem, phone: Phone, number: string): Promise<void> {
  await phone.call('identity.sendPhoneCode', { phone: number });
  await phone.call('identity.confirmPhone', { phoneCode: await lastCodeTo(system, number) });
}
