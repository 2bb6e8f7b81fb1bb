/** Logging in in the mini-program: wx.login's code and what the server makes of it. */
import crypto from 'node:crypto';
import { type Hono } from 'hono';
import * as z from 'zod';
import { type SandboxHost } from '../lib/host';
import { failed, jsonBody, serveApi, succeeded } from './answer';
import { type LoginCodes } from './login-codes';

const loginBody = z.object({ user: z.string().max(64) });

/** Adds sns/jscode2session, and POST /login/code, which is wx.login of the runner. */
export function addMiniProgram(app: Hono, host: SandboxHost, codes: LoginCodes): void {
  app.get('/sns/jscode2session', (c) =>
    serveApi(host, c, 'code2session', () => {
      const { appid, secret, js_code: code = '', grant_type: grantType } = c.req.query();
      const { miniProgram } = host.keys.wechat;
      if (appid !== miniProgram.appId) return failed(c, 40013);
      if (secret !== miniProgram.secret) return failed(c, 40125);
      if (grantType !== 'authorization_code') return failed(c, 40002);
      const redeemed = codes.redeem('login', code);
      if (typeof redeemed === 'number') return failed(c, redeemed);
      return succeeded(c, {
        openid: redeemed.user.miniProgramOpenid,
        session_key: crypto.randomBytes(16).toString('base64'),
        unionid: redeemed.user.unionid,
      });
    }),
  );

  app.post('/login/code', async (c) => {
    const body = loginBody.safeParse(await jsonBody(c));
    const user = host.residents.testUsers().find(({ key }) => key === body.data?.user);
    if (!user) return c.json({ errMsg: 'login:fail 没有这位虚构的用户' }, 400);
    return c.json({ errMsg: 'login:ok', code: codes.issue('login', user.key, '') });
  });
}
