import { publicKeyOf } from '@yibao/shared/protocols/sm2';
import * as z from 'zod';
import { messageTopics } from '@yibao/shared/rules/message-template';

/**
 * Configuration from the environment, checked once at start. A function that lacks something
 * refuses to start and says which variable, instead of failing in front of a resident.
 */
const url = z.url().transform((text) => text.replace(/\/+$/, ''));
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
/** Some consoles keep a variable on one line: a written \\n is a line break too. */
const pem = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .pipe(z.string().regex(/^-----BEGIN [A-Z ]+-----\n/));
const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context): z.output<T> => {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: 'custom', message: 'is not the JSON it should be' });
      return z.NEVER;
    }
  });

const templateField = z.string().regex(/^[a-z_]{1,30}\d{1,3}$/);
const subscribeTemplate = z.object({
  topic: z.enum(messageTopics),
  templateId: z.string().min(1).max(64),
  /** 长期订阅消息: one accept is good for any number of messages. */
  longTerm: z.boolean().default(false),
  /** What the template calls its fields, where not as ours does. */
  fields: z
    .object({
      person: templateField,
      highlight: templateField,
      at: templateField,
      about: templateField,
    })
    .optional(),
});
export type SubscribeTemplate = z.output<typeof subscribeTemplate>;

/** The account with the carrier (Tencent Cloud SMS); its templates by topic, `code` for codes. */
const smsAccount = z.object({
  url: url.default('https://sms.tencentcloudapi.com'),
  region: z.string().min(1).default('ap-guangzhou'),
  secretId: z.string().min(1),
  secretKey: z.string().min(1),
  sdkAppId: z.string().regex(/^\d{6,12}$/),
  signName: z.string().min(1).max(20),
  templates: z.array(
    z.object({ topic: z.enum([...messageTopics, 'code']), templateId: z.string().min(1).max(20) }),
  ),
});
export type SmsConfig = z.output<typeof smsAccount>;
const keyId = z.string().regex(/^[A-Za-z0-9-]{1,40}$/);

