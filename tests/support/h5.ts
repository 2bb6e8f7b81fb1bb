import { randomUUID } from 'node:crypto';
import {
  type ActionName,
  contracts,
  type ErrorBody,
  type Output,
  type Reply,
} from '@yibao/shared/contracts';
import { type CallInput, type TestSystem } from './system';
import { rowCounts } from './tables';

/** A browser on the H5 site: cookies, no automatic redirects. */
export interface Browser {
  cookies: Map<string, string>;
  /** Set-Cookie lines of the last answer. */
  setCookies(): string[];
  get(path: string): Promise<Response>;
  post(path: string, init?: { headers?: Record<string, string>; body?: string }): Promise<Response>;
  /** Logs in through WeChat's OAuth as the sandbox plays it. @returns the last redirect's target */
  login(userKey: string, returnTo?: string): Promise<string>;
  reply<N extends ActionName>(action: N, input: CallInput<N>): Promise<Reply<Output<N>>>;
}

export const clientHeaders: Record<string, string> = {
  'content-type': 'application/json',
  'x-yibao-client': 'h5',
};

export function openBrowser(system: TestSystem): Browser {
  const cookies = new Map<string, string>();
  let last: string[] = [];

  async function send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const url = new URL(path, system.url);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    last = response.headers.getSetCookie();
    for (const line of last) keep(cookies, line);
    return response;
  }

  const browser: Browser = {
    cookies,
    setCookies: () => last,
    get: (path) => send(path, { method: 'GET' }),
    post: (path, init = {}) => send(path, { method: 'POST', ...init }),
    async login(userKey, returnTo) {
      const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
      const atWechat = locationOf(await browser.get(`/auth/wechat/login${query}`));
      const back = await fetch(atWechat.split('#')[0]!, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ user: userKey }),
      });
      return locationOf(await browser.get(locationOf(back)));
    },
    async reply(action, input) {
      const isMutation = contracts[action].kind === 'mutation';
      const body = JSON.stringify(isMutation ? { requestId: randomUUID(), ...input } : input);
      const response = await browser.post(`/rpc/${action}`, { headers: clientHeaders, body });
      return (await response.json()) as Reply<Output<typeof action>>;
    },
  };
  return browser;
}

/** Sends any body. It has to be refused, and nothing may have been written. */
export async function postRefused(
  system: TestSystem,
  browser: Browser,
  path: string,
  body: string,
  headers: Record<string, string> = clientHeaders,
): Promise<{ status: number; error: ErrorBody }> {
  const before = await rowCounts(system.runtime.db);
  const response = await browser.post(path, { headers, body });
  const reply = (await response.json()) as Reply<unknown>;
  expect(await rowCounts(system.runtime.db)).toEqual(before);
  if (reply.ok) throw new Error('was not refused');
  return { status: response.status, error: reply.error };
}

export function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect: ${response.status}`);
  return location;
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split('=');
  if (attributes.some((each) => each.toLowerCase() === 'max-age=0')) cookies.delete(name);
  else cookies.set(name, value);
}
