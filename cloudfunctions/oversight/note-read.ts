import { type QueryName } from '@yibao/shared/contracts';
import { type AuditAction } from '@yibao/shared/rules/audit-actions';
import { writeAudit } from '../lib/audit';
import { type Caller } from '../lib/caller';
import { type AuditDetails } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';

interface Reading {
  runtime: Runtime;
  caller: Caller;
  now: number;
  traceId: string;
}

/**
 * Who watches is watched: a clerk of the bureau who reads who looked at whom, what people complained
 * of or asked for, stands in the audit before they are answered. One entry a page, whatever is on it:
 * who, by what filter, how many rows; never what was shown. It stands in the clerk's own chain, or in
 * the person's whose number they searched by (docs/adr/0016).
 *
 * @param filter what was asked for, with a further page as such and not by its cursor
 * @param about the person it was asked about, null for a list of many
 */
export async function noteRead(
  { runtime, caller, now, traceId }: Reading,
  action: QueryName & AuditAction,
  { filter, rows, about = null }: { filter: AuditDetails; rows: number; about?: string | null },
): Promise<void> {
  await writeAudit(
    runtime.db,
    { actor: { kind: 'staff', accountId: caller.accountId }, traceId, now },
    { action, subjectPersonId: about, details: { ...filter, rows } },
  );
}
