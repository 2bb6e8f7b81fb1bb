import { and, eq, inArray } from 'drizzle-orm';
import { reminderPolicyOf } from '@yibao/shared/policy/reminders';
import { maskMobileNumber } from '@yibao/shared/rules/masking';
import { messageQuota, reminderSetting } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { phoneOf, settingsOf } from '../../reminders/settings';

export const reminderSettings = query('identity.reminderSettings', async ({ runtime, caller }) => {
  const { db, config, cipher, ports } = runtime;
  const { quietFrom, quietUntil, maxPushesPerDay } = reminderPolicyOf(config.region);
  const { wechat, sms, muted } = await settingsOf(db, caller.personId);
  const phone = await phoneOf(db, caller.personId);
  const templates = config.wechat.subscribeTemplates;
  const quotas = await db
    .select()
    .from(messageQuota)
    .where(
      and(
        eq(messageQuota.accountId, caller.accountId),
        inArray(
          messageQuota.templateId,
          templates.map(({ templateId }) => templateId),
        ),
      ),
    );
  const left = new Map(quotas.map(({ templateId, remaining }) => [templateId, remaining]));
  return {
    wechat,
    sms: sms && phone !== null,
    muted,
    kinds: templates.map(({ topic, templateId, longTerm }) => ({
      topic,
      templateId,
      longTerm,
      remaining: left.get(templateId) ?? 0,
    })),
    phone: phone && {
      masked: maskMobileNumber(cipher.open('person_phone.phone', phone.phone)),
      reachable: phone.unreachableSince === null,
    },
    smsAvailable: ports.sms !== null,
    quiet: { from: quietFrom, until: quietUntil },
    maxPushesPerDay,
  };
});

export const saveReminderSettings = mutation('identity.saveReminderSettings', {
  async run({ tx, caller, now, audit }, { wechat, sms, muted }) {
    const { personId } = caller;
    if (sms && (await phoneOf(tx, personId)) === null) {
      throw refuseField('sms', '请先绑定手机号，再打开短信提醒');
    }
    const values = { wechat, sms, muted: [...new Set(muted)], updatedAt: now };
    await tx
      .insert(reminderSetting)
      .values({ personId, ...values })
      .onConflictDoUpdate({ target: reminderSetting.personId, set: values });
    await audit({
      action: 'identity.saveReminderSettings',
      subjectPersonId: personId,
      details: { wechat, sms, muted: values.muted },
    });
    return { saved: true };
  },
});
