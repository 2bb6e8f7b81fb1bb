/** Looks as rows, for what people see of them; nothing is decided or counted here. */
import { randomUUID } from 'node:crypto';
import {
  type Consent,
  type ConsentLook,
  consentLook,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type MadeClerk } from './consent';
import { type TestSystem } from './system';

/** One look, shown unless it has a reason. */
export async function makeLook(
  { runtime: { db, clock } }: TestSystem,
  row: Consent,
  clerk: MadeClerk,
  columns: Partial<ConsentLook> = {},
): Promise<ConsentLook> {
  const { fields, kinds, dataFrom, dataTo } = row.requested;
  const isShown = (columns.reason ?? null) === null;
  const look: ConsentLook = {
    id: randomUUID(),
    consentId: row.id,
    personId: row.personId,
    organisationId: row.organisationId,
    clerkAccountId: clerk.accountId,
    caseId: row.caseId,
    act: 'open',
    parentId: null,
    at: clock.now(),
    allowed: isShown,
    reason: null,
    level: isShown ? 2 : null,
    ask: { fields, kinds, dataFrom, dataTo },
    rowCount: isShown ? 3 : 0,
    payloadSm3: isShown ? 'b'.repeat(64) : null,
    scopeSm3: isShown ? 'c'.repeat(64) : null,
    network: '127.0.0.1',
    ...columns,
  };
  await db.insert(consentLook).values(look);
  return look;
}
