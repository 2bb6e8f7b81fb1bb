import { and, eq, gt, lt } from 'drizzle-orm';
import ipaddr from 'ipaddr.js';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { hourMs, minuteMs } from '@yibao/shared/rules/dates';
import { randomBytes } from 'node:crypto';
import { sm3Hex } from './crypto/sm3';
import { type Queryable } from './database/database';
import { clerk, clerkSession, organisation } from './database/schema';
import { networkOf } from './network';

/** For which organisation somebody asks, and from where. */
export interface ClerkIdentity {
  organisationId: string;
  /** A person at the console, or the organisation's own system. */
  kind: 'person' | 'api';
  /** Address the call came from. */
  network: string;
  isActive: boolean;
  isOrganisationActive: boolean;
  isNetworkAllowed: boolean;
}

/**
 * @param address IPv4 or IPv6 of the caller, '' where nobody knows
 * @param blocks CIDR blocks or single addresses; none allows every address
 */
export function isInNetworks(address: string, blocks: readonly string[]): boolean {
  if (blocks.length === 0) return true;
  // of IPv6 the gateway tells the network alone (client-address.ts)
  const whole = /^[\da-f]+(:[\da-f]+){3}$/i.test(address) ? `${address}::` : address;
  if (!ipaddr.isValid(whole)) return false;
  const parsed = ipaddr.process(whole);
  return blocks.some((block) => {
    const range = readBlock(block);
    return range !== null && parsed.kind() === range[0].kind() && parsed.match(range);
  });
}

/** @returns the block as address and prefix length; null for what is none */
export function readBlock(block: string): ReturnType<typeof ipaddr.parseCIDR> | null {
  try {
    if (block.includes('/')) return ipaddr.parseCIDR(block);
    const single = ipaddr.process(block);
    return [single, single.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return null;
  }
}

/** Who an account is for its organisation, as the rows stand now; null for nobody's clerk. */
export async function findClerk(
  db: Queryable,
  accountId: string,
  network: string,
): Promise<ClerkIdentity | null> {
  const [row] = await db
    .select({ clerk, organisation })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .where(eq(clerk.accountId, accountId));
  if (!row) return null;
  return {
    organisationId: row.organisation.id,
    kind: row.clerk.kind,
    network,
    isActive: row.clerk.status === 'active',
    isOrganisationActive: row.organisation.status === 'active',
    isNetworkAllowed: isInNetworks(network, row.organisation.networks),
  };
}

/** As what somebody of an organisation stands in the audit. */
export const actorKindOf = ({ kind }: Pick<ClerkIdentity, 'kind'>): 'organisation' | 'clerk' =>
  kind === 'api' ? 'organisation' : 'clerk';

/** A session is touched at most this often, so that reading does not always write. */
export const touchEveryMs = minuteMs;

/** A console session as it is shown to us: the token, and the address it comes from. */
export interface ShownSession {
  token: string;
  network: string;
  /** How long it may have stood unused. */
  idleMs: number;
}

/**
 * From where it may come: what the organisation's networks are is asked at each call (`findClerk`);
 * where none are agreed, a session stays where it was opened.
 *
 * @returns the account behind a console session; null once it ended, nobody used it for long, or it
 *   comes from elsewhere, which ends nothing for whoever it belongs to
 */
export async function findClerkSession(
  db: Queryable,
  { token, network, idleMs }: ShownSession,
  now: number,
): Promise<string | null> {
  const tokenHash = sm3Hex(token);
  const [row] = await db
    .select({
      accountId: clerkSession.accountId,
      lastUsedAt: clerkSession.lastUsedAt,
      openedFrom: clerkSession.network,
      networks: organisation.networks,
    })
    .from(clerkSession)
    .innerJoin(clerk, eq(clerk.accountId, clerkSession.accountId))
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .where(
      and(
        eq(clerkSession.tokenHash, tokenHash),
        gt(clerkSession.expiresAt, now),
        gt(clerkSession.lastUsedAt, now - idleMs),
      ),
    );
  if (!row) return null;
  if (row.networks.length === 0 && networkOf(network) !== row.openedFrom) return null;
  if (row.lastUsedAt <= now - touchEveryMs) {
    await db
      .update(clerkSession)
      .set({ lastUsedAt: now })
      .where(and(eq(clerkSession.tokenHash, tokenHash), lt(clerkSession.lastUsedAt, now)));
  }
  return row.accountId;
}

/** How long a console session may stand unused, by the city's rules. */
export const idleMsOf = (region: string): number =>
  consentPolicyOf(region).sessionIdleMinutes * minuteMs;

/** How long a login at the console lasts at most, of clerks and of staff, by the city's rules. */
export const sessionMsOf = (region: string): number =>
  consentPolicyOf(region).sessionHours * hourMs;

/**
 * Opens a console session for a clerk who has shown password and second factor.
 *
 * @returns the token for the cookie; only its digest is kept
 */
export async function openClerkSession(
  db: Queryable,
  { accountId, network, region }: { accountId: string; network: string; region: string },
  now: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.insert(clerkSession).values({
    tokenHash: sm3Hex(token),
    accountId,
    network: networkOf(network),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + sessionMsOf(region),
  });
  return token;
}

/** Ends a console session; an unknown token is as good as ended. */
export async function closeClerkSession(db: Queryable, token: string): Promise<void> {
  await db.delete(clerkSession).where(eq(clerkSession.tokenHash, sm3Hex(token)));
}

/** Ends every session of a clerk. */
export async function closeClerkSessions(db: Queryable, accountId: string): Promise<void> {
  await db.delete(clerkSession).where(eq(clerkSession.accountId, accountId));
}
