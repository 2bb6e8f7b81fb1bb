import { and, eq, isNull } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { maskMobileNumber } from '@yibao/shared/rules/masking';
import { parseMobileNumber } from '@yibao/shared/rules/phone';
import { personPhone, phoneChallenge, reminderSetting } from '../../lib/database/schema';
import { mutation, mutationWithAfter } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { UpstreamError } from '../../lib/ports/http';
import { type SmsRefusal } from '../../lib/ports/sms';
import { type Runtime } from '../../lib/runtime';
import {
  codeOf,
  maxWrongCodes,
  openChallenge,
  openChallengeOf,
  resendAfterMs,
} from '../phone-challenges';

interface Sent {
  challengeId: string;
  reply: Output<'identity.sendPhoneCode'>;
}

/** The code leaves after the commit, once for a challenge however often the request is repeated. */
export const sendPhoneCode = mutationWithAfter('identity.sendPhoneCode', {
  async run({ tx, runtime, caller, now }, input): Promise<Sent> {
    const phone = parseMobileNumber(input.phone);
    if (!phone.ok) throw refuseField('phone', phone.message);
    if (runtime.ports.sms === null) {
      throw new ServiceError('phone_unreachable', { message: '这里暂时不能发短信提醒' });
    }
    const row = await openChallenge(tx, runtime.cipher, { caller, phone: phone.value, now });
    const reply = {
      phoneMasked: maskMobileNumber(phone.value),
      expiresAt: row.expiresAt,
      resendAt: row.createdAt + resendAfterMs,
    };
    return { challengeId: row.id, reply };
  },

  async after({ runtime }, _input, { challengeId, reply }) {
    await handOver(runtime, challengeId);
    return reply;
  },
});

async function handOver(runtime: Runtime, challengeId: string): Promise<void> {
  const { db, clock, cipher, ports, config } = runtime;
  const template = config.sms?.templates.find(({ topic }) => topic === 'code');
  const [row] = await db
    .update(phoneChallenge)
    .set({ handedOverAt: clock.now() })
    .where(
      and(
        eq(phoneChallenge.id, challengeId),
        isNull(phoneChallenge.handedOverAt),
        isNull(phoneChallenge.closedAt),
      ),
    )
    .returning();
  if (!row || !ports.sms || !template) return;
  try {
    const result = await ports.sms.send({
      id: row.id,
      phone: cipher.open('person_phone.phone', row.phone),
      templateId: template.templateId,
      parameters: [codeOf(cipher, row.id)],
    });
    if (result.outcome === 'refused') throw refusal(result.reason);
  } catch (error) {
    // perhaps it is on its way: the person looks at their phone
    if (error instanceof UpstreamError && error.mayHaveBeenProcessed) return;
    const closedAt = error instanceof UpstreamError ? null : clock.now();
    await db
      .update(phoneChallenge)
      .set({ handedOverAt: null, closedAt })
      .where(eq(phoneChallenge.id, row.id));
    throw error;
  }
}

function refusal(reason: SmsRefusal): ServiceError {
  const words = {
    wrongNumber: '没有这个手机号，请再核对一遍',
    blacklisted: '这个号码设置了不接收通知短信，请换一个号码，或联系运营商',
    limit: '这个号码收的短信太多了，请过一小时再试',
  }[reason];
  return reason === 'limit'
    ? new ServiceError('rate_limited', { message: words })
    : new ServiceError('phone_unreachable', { message: words, field: 'phone' });
}

type Confirmation =
  { confirmed: true; phoneMasked: string } | { confirmed: false; attemptsLeft: number };

/** A wrong code is counted in a committed transaction, then refused. */
export const confirmPhone = mutationWithAfter('identity.confirmPhone', {
  async run({ tx, runtime, caller, now, audit }, input): Promise<Confirmation> {
    const { cipher } = runtime;
    const row = await openChallengeOf(tx, caller.accountId);
    if (!row || row.expiresAt <= now || row.personId !== caller.personId) {
      return { confirmed: false, attemptsLeft: 0 };
    }
    const { personId } = caller;
    const fits = input.phoneCode.replace(/\s/g, '') === codeOf(cipher, row.id);
    await audit({ action: 'identity.confirmPhone', subjectPersonId: personId, details: { fits } });
    if (!fits) {
      const wrongAttempts = row.wrongAttempts + 1;
      const closedAt = wrongAttempts >= maxWrongCodes ? now : null;
      await tx
        .update(phoneChallenge)
        .set({ wrongAttempts, closedAt })
        .where(eq(phoneChallenge.id, row.id));
      return { confirmed: false, attemptsLeft: maxWrongCodes - wrongAttempts };
    }
    await tx.update(phoneChallenge).set({ closedAt: now }).where(eq(phoneChallenge.id, row.id));
    const { phone, phoneIndex } = row;
    const set = { phone, phoneIndex, confirmedAt: now, unreachableSince: null };
    await tx
      .insert(personPhone)
      .values({ personId, ...set })
      .onConflictDoUpdate({ target: personPhone.personId, set });
    // who confirms a phone came for its messages
    await tx
      .insert(reminderSetting)
      .values({ personId, wechat: true, sms: true, muted: [], updatedAt: now })
      .onConflictDoUpdate({
        target: reminderSetting.personId,
        set: { sms: true, updatedAt: now },
      });
    const phoneMasked = maskMobileNumber(cipher.open('person_phone.phone', phone));
    return { confirmed: true, phoneMasked };
  },

  async after(_context, _input, result) {
    if (!result.confirmed) {
      const { attemptsLeft } = result;
      throw new ServiceError('phone_code_invalid', {
        field: 'phoneCode',
        ...(attemptsLeft > 0 ? { message: `验证码不对，还可以再试 ${attemptsLeft} 次` } : {}),
      });
    }
    return Promise.resolve({ phoneMasked: result.phoneMasked });
  },
});

export const removePhone = mutation('identity.removePhone', {
  async run({ tx, caller, now, audit }) {
    const { personId, accountId } = caller;
    await tx.delete(personPhone).where(eq(personPhone.personId, personId));
    await tx
      .update(phoneChallenge)
      .set({ closedAt: now })
      .where(and(eq(phoneChallenge.accountId, accountId), isNull(phoneChallenge.closedAt)));
    await tx
      .update(reminderSetting)
      .set({ sms: false, updatedAt: now })
      .where(eq(reminderSetting.personId, personId));
    await audit({ action: 'identity.removePhone', subjectPersonId: personId, details: {} });
    return { removed: true };
  },
});
