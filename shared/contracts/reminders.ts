import * as z from 'zod';
import { messageTopics, reminderGroups } from '../rules/message-template';
import { defineActions } from './action';
import { instant, requestId } from './fields';

const reminderSettings = z.object({
  wechat: z.boolean(),
  sms: z.boolean(),
  /** Kinds that are not pushed; they stand in the app all the same. */
  muted: z.array(z.enum(reminderGroups)),
  /** Every kind that WeChat can carry, and how many messages the person has allowed. */
  kinds: z.array(
    z.object({
      topic: z.enum(messageTopics),
      templateId: z.string(),
      remaining: z.int().min(0),
      /** Allowed once, good for any number. */
      longTerm: z.boolean(),
    }),
  ),
  phone: z.object({ masked: z.string(), reachable: z.boolean() }).nullable(),
  smsAvailable: z.boolean(),
  /** Shanghai times 'HH:mm' between which nothing is pushed. */
  quiet: z.object({ from: z.string(), until: z.string() }),
  maxPushesPerDay: z.int(),
});

const codeSent = z.object({
  phoneMasked: z.string(),
  expiresAt: instant,
  /** From when on another code may be asked for. */
  resendAt: instant,
});

export const reminderActions = defineActions({
  'identity.reminderSettings': {
    summary: 'How the caller wants to be reminded, and how many messages are left',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({}),
    output: reminderSettings,
  },
  'identity.saveReminderSettings': {
    summary: 'Which ways reminders go and what of',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      wechat: z.boolean(),
      sms: z.boolean(),
      muted: z.array(z.enum(reminderGroups)).max(reminderGroups.length),
    }),
    output: z.object({ saved: z.literal(true) }),
  },
  'identity.sendPhoneCode': {
    summary: 'Sends a code to the phone that short messages should go to',
    kind: 'mutation',
    caller: 'verified',
    // raw, as typed; shared/rules/phone.ts judges it
    input: z.strictObject({ requestId, phone: z.string().min(1).max(40) }),
    output: codeSent,
  },
  'identity.confirmPhone': {
    summary: 'The code that arrived: from now on reminders go to that phone',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, phoneCode: z.string().min(1).max(20) }),
    output: z.object({ phoneMasked: z.string() }),
  },
  'identity.removePhone': {
    summary: 'Forgets the phone; no more short messages',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId }),
    output: z.object({ removed: z.literal(true) }),
  },
});
