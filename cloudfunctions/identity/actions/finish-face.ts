import { and, eq } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { countFailure, failuresOf } from '../../lib/attempts';
import { type Caller } from '../../lib/caller';
import { type Queryable } from '../../lib/database/database';
import { faceVerification } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { getPerson, identityOf } from '../../lib/people';
import { bindAccount } from '../bind';
import { faceAttemptKey, maxFaceFailuresPerDay } from '../face-attempts';

type Result = Output<'identity.finishFace'>;

async function findOwn(db: Queryable, caller: Caller, id: string, lock = false) {
  const select = db
    .select()
    .from(faceVerification)
    .where(and(eq(faceVerification.id, id), eq(faceVerification.accountId, caller.accountId)));
  const [row] = await (lock ? select.for('update') : select);
  if (!row) throw new ServiceError('not_found');
  return row;
}

const sentences = {
  verified: '核验通过，您已完成实名',
  pending: '还没有完成人脸核验，可以继续或重新开始',
  locked: '今天已失败 3 次，请明天再试，或改用柜台核验码',
} as const;

/** A verified person's own face again: nothing is bound by it. */
const confirmed: Result = {
  outcome: 'verified',
  message: '核验通过，确认是您本人',
  attemptsLeft: maxFaceFailuresPerDay,
};

function failed(failures: number): Result {
  const attemptsLeft = Math.max(0, maxFaceFailuresPerDay - failures);
  return attemptsLeft === 0
    ? { outcome: 'locked', message: sentences.locked, attemptsLeft }
    : {
        outcome: 'failed',
        message: `没有通过，可能是光线太暗或没有正对屏幕，今天还可以再试 ${attemptsLeft} 次`,
        attemptsLeft,
      };
}

/**
 * Only WeChat's server tells whether a check passed. "Not finished" changes nothing, so that the
 * same check may be asked about again under another requestId.
 */
export const finishFace = mutation('identity.finishFace', {
  async before({ runtime, caller }, { verificationId }) {
    const row = await findOwn(runtime.db, caller, verificationId);
    if (row.status !== 'pending') return row.status;
    const identity = identityOf(runtime.cipher, await getPerson(runtime.db, row.personId));
    return runtime.ports.wechat.readFaceCheck(row.verifyId, {
      name: identity.name,
      documentNumber: identity.documentNumber,
      openId: row.openId,
      outSeqNo: row.outSeqNo,
    });
  },

  async run({ tx, caller, now, audit }, { verificationId }, answer): Promise<Result> {
    const row = await findOwn(tx, caller, verificationId, true);
    const attempts = faceAttemptKey(caller, now);
    if (row.status === 'passed' && row.purpose !== 'account') return confirmed;
    if (row.status === 'passed') {
      return {
        outcome: 'verified',
        message: sentences.verified,
        attemptsLeft: maxFaceFailuresPerDay,
      };
    }
    const failures = await failuresOf(tx, attempts);
    if (row.status === 'failed') return failed(failures);
    const attemptsLeft = Math.max(0, maxFaceFailuresPerDay - failures);
    if (answer === 'unfinished') {
      return { outcome: 'pending', message: sentences.pending, attemptsLeft };
    }
    // checks opened in advance get nobody around the day's limit
    const status = answer === 'passed' && attemptsLeft > 0 ? 'passed' : 'failed';
    await tx
      .update(faceVerification)
      .set({ status, decidedAt: now })
      .where(eq(faceVerification.id, row.id));
    await audit({
      action: 'identity.finishFace',
      subjectPersonId: row.personId,
      details: { verificationId: row.id, status },
    });
    if (status === 'failed') return failed(await countFailure(tx, attempts));
    if (row.purpose !== 'account') return confirmed;
    await bindAccount(tx, { accountId: caller.accountId, personId: row.personId, by: 'face', now });
    return {
      outcome: 'verified',
      message: sentences.verified,
      attemptsLeft: maxFaceFailuresPerDay,
    };
  },
});
