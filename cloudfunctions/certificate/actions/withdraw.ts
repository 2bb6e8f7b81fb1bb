import { eq } from 'drizzle-orm';
import { certificate } from '../../lib/database/schema';
import { mutation, mutationWithAfter } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { findCertificate, lockWithdrawable } from '../store';
import { viewCertificate } from '../view';
import { withdrawCertificate } from '../withdraw';

export const withdraw = mutationWithAfter('certificate.withdraw', {
  async run({ tx, caller, now, audit }, { certificateId, cause }) {
    const row = await lockWithdrawable(tx, caller, certificateId, now);
    // nobody has withdrawn what was withdrawn before
    if (row.status === 'withdrawn') return { certificateId };
    await withdrawCertificate(tx, row, { by: 'person', reason: cause, now }, caller.personId);
    await audit({
      action: 'certificate.withdraw',
      subjectPersonId: row.personId,
      details: { certificateId, cause },
    });
    return { certificateId };
  },

  async after(context, _input, { certificateId }) {
    const row = await findCertificate(context.runtime.db, certificateId);
    if (!row) throw new ServiceError('not_found');
    return viewCertificate(context, row);
  },
});

/** A clerk has the paper, or its number, in hand. */
export const staffWithdraw = mutation('certificate.staffWithdraw', {
  async run({ tx, runtime, now, audit }, { serial: typed, reason }) {
    const serial = typed.replace(/\s/g, '').toUpperCase();
    const [row] = await tx
      .select()
      .from(certificate)
      .where(eq(certificate.serial, serial))
      .for('update');
    if (!row) throw refuseField('serial', '没有这个编号的证明，请对照文件再输入一遍');
    const note = runtime.cipher.seal('certificate.note', reason);
    const withdrawal = { by: 'staff', reason: 'staff', note, now } as const;
    const current = await withdrawCertificate(tx, row, withdrawal, null);
    await audit({
      action: 'certificate.staffWithdraw',
      subjectPersonId: row.personId,
      details: { certificateId: row.id, was: row.status },
    });
    return { serial, withdrawnAt: current.withdrawnAt ?? now };
  },
});
