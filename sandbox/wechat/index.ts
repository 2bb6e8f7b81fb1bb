/**
 * WeChat's stand-in: logging in (H5 and mini-program), the server's credential, face
 * verification v2 and subscribe messages.
 *
 * Mounted at /sandbox/wechat, with the same paths and JSON as api.weixin.qq.com and
 * open.weixin.qq.com below that. Beside them are pages and JSON calls for what happens on a phone.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type SandboxHost } from '../lib/host';
import { addAccessTokens, openAccessTokens } from './access-token';
import { addFaceApi } from './face';
import { openFaceChecks } from './face-checks';
import { addFacePage } from './face-page';
import { openLoginCodes } from './login-codes';
import { addMiniProgram } from './mini-program';
import { addOauth } from './oauth';
import { addSubscribe } from './subscribe';

const bodyMaxBytes = 64 * 1024;

/**
 * @param host what the sandbox gives its stand-ins
 * @returns the app
 */
export function createWechat(host: SandboxHost): Hono {
  const app = new Hono();
  const codes = openLoginCodes(host);
  const tokens = openAccessTokens(host);
  const checks = openFaceChecks(host);
  app.use(bodyLimit({ maxSize: bodyMaxBytes }));
  addOauth(app, host, codes);
  addMiniProgram(app, host, codes);
  addAccessTokens(app, host, tokens);
  addFaceApi(app, host, tokens, checks);
  addFacePage(app, host, checks);
  addSubscribe(app, host, tokens);
  return app;
}
