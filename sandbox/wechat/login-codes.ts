import crypto from 'node:crypto';
import { type TestUser } from '../city/resident';
import { type SandboxHost } from '../lib/host';
import { hourMs, minuteMs } from '../lib/time';
import { createSweeper } from './short-lived';

/** Real time: a code travels through a redirect, whatever the business clock does meanwhile. */
const validMs = 5 * minuteMs;
/** A used or stale code is remembered for a while, to tell 40163 from 40029. */
const rememberedMs = hourMs;

/** `oauth`: of the Official Account's web page; `login`: of wx.login in the mini-program. */
export type CodeKind = 'oauth' | 'login';

interface LoginCode {
  kind: CodeKind;
  userKey: string;
  scope: string;
  /** Real time, epoch ms. */
  issuedAt: number;
  used: boolean;
}

export interface LoginCodes {
  issue(kind: CodeKind, userKey: string, scope: string): string;
  /** Uses the code up; a refusal is WeChat's error code. */
  redeem(kind: CodeKind, code: string): { user: TestUser; scope: string } | 40029 | 40163;
}

/** Codes that stand for a person who has just logged in: good once, for five minutes. */
export function openLoginCodes(host: SandboxHost): LoginCodes {
  const store = host.journal.store<LoginCode>('wechat-login-codes');
  const sweep = createSweeper(store, ({ issuedAt }, now) => now > issuedAt + rememberedMs);
  return {
    issue: (kind, userKey, scope) => {
      const issuedAt = host.clock.wallNow();
      sweep(issuedAt);
      const code = crypto.randomBytes(16).toString('hex');
      store.set(code, { kind, userKey, scope, issuedAt, used: false });
      return code;
    },
    redeem: (kind, code) => {
      const known = store.get(code);
      if (known?.kind !== kind) return 40029;
      if (known.used) return 40163;
      const user = host.residents.testUsers().find(({ key }) => key === known.userKey);
      if (!user || host.clock.wallNow() >= known.issuedAt + validMs) return 40029;
      store.set(code, { ...known, used: true });
      return { user, scope: known.scope };
    },
  };
}
