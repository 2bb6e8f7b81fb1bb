import { randomBytes, randomUUID } from 'node:crypto';
import { faceVerification } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { getPerson, identityOf } from '../../lib/people';
import { faceAttempts } from '../face-attempts';
import { requireFaceConsent } from '../face-consent';

/** A verified person shows again that it is they: their own name and number, nobody else's. */
export const startOwnFace = mutation('identity.startOwnFace', {
  async before({ runtime, caller, now }, { consentId, purpose }) {
    await requireFaceConsent(runtime.db, caller, consentId, purpose);
    if ((await faceAttempts(runtime.db, caller, now)).attemptsLeft === 0) {
      throw new ServiceError('face_locked');
    }
    const self = identityOf(runtime.cipher, await getPerson(runtime.db, caller.personId));
    if (self.documentType !== 'residentId') throw new ServiceError('face_unsupported');
    const outSeqNo = randomBytes(16).toString('hex');
    const { name, documentNumber } = self;
    const { openId } = caller;
    const check = await runtime.ports.wechat.openFaceCheck({
      name,
      documentNumber,
      openId,
      outSeqNo,
    });
    return { outSeqNo, ...check };
  },

  async run({ tx, caller, now, audit }, { consentId, purpose }, facts) {
    const { outSeqNo, verifyId, expiresInS } = facts;
    const id = randomUUID();
    const expiresAt = now + expiresInS * 1000;
    await tx.insert(faceVerification).values({
      id,
      accountId: caller.accountId,
      consentId,
      personId: caller.personId,
      appId: caller.appId,
      openId: caller.openId,
      outSeqNo,
      verifyId,
      purpose,
      status: 'pending',
      createdAt: now,
      expiresAt,
    });
    await audit({
      action: 'identity.startOwnFace',
      subjectPersonId: caller.personId,
      details: { verificationId: id, consentId, purpose },
    });
    return { verificationId: id, verifyId, expiresAt };
  },
});
