import { randomUUID } from 'node:crypto';
import { type ActionName, contracts, type Output, type Reply } from '@yibao/shared/contracts';
import { type CallInput, type TestSystem } from './system';

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

export const clientHeaders = { 'content-type': 'application/json', 'x-yibao-client': 'h5' };

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
