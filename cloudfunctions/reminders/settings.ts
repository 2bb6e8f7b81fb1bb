import { eq } from 'drizzle-orm';
import { type ReminderGroup } from '@yibao/shared/rules/message-template';
import { type Queryable } from '../lib/database/database';
import { personPhone, type PersonPhone, reminderSetting } from '../lib/database/schema';

/** Which ways a person wants to hear, and what of. */
export interface ReminderSettings {
  wechat: boolean;
  sms: boolean;
  muted: ReminderGroup[];
}

/** Who has set nothing: WeChat asks each time anyway; short messages only on wish. */
const usual: ReminderSettings = { wechat: true, sms: false, muted: [] };

export async function settingsOf(db: Queryable, personId: string): Promise<ReminderSettings> {
  const [row] = await db
    .select()
    .from(reminderSetting)
    .where(eq(reminderSetting.personId, personId));
  return row ?? usual;
}

export async function phoneOf(db: Queryable, personId: string): Promise<PersonPhone | null> {
  const [row] = await db.select().from(personPhone).where(eq(personPhone.personId, personId));
  return row ?? null;
}
