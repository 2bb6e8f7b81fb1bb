/** Logging in on the H5 site: the Official Account's OAuth, with a page to choose a person. */
import crypto from 'node:crypto';
import { type Context, type Hono } from 'hono';
import { html } from 'hono/html';
import { stories, type TestUser } from '../city/resident';
import { type SandboxHost } from '../lib/host';
import { failed, serveApi, succeeded } from './answer';
import { type LoginCodes } from './login-codes';
import { showPage, showProblem } from './page';
import { isOwnUrl, withQuery } from './return-url';

const scopes = ['snsapi_base', 'snsapi_userinfo'];
const stateMaxLength = 128;

interface AuthorizeRequest {
  redirectUri: string;
  scope: string;
  state: string | null;
}

/** @returns the request, or the sentence that says what is wrong with it */
function readRequest(host: SandboxHost, c: Context): AuthorizeRequest | string {
  const query = c.req.query();
  if (query.appid !== host.keys.wechat.officialAccount.appId) return 'appid 不是本沙盒的公众号。';
  const redirectUri = query.redirect_uri ?? '';
  if (!isOwnUrl(host, redirectUri)) return 'redirect_uri 不属于医保随身办。';
  if (query.response_type !== 'code') return 'response_type 须为 code。';
  if (!scopes.includes(query.scope ?? '')) return 'scope 须为 snsapi_base 或 snsapi_userinfo。';
  const state = query.state ?? null;
  if (state !== null && state.length > stateMaxLength) return 'state 太长。';
  return { redirectUri, scope: query.scope ?? '', state };
}

function personButton({ key, resident, situation, isStaff }: TestUser) {
  const who = isStaff ? '柜台工作人员' : stories[resident.story];
  return html`<button class="person" name="user" value="${key}">
    ${resident.name}
    <small>${who}</small>
    <small>${situation}</small>
    <small>证件号码 ${resident.certNo}</small>
  </button>`;
}

/** No action: the form goes back to its own address, with everything OAuth brought along. */
function showPeople(host: SandboxHost, c: Context) {
  const body = html`<form method="post">${host.residents.testUsers().map(personButton)}</form>`;
  return showPage(c, { title: '选择一位虚构的用户登录', body });
}

/** Adds the authorize page and sns/oauth2/access_token. */
export function addOauth(app: Hono, host: SandboxHost, codes: LoginCodes): void {
  const authorize = '/connect/oauth2/authorize';

  app.get(authorize, (c) => {
    const request = readRequest(host, c);
    if (typeof request === 'string') return showProblem(c, '不能登录', request, null);
    return showPeople(host, c);
  });

  app.post(authorize, async (c) => {
    const request = readRequest(host, c);
    if (typeof request === 'string') return showProblem(c, '不能登录', request, null);
    const { user: chosen } = await c.req.parseBody();
    const user = host.residents.testUsers().find(({ key }) => key === chosen);
    if (!user) return showPeople(host, c);
    const code = codes.issue('oauth', user.key, request.scope);
    const { redirectUri, state } = request;
    const location = withQuery(redirectUri, state === null ? { code } : { code, state });
    // Without a fragment of its own the browser would carry #wechat_redirect along.
    return c.redirect(location.includes('#') ? location : `${location}#`, 303);
  });

  app.get('/sns/oauth2/access_token', (c) =>
    serveApi(host, c, 'oauthToken', () => {
      const { appid, secret, code = '', grant_type: grantType } = c.req.query();
      const { officialAccount } = host.keys.wechat;
      if (appid !== officialAccount.appId) return failed(c, 40013);
      if (secret !== officialAccount.secret) return failed(c, 40125);
      if (grantType !== 'authorization_code') return failed(c, 40002);
      const redeemed = codes.redeem('oauth', code);
      if (typeof redeemed === 'number') return failed(c, redeemed);
      return succeeded(c, {
        access_token: crypto.randomBytes(32).toString('base64url'),
        expires_in: 7200,
        refresh_token: crypto.randomBytes(32).toString('base64url'),
        openid: redeemed.user.officialAccountOpenid,
        scope: redeemed.scope,
        unionid: redeemed.user.unionid,
      });
    }),
  );
}
