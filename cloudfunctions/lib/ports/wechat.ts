import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Config } from '../config';
import { callJson, UpstreamError } from './http';

const system = 'wechat';
const timeoutMs = 4_000;

export interface FaceSubject {
  name: string;
  documentNumber: string;
  openId: string;
  /** Ours, 5–32 characters, one per check. */
  outSeqNo: string;
}

export type FaceOutcome = 'passed' | 'failed' | 'unfinished';

export interface WechatUser {
  openId: string;
  unionId: string | null;
}

export interface OpenedFaceCheck {
  verifyId: string;
  expiresInS: number;
}

export interface SubscribeMessage {
  openId: string;
  templateId: string;
  /** Page of the mini-program, without a leading slash. */
  page: string;
  /** Field name of the template → value. */
  data: Record<string, string>;
}

export interface Wechat {
  /** H5: where the browser is sent to log in. */
  authorizeUrl(redirectUrl: string, state: string): string;
  /** H5: code → who. @returns null when WeChat refuses the code */
  exchangeCode(code: string): Promise<WechatUser | null>;
  /** Face v2 step 1. @returns the verify_id for wx.requestFacialVerify and its lifetime in seconds */
  openFaceCheck(subject: FaceSubject): Promise<OpenedFaceCheck>;
  /** Face v2 step 2: the only word that counts; the client's callback is never believed. */
  readFaceCheck(verifyId: string, subject: FaceSubject): Promise<FaceOutcome>;
  /** @returns false when the person has no quota left (43101) */
  sendSubscribeMessage(message: SubscribeMessage): Promise<boolean>;
}

const tokenReply = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const oauthReply = z.object({ openid: z.string().min(1), unionid: z.string().optional() });
const refusal = z.object({ errcode: z.number() });
const verifyIdReply = z.object({
  errcode: z.literal(0),
  verify_id: z.string(),
  expires_in: z.number(),
});
const verifyReply = z.object({ errcode: z.literal(0), verify_ret: z.number() });

const invalidToken = new Set([40001, 42001, 40014]);
const noQuota = 43101;
const facePassed = 10_000;
/** verify_ret from 90001: not begun, broken off, timed out; nobody failed. */
const isFaceUnfinished = (code: number) => code > 90_000 && code < 100_000;

/** Digest over the identity that the check was opened with (face v2, step 5 of the flow). */
export function certHash(name: string, documentNumber: string): string {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  const text = [
    `cert_type=${base64('IDENTITY_CARD')}`,
    `cert_name=${base64(name)}`,
    `cert_no=${base64(documentNumber)}`,
  ].join('&');
  return createHash('sha256').update(text).digest('hex');
}

/** The real client of WeChat's server APIs; face v2 is called over HTTPS with an access_token. */
export class WechatClient implements Wechat {
  private readonly wechat: Config['wechat'];
  private token: { value: string; freshUntil: number } | null = null;

  constructor(config: Config) {
    this.wechat = config.wechat;
  }

  /** stable_token keeps older tokens valid, so several function instances do not fight over it. */
  private async accessToken(): Promise<string> {
    const { apiUrl, miniProgram } = this.wechat;
    if (this.token && this.token.freshUntil > Date.now()) return this.token.value;
    const body = {
      grant_type: 'client_credential',
      appid: miniProgram.appId,
      secret: miniProgram.secret,
    };
    const url = `${apiUrl}/cgi-bin/stable_token`;
    const answer = await callJson(system, url, { method: 'POST', body, timeoutMs }).catch(
      (error: unknown) => {
        // what the token is wanted for has not even been sent
        throw new UpstreamError(system, 'no access token', error);
      },
    );
    const reply = tokenReply.safeParse(answer);
    if (!reply.success) throw new UpstreamError(system, 'no access token');
    const lifetimeMs = Math.max(0, reply.data.expires_in - 300) * 1000;
    this.token = { value: reply.data.access_token, freshUntil: Date.now() + lifetimeMs };
    return this.token.value;
  }

  /** One API call; a token that WeChat no longer takes is replaced once. */
  private async api(path: string, body: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const url = `${this.wechat.apiUrl}${path}?access_token=${encodeURIComponent(await this.accessToken())}`;
      const reply = await callJson(system, url, { method: 'POST', body, timeoutMs });
      const refused = refusal.safeParse(reply);
      if (!refused.success || !invalidToken.has(refused.data.errcode)) return reply;
      this.token = null;
      if (attempt >= 2) throw new UpstreamError(system, `errcode ${refused.data.errcode}`);
    }
  }

  authorizeUrl(redirectUrl: string, state: string): string {
    const query = new URLSearchParams({
      appid: this.wechat.officialAccount.appId,
      redirect_uri: redirectUrl,
      response_type: 'code',
      scope: 'snsapi_base',
      state,
    });
    return `${this.wechat.oauthUrl}/connect/oauth2/authorize?${query.toString()}#wechat_redirect`;
  }

  async exchangeCode(code: string): Promise<WechatUser | null> {
    const query = new URLSearchParams({
      appid: this.wechat.officialAccount.appId,
      secret: this.wechat.officialAccount.secret,
      code,
      grant_type: 'authorization_code',
    });
    const url = `${this.wechat.apiUrl}/sns/oauth2/access_token?${query.toString()}`;
    const reply = oauthReply.safeParse(await callJson(system, url, { method: 'GET', timeoutMs }));
    if (!reply.success) return null;
    return { openId: reply.data.openid, unionId: reply.data.unionid ?? null };
  }

  async openFaceCheck(subject: FaceSubject): Promise<OpenedFaceCheck> {
    const reply = verifyIdReply.safeParse(
      await this.api('/cityservice/face/identify/getverifyid', {
        out_seq_no: subject.outSeqNo,
        cert_info: {
          cert_type: 'IDENTITY_CARD',
          cert_name: subject.name,
          cert_no: subject.documentNumber,
        },
        openid: subject.openId,
      }),
    );
    if (!reply.success) throw new UpstreamError(system, 'getverifyid refused');
    return { verifyId: reply.data.verify_id, expiresInS: reply.data.expires_in };
  }

  async readFaceCheck(verifyId: string, subject: FaceSubject): Promise<FaceOutcome> {
    const reply = await this.api('/cityservice/face/identify/queryverifyinfo', {
      verify_id: verifyId,
      out_seq_no: subject.outSeqNo,
      cert_hash: certHash(subject.name, subject.documentNumber),
      openid: subject.openId,
    });
    const result = verifyReply.safeParse(reply);
    if (result.success) {
      if (result.data.verify_ret === facePassed) return 'passed';
      return isFaceUnfinished(result.data.verify_ret) ? 'unfinished' : 'failed';
    }
    throw new UpstreamError(system, 'queryverifyinfo refused');
  }

  async sendSubscribeMessage(message: SubscribeMessage): Promise<boolean> {
    const data = Object.fromEntries(
      Object.entries(message.data).map(([key, value]) => [key, { value }]),
    );
    const reply = refusal.safeParse(
      await this.api('/cgi-bin/message/subscribe/send', {
        touser: message.openId,
        template_id: message.templateId,
        page: message.page,
        data,
      }),
    );
    if (reply.success && reply.data.errcode === 0) return true;
    if (reply.success && reply.data.errcode === noQuota) return false;
    throw new UpstreamError(system, 'subscribe/send refused');
  }
}
