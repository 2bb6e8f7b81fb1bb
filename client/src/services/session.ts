import { call } from './call';
import { clearDrafts } from './draft';

/** A page as a path of this site that the login can come back to; the one shown now by default. */
function pathOf(route: string | undefined): string {
  const { pathname, search, hash } = window.location;
  return route === undefined ? `${pathname}${search}${hash}` : `${pathname}#${route}`;
}

/**
 * Sends the browser to WeChat's login and back to where it is, or to `returnRoute`. In the
 * mini-program nothing is to be done: WeChat says with every call who is calling.
 */
export function login(returnRoute?: string): void {
  if (process.env.TARO_ENV !== 'h5') return;
  const back = encodeURIComponent(pathOf(returnRoute));
  window.location.assign(`${GATEWAY_BASE_URL}/auth/wechat/login?return_to=${back}`);
}

/** Ends the session of this browser and starts again at the home page. */
export async function logout(): Promise<void> {
  if (process.env.TARO_ENV !== 'h5') return;
  await fetch(`${GATEWAY_BASE_URL}/auth/logout`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-yibao-client': 'h5' },
    body: '{}',
  });
  clearDrafts();
  window.location.assign(window.location.pathname);
}

/** Whether the caller is known and verified; asked where a page must decide before it shows. */
export function whoAmI() {
  return call('identity.me', {});
}
