/** When and how often a city's people are reminded; one row a city, whatever the coverage year. */
import * as z from 'zod';
import huaibei from './340600/reminders.json';
import { confidence } from './schema';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const days = z.int().min(0).max(60);

export const reminderPolicySchema = z.strictObject({
  id: z.string().regex(/^\d{6}-reminders$/),
  title: z.string().min(1),
  document: z.string().min(1),
  confidence,
  note: z.string().min(1).optional(),
  region: z.string().regex(/^\d{6}$/),
  /** Shanghai times between which nothing is pushed; the night lies between them. */
  quietFrom: clockTime,
  quietUntil: clockTime,
  /** Messages pushed to one person a Shanghai day, whatever the channel. */
  maxPushesPerDay: z.int().min(1).max(50),
  /** Days before the end of a collection window. */
  closesBeforeDays: days,
  /** Days before the last day on which paying covers a newborn from birth, descending. */
  newbornBeforeDays: z.array(days).min(1),
  /** Days before the last day of a consent; one that is no longer than that is not reminded of. */
  consentEndsBeforeDays: days,
  /** A day's reminders begin when the quiet hours end, spread over so many minutes. */
  spreadMinutes: z.int().min(1).max(600),
  /** How many days a missed reminder may be made up for. */
  catchUpDays: days,
  /** A posting that took longer than this is news of its own. */
  postedIsNewsAfterMinutes: z.int().min(0),
});

export type ReminderPolicy = z.infer<typeof reminderPolicySchema>;

const policies = new Map(
  [huaibei].map((file) => {
    const policy = reminderPolicySchema.parse(file);
    return [policy.region, policy] as const;
  }),
);

/**
 * @param region six digits, GB/T 2260
 * @throws Error for a city without the row: a build without it must not go out
 */
export function reminderPolicyOf(region: string): ReminderPolicy {
  const policy = policies.get(region);
  if (!policy) throw new Error(`no reminder policy for ${region}`);
  return policy;
}
