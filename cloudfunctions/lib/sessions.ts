import { eq } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import { dayMs } from '@yibao/shared/rules/dates';
import { accountOf } from './caller';
import { sm3Hex } from './crypto/sm3';
import { session } from './database/schema';
import { type Runtime } from './runtime';

/** How long an H5 login lasts. */
export const sessionValidMs = 7 * dayMs;

/**
 * Opens a session for a WeChat user of the official account.
 *
 * @returns the token for the cookie; only its digest is kept
 */
export async function openSession(
  runtime: Runtime,
  login: { openId: string; unionId: string | null },
): Promise<string> {
  const now = runtime.clock.now();
  const { appId } = runtime.config.wechat.officialAccount;
  const accountId = await accountOf(runtime.db, { appId, ...login }, now);
  const token = randomBytes(32).toString('base64url');
  await runtime.db.insert(session).values({
    tokenHash: sm3Hex(token),
    accountId,
    appId,
    openId: login.openId,
    createdAt: now,
    expiresAt: now + sessionValidMs,
    lastUsedAt: now,
  });
  return token;
}

/** Ends a session; an unknown token is as good as ended. */
export async function closeSession(runtime: Runtime, token: string): Promise<void> {
  await runtime.db.delete(session).where(eq(session.tokenHash, sm3Hex(token)));
}
