import { type Runtime } from '../lib/runtime';

/** What the gateway's middleware leaves for its routes. */
export interface GatewayEnv {
  Variables: { traceId: string; runtime: Runtime };
}

/** The H5 session cookie; `__Host-` where HTTPS lets browsers enforce it. */
export function sessionCookie(publicUrl: string): { name: string; secure: boolean } {
  const secure = publicUrl.startsWith('https:');
  return { name: secure ? '__Host-yibao_session' : 'yibao_session', secure };
}

/** The console's cookie: another one, since a clerk of an organisation may be a resident as well. */
export function consoleCookie(publicUrl: string): { name: string; secure: boolean } {
  const secure = publicUrl.startsWith('https:');
  return { name: secure ? '__Host-yibao_console' : 'yibao_console', secure };
}
