import { randomBytes, randomUUID } from 'node:crypto';
import { faceVerification } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { findClaimed, savePerson } from '../../lib/people';
import { faceAttempts } from '../face-attempts';
import { requireFaceConsent } from '../face-consent';

/** Opens a check at WeChat: consent first, then attempts left, then name against number. */
export const startFace = mutation('identity.startFace', {
  async before(context, input) {
    const { runtime, caller, now } = context;
    if (caller.personId !== null) throw new ServiceError('identity_bound');
    await requireFaceConsent(runtime.db, caller, input.consentId, 'account');
    if ((await faceAttempts(runtime.db, caller, now)).attemptsLeft === 0) {
      throw new ServiceError('face_locked');
    }
    if (input.documentType !== 'residentId') throw new ServiceError('face_unsupported');
    const known = await findClaimed(context, input);
    const outSeqNo = randomBytes(16).toString('hex');
    const check = await runtime.ports.wechat.openFaceCheck({
      name: known.identity.name,
      documentNumber: known.identity.documentNumber,
      openId: caller.openId,
      outSeqNo,
    });
    return { known, outSeqNo, ...check };
  },

  async run({ tx, runtime, caller, now, audit }, { consentId }, facts) {
    const { known, outSeqNo, verifyId, expiresInS } = facts;
    const subject = await savePerson(tx, runtime.cipher, known, now);
    const id = randomUUID();
    const expiresAt = now + expiresInS * 1000;
    await tx.insert(faceVerification).values({
      id,
      accountId: caller.accountId,
      consentId,
      personId: subject.id,
      appId: caller.appId,
      openId: caller.openId,
      outSeqNo,
      verifyId,
      status: 'pending',
      createdAt: now,
      expiresAt,
    });
    await audit({
      action: 'identity.startFace',
      subjectPersonId: subject.id,
      details: { verificationId: id, consentId },
    });
    return { verificationId: id, verifyId, expiresAt };
  },
});
