import { eq } from 'drizzle-orm';
import { reconcileFinding } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { lockForWay } from '../staff';
import { viewFinding } from '../view';

/** A clerk explains a difference; the money itself is put right where it lies, not here. */
export const resolve = mutation('reconcile.resolve', {
  async run(context, { findingId, reason }) {
    const { tx, runtime, caller, now, audit } = context;
    const row = await lockForWay(tx, findingId, { way: 'explain', caller });
    const resolved = {
      state: 'resolved' as const,
      way: 'explain' as const,
      resolvedAt: now,
      resolvedBy: caller.accountId,
      resolution: runtime.cipher.seal('reconcile.resolution', reason),
    };
    await tx.update(reconcileFinding).set(resolved).where(eq(reconcileFinding.id, findingId));
    await audit({
      action: 'reconcile.resolve',
      subjectPersonId: null,
      details: { findingId, kind: row.kind, source: row.source, reasonLength: reason.length },
    });
    return viewFinding(context, tx, { ...row, ...resolved });
  },
});
