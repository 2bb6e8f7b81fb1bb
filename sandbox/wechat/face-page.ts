/**
 * The phone's camera: what wx.requestFacialVerify opens. The page is for the browser, /face/decide
 * is its twin for the mini-program runner. Neither says whether the check was passed: only the
 * server's query does.
 */
import { type Context, type Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { type SandboxHost } from '../lib/host';
import { jsonBody } from './answer';
import {
  type FaceCheck,
  type FaceChecks,
  faceDecisions,
  verifyResult,
  verifyRet,
} from './face-checks';
import { showPage, showProblem } from './page';
import { ascii, isOwnUrl } from './return-url';

const decision = z.enum(faceDecisions);
const decideBody = z.object({ verify_id: z.string().max(256), decision });

/** No action: the form goes back to its own address. */
const choices = html`<form method="post">
  <button class="main" name="decision" value="pass">本人通过</button>
  <button name="decision" value="fail">不是本人（失败）</button>
  <button name="decision" value="cancel">取消</button>
</form>`;

function showCamera(c: Context, check: FaceCheck) {
  const body = html`<div class="card">
      <p>这里代替手机上的摄像头。请选择这次刷脸的结果。</p>
      <dl>
        <dt>姓名</dt>
        <dd>${check.maskedName}</dd>
        <dt>身份证号</dt>
        <dd>${check.maskedNumber}</dd>
      </dl>
    </div>
    ${choices}`;
  return showPage(c, { title: '刷脸核身', body });
}

/** Adds GET and POST /face (page) and POST /face/decide (JSON). */
export function addFacePage(app: Hono, host: SandboxHost, checks: FaceChecks): void {
  const title = '不能刷脸';

  /** Both page routes: a safe way back and an open check, or a page that says what is wrong. */
  const withCheck = (
    c: Context,
    serve: (check: FaceCheck, returnUrl: string) => Response | Promise<Response>,
  ): Response | Promise<Response> => {
    const returnUrl = c.req.query('return_url') ?? '';
    if (!isOwnUrl(host, returnUrl)) {
      return showProblem(c, title, '返回地址不属于医保随身办，已经停止。', null);
    }
    const check = checks.byId(c.req.query('verify_id') ?? '');
    if (check && checks.isOpen(check)) return serve(check, returnUrl);
    const words = check
      ? '这次刷脸已经结束，或停留太久已经失效。请回到医保随身办重新开始。'
      : '没有找到这次刷脸。请回到医保随身办重新开始。';
    return showProblem(c, title, words, returnUrl);
  };

  app.get('/face', (c) => withCheck(c, (check) => showCamera(c, check)));

  app.post('/face', async (c) => {
    const choice = decision.safeParse((await c.req.parseBody()).decision);
    return withCheck(c, (check, returnUrl) => {
      if (!choice.success) return showCamera(c, check);
      checks.decide(check, choice.data);
      return c.redirect(ascii(returnUrl), 303);
    });
  });

  app.post('/face/decide', async (c) => {
    const body = decideBody.safeParse(await jsonBody(c));
    const check = checks.byId(body.data?.verify_id ?? '');
    if (!body.success || !check) {
      return c.json({ errCode: 10001, errMsg: 'requestFacialVerify:fail 参数错误' }, 400);
    }
    const errCode = checks.isOpen(check)
      ? verifyResult(checks.decide(check, body.data.decision), host.clock.now())
      : verifyRet.timedOut;
    return errCode === verifyRet.passed
      ? c.json({ errCode: 0, errMsg: 'requestFacialVerify:ok' })
      : c.json({ errCode, errMsg: 'requestFacialVerify:fail' });
  });
}
