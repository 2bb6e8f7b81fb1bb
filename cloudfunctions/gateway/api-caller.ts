import { and, asc, eq } from 'drizzle-orm';
import {
  apiCredentials,
  apiFreshnessSeconds,
  requestText,
  type SignedRequest,
} from '@yibao/shared/protocols/partner-api';
import { isSignedBy } from '@yibao/shared/protocols/sm2';
import { type Queryable } from '../lib/database/database';
import { apiNonce, clerk, organisation } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';

/** Whose call it is, once its signature fits. */
export interface ApiCaller {
  /** Of the organisation's own system: suspended or not is for the dispatcher to ask. */
  accountId: string;
  /** Credit code and nonce of the call, and the key that the answer is sealed to. */
  organisation: string;
  nonce: string;
  publicKey: string;
}

/**
 * A point of the curve, reckoned from the digest of a sentence, of which nobody knows the private half:
 * asking who is unknown takes as long as asking who is not.
 */
const nobodysKey =
  '049650baeced1e112ca4c6d7b68cedf2bd839b30aeb074a72f0f121b0ae46bccc6' +
  'bb8c04dc653b9a36e5ef6d6a04490e327987df8ad08fdf8decc09f03bd1ae8c1';

/**
 * Who signed a request. Unsigned, unknown, altered, old and repeated are one answer.
 *
 * @param headers the four headers, as they came
 * @param wallNow epoch ms of the wall clock (docs/adr/0005), never of the business clock
 */
export async function apiCallerOf(
  { db }: Runtime,
  headers: Record<keyof typeof apiCredentials.shape, string | undefined>,
  request: Pick<SignedRequest, 'method' | 'path' | 'body'>,
  wallNow: number,
): Promise<ApiCaller | null> {
  const parsed = apiCredentials.safeParse(headers);
  if (!parsed.success) return null;
  const { signature, ...said } = parsed.data;
  const sentAt = Number(said.timestamp) * 1000;
  if (Math.abs(wallNow - sentAt) > apiFreshnessSeconds * 1000) return null;
  const [row] = await db
    .select({ id: organisation.id, publicKey: organisation.publicKey })
    .from(organisation)
    .where(eq(organisation.creditCode, said.organisation));
  const publicKey = row?.publicKey ?? nobodysKey;
  const isSigned = isSignedBy(requestText({ ...said, ...request }), signature, publicKey);
  if (!isSigned || !row || row.publicKey === null) return null;
  // only who can sign uses a nonce up
  if (!(await takeNonce(db, row.id, said.nonce, sentAt))) return null;
  const accountId = await systemOf(db, row.id);
  return accountId === null ? null : { accountId, publicKey, ...said };
}

/** @returns false when a call of that nonce was let in before */
async function takeNonce(
  db: Queryable,
  organisationId: string,
  nonce: string,
  sentAt: number,
): Promise<boolean> {
  // as long as its timestamp can be taken for fresh, and a little longer
  const expiresAt = sentAt + 2 * apiFreshnessSeconds * 1000;
  const taken = await db
    .insert(apiNonce)
    .values({ organisationId, nonce, expiresAt })
    .onConflictDoNothing()
    .returning({ nonce: apiNonce.nonce });
  return taken.length === 1;
}

/** @returns the account of the organisation's system: an active one before a suspended one */
async function systemOf(db: Queryable, organisationId: string): Promise<string | null> {
  const [row] = await db
    .select({ accountId: clerk.accountId })
    .from(clerk)
    .where(and(eq(clerk.organisationId, organisationId), eq(clerk.kind, 'api')))
    // 'active' before 'suspended'
    .orderBy(asc(clerk.status), asc(clerk.createdAt))
    .limit(1);
  return row?.accountId ?? null;
}
