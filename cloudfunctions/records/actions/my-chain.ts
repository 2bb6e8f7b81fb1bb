import { eq, sql } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { consentsAsTold } from '../../consent/chain-status';
import { personChain } from '../../lib/audit/chain';
import { databaseSource } from '../../lib/audit/verify/database-source';
import { Findings } from '../../lib/audit/verify/findings';
import { inSnapshot } from '../../lib/audit/verify/verify';
import { verifyChains } from '../../lib/audit/verify/verify-chains';
import { rawRows, type Transaction } from '../../lib/database/database';
import { auditCheckpoint, auditHead } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { wardsOf } from '../../lib/guardians';
import { viewPerson } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';

type Chain = Output<'audit.myChain'>['chains'][number];
type Broken = NonNullable<Chain['broken']>;

/** How many entries, and from when to when. */
async function extentOf(tx: Transaction, chain: string) {
  const [row] = await rawRows<Record<'entries' | 'first' | 'last', string | number | null>>(
    tx,
    sql`select count(*) as entries, extract(epoch from min(at)) * 1000 as first,
          extract(epoch from max(at)) * 1000 as last from audit_entry where chain = ${chain}`,
  );
  const moment = (value: string | number | null | undefined) =>
    value === null || value === undefined ? null : Math.round(Number(value));
  return {
    entries: Number(row?.entries ?? 0),
    firstAt: moment(row?.first),
    lastAt: moment(row?.last),
  };
}

async function headOf(
  tx: Transaction,
  chain: string,
): Promise<Pick<Chain, 'headHash' | 'checkpoint'>> {
  const [row] = await tx
    .select({
      hash: auditHead.hash,
      upToSeq: auditHead.checkpointedSeq,
      number: auditCheckpoint.number,
      at: auditCheckpoint.at,
    })
    .from(auditHead)
    .leftJoin(auditCheckpoint, eq(auditCheckpoint.number, auditHead.checkpointNumber))
    .where(eq(auditHead.chain, chain));
  if (!row) return { headHash: null, checkpoint: null };
  const { hash: headHash, upToSeq, number, at } = row;
  const isCovered = number !== null && at !== null && upToSeq > 0;
  return { headHash, checkpoint: isCovered ? { number, at, upToSeq } : null };
}

/** What a checkpoint says is not asked here: its file stands where this function cannot reach. */
async function brokenOf(
  tx: Transaction,
  { cipher }: Runtime,
  chain: string,
): Promise<Broken | null> {
  const findings = new Findings();
  await verifyChains(databaseSource(tx, chain), cipher, findings);
  const [contradiction] = await consentsAsTold(tx, { chain, limit: 1 });
  if (contradiction) findings.ofChain('contradicted', chain, contradiction.seq, contradiction.why);
  const [found] = findings.list();
  if (!found) return null;
  const { what, seq } = found;
  // a chain alone has no findings of checkpoints
  if (what === 'checkpointMissing' || what === 'checkpointAltered') return null;
  return { what, seq: seq ?? 1 };
}

/** Whether the audit of my affairs, and my wards', is as it was written: each entry is hashed again. */
export const myChain = query('audit.myChain', async ({ runtime, caller, now }) => {
  const { db, cipher } = runtime;
  const wards = await wardsOf(db, caller.personId, now);
  const people = [
    { personId: caller.personId, ward: null },
    ...wards.map(({ person }) => ({ personId: person.id, ward: viewPerson(cipher, person) })),
  ];
  return inSnapshot(db, async (tx) => {
    const chains: Chain[] = [];
    for (const { personId, ward } of people) {
      const chain = personChain(personId);
      chains.push({
        ward,
        ...(await extentOf(tx, chain)),
        ...(await headOf(tx, chain)),
        broken: await brokenOf(tx, runtime, chain),
      });
    }
    return { chains };
  });
});
