import { and, eq, exists } from 'drizzle-orm';
import {
  certificateNames,
  type WithdrawalBy,
  type WithdrawalReason,
} from '@yibao/shared/rules/certificate-kinds';
import { type Transaction } from '../lib/database/database';
import {
  type Certificate,
  certificate,
  certificateFile,
  certificateYear,
} from '../lib/database/schema';
import { actingGuardiansOf } from '../lib/guardians';
import { notify } from '../lib/notices';

export interface Withdrawal {
  by: WithdrawalBy;
  reason: WithdrawalReason;
  /** Ciphertext. */
  note?: string;
  now: number;
}

/**
 * Takes a locked paper back: the public page says so from this moment, and its file goes. Who had
 * it issued, whom it is about and their guardians are told, except whoever did it.
 *
 * @param actorPersonId who withdraws it; null for staff and for the service itself
 * @returns the row as it is now; one that was withdrawn before stays as it is
 */
export async function withdrawCertificate(
  tx: Transaction,
  row: Certificate,
  { by, reason, note, now }: Withdrawal,
  actorPersonId: string | null,
): Promise<Certificate> {
  if (row.status === 'withdrawn') return row;
  const changes = {
    status: 'withdrawn' as const,
    withdrawnAt: now,
    withdrawnBy: by,
    withdrawReason: reason,
    withdrawNote: note ?? null,
  };
  await tx.update(certificate).set(changes).where(eq(certificate.id, row.id));
  await tx.delete(certificateFile).where(eq(certificateFile.certificateId, row.id));
  const guardians = await actingGuardiansOf(tx, row.personId, now);
  for (const personId of new Set([row.requestedBy, row.personId, ...guardians])) {
    if (personId !== actorPersonId) await tell(tx, row, personId, now);
  }
  return { ...row, ...changes };
}

async function tell(tx: Transaction, row: Certificate, personId: string, now: number) {
  await notify(
    tx,
    {
      personId,
      dedupeKey: `certificate-withdrawn:${row.id}`,
      title: `${certificateNames[row.kind]}已撤回`,
      body: `编号 ${row.serial} 的${certificateNames[row.kind]}已经撤回，别人验证时会看到「已撤回」。需要的话可以重新开具。`,
      link: `packageCertificate/pages/list/index`,
      message: null,
    },
    now,
  );
}

/**
 * Withdraws every live paper about a person that speaks of a coverage year: proofs of cover that
 * list it, unless the cover stands by another payment, and the proof of its contribution. For the refund flow, in the transaction that gives the
 * money back; call it after the order has been locked, so that no paper can be issued meanwhile.
 *
 * @param tx the transaction of the state change it belongs to
 * @param reason for the paper's holder; `refunded` is the only one a service gives
 * @param now business time
 * @returns the ids of the withdrawn papers, for the audit entry
 */
export async function withdrawCertificatesOf(
  tx: Transaction,
  about: { personId: string; coverageYear: number; coverStands: boolean },
  reason: Extract<WithdrawalReason, 'refunded'>,
  now: number,
): Promise<string[]> {
  const rows = await tx
    .select()
    .from(certificate)
    .where(
      and(
        eq(certificate.personId, about.personId),
        eq(certificate.status, 'issued'),
        about.coverStands ? eq(certificate.kind, 'contribution') : undefined,
        exists(
          tx
            .select({ id: certificateYear.certificateId })
            .from(certificateYear)
            .where(
              and(
                eq(certificateYear.certificateId, certificate.id),
                eq(certificateYear.coverageYear, about.coverageYear),
              ),
            ),
        ),
      ),
    )
    .orderBy(certificate.id)
    .for('update');
  for (const row of rows) {
    await withdrawCertificate(tx, row, { by: 'system', reason, now }, null);
  }
  return rows.map(({ id }) => id);
}
