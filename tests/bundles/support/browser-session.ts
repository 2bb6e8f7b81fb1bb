import { randomUUID } from 'node:crypto';
import { type ActionName, contracts, type Input, type Output } from '@yibao/shared/contracts';

type CallInput<N extends ActionName> = Omit<Input<N>, 'requestId'>;

/** What the H5 site does, without a browser: a cookie, and calls that carry it. */
export interface BrowserSession {
  call<N extends ActionName>(action: N, input: CallInput<N>): Promise<Output<N>>;
}

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');

const follow = (url: string, init: RequestInit = {}) => fetch(url, { ...init, redirect: 'manual' });

function target(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect but ${response.status}`);
  return location;
}

/** Logs in through WeChat's page, as that test user. @returns the session cookie */
export async function logIn(url: string, userKey: string): Promise<string> {
  const start = await follow(`${url}/auth/wechat/login`);
  const loginCookie = cookieOf(start);
  const chosen = await follow(target(start).replace(/#.*$/, ''), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
    body: new URLSearchParams({ user: userKey }).toString(),
  });
  const back = await follow(target(chosen), { headers: { cookie: loginCookie } });
  return cookieOf(back);
}

/** Calls with that cookie; a refusal throws. */
export function browserSession(url: string, cookie: string): BrowserSession {
  return {
    async call(action, input) {
      const isMutation = contracts[action].kind === 'mutation';
      const response = await fetch(`${url}/rpc/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-yibao-client': 'h5', cookie },
        body: JSON.stringify(isMutation ? { requestId: randomUUID(), ...input } : input),
      });
      const reply: unknown = await response.json();
      const { ok, data } = reply as { ok: boolean; data: Output<typeof action> };
      if (!ok) throw new Error(`${action}: ${JSON.stringify(reply)}`);
      return data;
    },
  };
}