const environment = z.object({
  YIBAO_MODE: z.enum(['production', 'sandbox']).default('production'),
  YIBAO_REGION: z
    .string()
    .regex(/^\d{6}$/)
    .default('340600'),
  /** 统筹区 code on the core platform's wire; differs from the region code in most cities. */
  YIBAO_POOLING_AREA: z
    .string()
    .regex(/^\d{6}$/)
    .default('340699'),
  YIBAO_PUBLIC_URL: url,
  YIBAO_HOTLINE: z.string().default('12393'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DATABASE_URL: z.string().optional(),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(4),
  /** {"<key id>": "<32 hex digits>"}: all keys that may still be needed for reading. */
  DATA_KEYS: json(z.record(keyId, hex(32))),
  DATA_KEY_ID: z.string(),
  INDEX_KEY: hex(64),
  WECHAT_API_URL: url.default('https://api.weixin.qq.com'),
  WECHAT_OAUTH_URL: url.default('https://open.weixin.qq.com'),
  WECHAT_MINI_PROGRAM_APP_ID: z.string().min(1),
  WECHAT_MINI_PROGRAM_SECRET: z.string().min(1),
  WECHAT_OFFICIAL_ACCOUNT_APP_ID: z.string().min(1),
  WECHAT_OFFICIAL_ACCOUNT_SECRET: z.string().min(1),
  WECHAT_SUBSCRIBE_TEMPLATES: json(z.array(subscribeTemplate)).default([]),
  /** Optional: without it nobody gets short messages. */
  SMS_ACCOUNT: json(smsAccount).optional(),
  WECHAT_PAY_URL: url.default('https://api.mch.weixin.qq.com'),
  WECHAT_PAY_MCHID: z.string().regex(/^\d{8,10}$/),
  WECHAT_PAY_MERCHANT_SERIAL: z.string().min(1),
  WECHAT_PAY_MERCHANT_PRIVATE_KEY: pem,
  WECHAT_PAY_PLATFORM_KEY_ID: z.string().min(1),
  WECHAT_PAY_PLATFORM_PUBLIC_KEY: pem,
  WECHAT_PAY_API_V3_KEY: z.string().length(32),
  CORE_PLATFORM_URL: url,
  CORE_PLATFORM_INSTITUTION: z.string().length(12),
  CORE_PLATFORM_PRIVATE_KEY: hex(64),
  CORE_PLATFORM_PUBLIC_KEY: hex(130),
  DATA_SHARING_URL: url,
  DATA_SHARING_APP_ID: z.string().min(1).max(40),
  DATA_SHARING_PRIVATE_KEY: hex(64),
  DATA_SHARING_PUBLIC_KEY: hex(130),
  DATA_SHARING_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(2_000),
  CERTIFICATE_SIGNING_KEY_ID: keyId,
  CERTIFICATE_SIGNING_PRIVATE_KEY: hex(64),
  /** {"<key id>": "04…"}: the one that signs and every earlier one, so that old papers verify. */
  CERTIFICATE_PUBLIC_KEYS: json(z.record(keyId, hex(130))),
  /** Signs checkpoints of the audit (SM2): the pair of today, and every public key that ever did. */
  AUDIT_SIGNING: json(
    z.object({
      keyId,
      privateKey: hex(64),
      publicKeys: z.record(keyId, hex(130)),
    }),
  ),
  /** 签发机构, as it stands on papers. */
  CERTIFICATE_ISSUER: z.string().min(2).max(40).default('淮北市医疗保障局'),
  /** Proxies between a browser and us that append to X-Forwarded-For; CloudBase's gateway is one. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(1),
  MUTUAL_AID_URL: url,
  MUTUAL_AID_APP_ID: z.string().min(1).max(40),
  MUTUAL_AID_PRIVATE_KEY: hex(64),
  MUTUAL_AID_PUBLIC_KEY: hex(130),
  TAX_BUREAU_URL: url,
  TAX_BUREAU_APP_ID: z.string().min(1).max(40),
  TAX_BUREAU_PRIVATE_KEY: hex(64),
  TAX_BUREAU_PUBLIC_KEY: hex(130),
  /** Where people pay: the bureau's page for H5, its mini-program for ours. */
  TAX_BUREAU_CASHIER_URL: url,
  TAX_BUREAU_MINI_PROGRAM_APP_ID: z.string().min(1).max(40),
  TAX_BUREAU_MINI_PROGRAM_PATH: z.string().min(1).max(200),
  TAX_REVIEW_URL: url,
  TAX_REVIEW_APP_ID: z.string().min(1).max(40),
  TAX_REVIEW_PRIVATE_KEY: hex(64),
  TAX_REVIEW_PUBLIC_KEY: hex(130),
});

/** How a system with a local contract is reached, and how both sides sign. */
export interface ServiceConfig {
  url: string;
  appId: string;
  /** Ours, SM2. */
  privateKey: string;
  /** The system's, SM2. */
  publicKey: string;
}

/** Who else takes, or agrees to give back, contributions. */
function collecting(env: z.output<typeof environment>) {
  return {
    mutualAid: {
      url: env.MUTUAL_AID_URL,
      appId: env.MUTUAL_AID_APP_ID,
      privateKey: env.MUTUAL_AID_PRIVATE_KEY,
      publicKey: env.MUTUAL_AID_PUBLIC_KEY,
    },
    taxBureau: {
      url: env.TAX_BUREAU_URL,
      appId: env.TAX_BUREAU_APP_ID,
      privateKey: env.TAX_BUREAU_PRIVATE_KEY,
      publicKey: env.TAX_BUREAU_PUBLIC_KEY,
      cashierUrl: env.TAX_BUREAU_CASHIER_URL,
      miniProgram: {
        appId: env.TAX_BUREAU_MINI_PROGRAM_APP_ID,
        path: env.TAX_BUREAU_MINI_PROGRAM_PATH,
      },
    },
    taxReview: {
      url: env.TAX_REVIEW_URL,
      appId: env.TAX_REVIEW_APP_ID,
      privateKey: env.TAX_REVIEW_PRIVATE_KEY,
      publicKey: env.TAX_REVIEW_PUBLIC_KEY,
    },
  };
}

function shape(env: z.output<typeof environment>) {
  return {
    mode: env.YIBAO_MODE,
    region: env.YIBAO_REGION,
    poolingArea: env.YIBAO_POOLING_AREA,
    publicUrl: env.YIBAO_PUBLIC_URL,
    hotline: env.YIBAO_HOTLINE,
    logLevel: env.LOG_LEVEL,
    database: { url: env.DATABASE_URL, poolMax: env.DATABASE_POOL_MAX },
    dataKeys: { current: env.DATA_KEY_ID, keys: env.DATA_KEYS, indexKey: env.INDEX_KEY },
    wechat: {
      apiUrl: env.WECHAT_API_URL,
      oauthUrl: env.WECHAT_OAUTH_URL,
      miniProgram: {
        appId: env.WECHAT_MINI_PROGRAM_APP_ID,
        secret: env.WECHAT_MINI_PROGRAM_SECRET,
      },
      officialAccount: {
        appId: env.WECHAT_OFFICIAL_ACCOUNT_APP_ID,
        secret: env.WECHAT_OFFICIAL_ACCOUNT_SECRET,
      },
      subscribeTemplates: env.WECHAT_SUBSCRIBE_TEMPLATES,
    },
    sms: env.SMS_ACCOUNT ?? null,
    wechatPay: {
      url: env.WECHAT_PAY_URL,
      mchid: env.WECHAT_PAY_MCHID,
      merchantSerial: env.WECHAT_PAY_MERCHANT_SERIAL,
      merchantPrivateKey: env.WECHAT_PAY_MERCHANT_PRIVATE_KEY,
      platformKeyId: env.WECHAT_PAY_PLATFORM_KEY_ID,
      platformPublicKey: env.WECHAT_PAY_PLATFORM_PUBLIC_KEY,
      apiV3Key: env.WECHAT_PAY_API_V3_KEY,
      notifyUrl: `${env.YIBAO_PUBLIC_URL}/notify/wechat-pay`,
      refundNotifyUrl: `${env.YIBAO_PUBLIC_URL}/notify/wechat-pay/refund`,
    },
    corePlatform: {
      url: env.CORE_PLATFORM_URL,
      institution: env.CORE_PLATFORM_INSTITUTION,
      privateKey: env.CORE_PLATFORM_PRIVATE_KEY,
      publicKey: env.CORE_PLATFORM_PUBLIC_KEY,
    },
    dataSharing: {
      url: env.DATA_SHARING_URL,
      appId: env.DATA_SHARING_APP_ID,
      privateKey: env.DATA_SHARING_PRIVATE_KEY,
      publicKey: env.DATA_SHARING_PUBLIC_KEY,
      timeoutMs: env.DATA_SHARING_TIMEOUT_MS,
    },
    certificates: {
      keyId: env.CERTIFICATE_SIGNING_KEY_ID,
      privateKey: env.CERTIFICATE_SIGNING_PRIVATE_KEY,
      publicKeys: env.CERTIFICATE_PUBLIC_KEYS,
      issuer: env.CERTIFICATE_ISSUER,
    },
    auditSigning: env.AUDIT_SIGNING,
    trustedProxies: env.TRUSTED_PROXIES,
    ...collecting(env),
  };
}

export type Config = ReturnType<typeof shape>;

/** Thrown at start; the message names every variable that is missing or wrong, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * @param env the process environment
 * @returns the checked configuration
 * @throws ConfigError naming the variables, also when sandbox keys are used outside the sandbox
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const result = environment.safeParse(env);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`configuration refused: ${wrong.join('; ')}`);
  }
  const config = shape(result.data);
  if (!(config.dataKeys.current in config.dataKeys.keys)) {
    throw new ConfigError('configuration refused: DATA_KEY_ID is not among DATA_KEYS');
  }
  const signers = {
    CERTIFICATE_PUBLIC_KEYS: config.certificates,
    AUDIT_SIGNING: config.auditSigning,
  };
  for (const [name, { keyId: signer, privateKey, publicKeys }] of Object.entries(signers)) {
    if (publicKeys[signer] === publicKeyOf(privateKey)) continue;
    const what = `${name}: has no key that fits the signing key`;
    throw new ConfigError(`configuration refused: ${what}`);
  }
  if (config.mode === 'production') {
    refuseSandboxKeys(config);
    // over plain HTTP anybody on the way could take the session
    if (!config.publicUrl.startsWith('https:')) {
      throw new ConfigError('configuration refused: YIBAO_PUBLIC_URL: is not HTTPS');
    }
  }
  return config;
}

function refuseSandboxKeys(config: Config): void {
  const ids = [
    ...Object.keys(config.dataKeys.keys),
    config.wechat.miniProgram.appId,
    config.wechat.officialAccount.appId,
    config.wechatPay.merchantSerial,
    config.wechatPay.platformKeyId,
    config.corePlatform.institution,
    config.dataSharing.appId,
    config.sms?.secretId ?? '',
    ...Object.keys(config.certificates.publicKeys),
    ...Object.keys(config.auditSigning.publicKeys),
    config.mutualAid.appId,
    config.taxBureau.appId,
    config.taxBureau.miniProgram.appId,
    config.taxReview.appId,
  ];
  if (ids.some((id) => /sandbox/i.test(id))) {
    throw new ConfigError('configuration refused: sandbox keys outside the sandbox');
  }
}
