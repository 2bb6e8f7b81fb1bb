/** The server's own credential: cgi-bin/stable_token, cgi-bin/token, and the check of both. */
import crypto from 'node:crypto';
import { type Context, type Hono } from 'hono';
import * as z from 'zod';
import { type SandboxHost } from '../lib/host';
import { dayMs, minuteMs } from '../lib/time';
import { type ErrorCode, failed, jsonBody, serveApi, succeeded } from './answer';
import { createSweeper } from './short-lived';

const validMs = 120 * minuteMs;
/** In the last five minutes of a stable token, and after a newer one, both old and new are good. */
const overlapMs = 5 * minuteMs;

interface AccessToken {
  appId: string;
  kind: 'stable' | 'plain';
  /** Real time, epoch ms. */
  expiresAt: number;
}

const stableBody = z.object({
  grant_type: z.string(),
  appid: z.string(),
  secret: z.string(),
  force_refresh: z.boolean().default(false),
});

export interface AccessTokens {
  stable(appId: string, forceRefresh: boolean): { token: string; expiresInSeconds: number };
  plain(appId: string): { token: string; expiresInSeconds: number };
  /** Checks a call's access_token; null when good, otherwise the error code. */
  check(token: string | undefined): ErrorCode | null;
}

/** Tokens live on real time: they are protocol, not business. */
export function openAccessTokens(host: SandboxHost): AccessTokens {
  const store = host.journal.store<AccessToken>('wechat-access-tokens');
  const sweep = createSweeper(store, ({ expiresAt }, now) => now > expiresAt + dayMs);

  const issue = (appId: string, kind: AccessToken['kind'], oldUntil: number) => {
    const now = host.clock.wallNow();
    sweep(now);
    for (const [token, known] of store.entries()) {
      if (known.appId !== appId || known.kind !== kind || known.expiresAt <= oldUntil) continue;
      store.set(token, { ...known, expiresAt: oldUntil });
    }
    const token = crypto.randomBytes(48).toString('base64url');
    store.set(token, { appId, kind, expiresAt: now + validMs });
    return { token, expiresInSeconds: validMs / 1000 };
  };

  return {
    plain: (appId) => issue(appId, 'plain', host.clock.wallNow() + overlapMs),
    stable: (appId, forceRefresh) => {
      const now = host.clock.wallNow();
      if (forceRefresh) return issue(appId, 'stable', now);
      const current = store
        .entries()
        .find(
          ([, { appId: owner, kind, expiresAt }]) =>
            owner === appId && kind === 'stable' && expiresAt > now + overlapMs,
        );
      if (!current) return issue(appId, 'stable', now + overlapMs);
      const [token, { expiresAt }] = current;
      return { token, expiresInSeconds: Math.floor((expiresAt - now) / 1000) };
    },
    check: (token) => {
      if (token === undefined || token === '') return 41001;
      const known = store.get(token);
      if (!known) return 40001;
      return host.clock.wallNow() >= known.expiresAt ? 42001 : null;
    },
  };
}

function checkApp(host: SandboxHost, appId: string, secret: string): ErrorCode | null {
  const { miniProgram, officialAccount } = host.keys.wechat;
  const app = [miniProgram, officialAccount].find((each) => each.appId === appId);
  if (!app) return 40013;
  return app.secret === secret ? null : 40125;
}

const tokenAnswer = (c: Context, issued: { token: string; expiresInSeconds: number }) =>
  succeeded(c, { access_token: issued.token, expires_in: issued.expiresInSeconds });

/** Adds POST /cgi-bin/stable_token and GET /cgi-bin/token. */
export function addAccessTokens(app: Hono, host: SandboxHost, tokens: AccessTokens): void {
  app.post('/cgi-bin/stable_token', (c) =>
    serveApi(host, c, 'token', async () => {
      const body = stableBody.safeParse(await jsonBody(c));
      if (!body.success) return failed(c, 47001);
      const { appid, secret, grant_type: grantType, force_refresh: forceRefresh } = body.data;
      if (grantType !== 'client_credential') return failed(c, 40002);
      const refusal = checkApp(host, appid, secret);
      if (refusal !== null) return failed(c, refusal);
      return tokenAnswer(c, tokens.stable(appid, forceRefresh));
    }),
  );

  app.get('/cgi-bin/token', (c) =>
    serveApi(host, c, 'token', () => {
      const { appid = '', secret = '', grant_type: grantType } = c.req.query();
      if (grantType !== 'client_credential') return failed(c, 40002);
      const refusal = checkApp(host, appid, secret);
      return refusal === null ? tokenAnswer(c, tokens.plain(appid)) : failed(c, refusal);
    }),
  );
}
