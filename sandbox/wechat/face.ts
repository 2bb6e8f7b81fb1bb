/** Face verification v2, the server's two calls: getverifyid and queryverifyinfo. */
import crypto from 'node:crypto';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { type Context, type Hono } from 'hono';
import * as z from 'zod';
import { type ExchangeAnswer, type SandboxHost } from '../lib/host';
import { type AccessTokens } from './access-token';
import { failed, jsonBody, serveApi, succeeded } from './answer';
import { type FaceCheck, type FaceChecks, verifyResult } from './face-checks';

const openid = z.string().min(1).max(128);
const outSeqNo = z.string().min(5).max(32);
const certInfo = z.object({
  cert_type: z.string(),
  cert_name: z.string().min(1).max(50),
  cert_no: z.string().max(32),
});
type CertInfo = z.infer<typeof certInfo>;
const getBody = z.object({ out_seq_no: outSeqNo, cert_info: certInfo, openid });
const queryBody = z.object({
  verify_id: z.string().min(1).max(256),
  out_seq_no: outSeqNo,
  cert_hash: z.string().max(64),
  openid,
});

/**
 * @returns lower-case hex SHA-256 over the three fields in base64, as the v2 documentation
 *   prescribes
 */
export function certHash({ cert_type: type, cert_name: name, cert_no: number }: CertInfo): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const joined = `cert_type=${base64(type)}&cert_name=${base64(name)}&cert_no=${base64(number)}`;
  return crypto.createHash('sha256').update(joined).digest('hex');
}

/**
 * Second-generation cards of the mainland only: the permits of 港澳台 and foreign residents have
 * numbers of the same form but no place in this service.
 */
function isMainlandCard({ cert_type: type, cert_no: number }: CertInfo): boolean {
  const document = parseIdentityDocument('residentId', number);
  return type === 'IDENTITY_CARD' && document.ok && document.value.number === number;
}

/** Name and number of one living person of the city, as the public security register has them. */
function isRegistered(host: SandboxHost, { cert_name: name, cert_no: number }: CertInfo): boolean {
  const resident = host.residents.byCertificate(number);
  return resident?.name === name && resident.certType === '01' && !resident.deceased;
}

async function getVerifyId(host: SandboxHost, checks: FaceChecks, c: Context) {
  const body = getBody.safeParse(await jsonBody(c));
  if (!body.success) return failed(c, 40097, body.error.issues[0]?.path.join('.'));
  const { out_seq_no: seqNo, cert_info: cert, openid: asker } = body.data;
  if (!host.residents.testUserByOpenid(asker)) return failed(c, 40003);
  if (!isMainlandCard(cert)) return failed(c, 40097, 'cert_info');
  const check = checks.begin({
    outSeqNo: seqNo,
    openid: asker,
    certHash: certHash(cert),
    maskedName: maskName(cert.cert_name),
    maskedNumber: maskDocumentNumber(cert.cert_no),
    isRegistered: isRegistered(host, cert),
  });
  if (!check) return failed(c, 40097, 'out_seq_no');
  // a second that has begun counts: a fresh check has its whole hour
  const expiresInSeconds = Math.ceil((check.expireAt - host.clock.now()) / 1000);
  return succeeded(c, {
    errcode: 0,
    errmsg: 'ok',
    verify_id: check.verifyId,
    expires_in: expiresInSeconds,
  });
}

type QueryBody = z.infer<typeof queryBody>;

/** A query must name exactly what was begun; otherwise it gets an errcode and no verify_ret. */
function answerQuery(
  host: SandboxHost,
  check: FaceCheck | undefined,
  asked: QueryBody,
  c: Context,
) {
  if (check?.outSeqNo !== asked.out_seq_no) return failed(c, 84001);
  if (check.openid !== asked.openid) return failed(c, 40003);
  if (check.certHash !== asked.cert_hash) return failed(c, 40097, 'cert_hash');
  const result = verifyResult(check, host.clock.now());
  return succeeded(c, { errcode: 0, errmsg: 'ok', verify_ret: result });
}

/** Adds the two calls under /cityservice/face/identify; both need an access_token. */
export function addFaceApi(
  app: Hono,
  host: SandboxHost,
  tokens: AccessTokens,
  checks: FaceChecks,
): void {
  const withToken = async (
    c: Context,
    answer: () => Promise<ExchangeAnswer>,
  ): Promise<ExchangeAnswer> => {
    const refusal = tokens.check(c.req.query('access_token'));
    return refusal === null ? answer() : failed(c, refusal);
  };

  app.post('/cityservice/face/identify/getverifyid', (c) =>
    serveApi(host, c, 'getVerifyId', () => withToken(c, () => getVerifyId(host, checks, c))),
  );
  app.post('/cityservice/face/identify/queryverifyinfo', (c) =>
    serveApi(host, c, 'queryVerifyInfo', () =>
      withToken(c, async () => {
        const body = queryBody.safeParse(await jsonBody(c));
        if (!body.success) return failed(c, 40097, body.error.issues[0]?.path.join('.'));
        return answerQuery(host, checks.byId(body.data.verify_id), body.data, c);
      }),
    ),
  );
}
