import * as z from 'zod';

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

const subscribeTemplates = z.array(
  z.object({ templateId: z.string().min(1).max(64), topic: z.enum(['payment', 'enrollment']) }),
);

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
  DATA_KEYS: json(z.record(z.string().regex(/^[A-Za-z0-9-]{1,40}$/), hex(32))),
  DATA_KEY_ID: z.string(),
  INDEX_KEY: hex(64),
  WECHAT_API_URL: url.default('https://api.weixin.qq.com'),
  WECHAT_OAUTH_URL: url.default('https://open.weixin.qq.com'),
  WECHAT_MINI_PROGRAM_APP_ID: z.string().min(1),
  WECHAT_MINI_PROGRAM_SECRET: z.string().min(1),
  WECHAT_OFFICIAL_ACCOUNT_APP_ID: z.string().min(1),
  WECHAT_OFFICIAL_ACCOUNT_SECRET: z.string().min(1),
  WECHAT_SUBSCRIBE_TEMPLATES: json(subscribeTemplates).default([]),
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
});

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
    wechatPay: {
      url: env.WECHAT_PAY_URL,
      mchid: env.WECHAT_PAY_MCHID,
      merchantSerial: env.WECHAT_PAY_MERCHANT_SERIAL,
      merchantPrivateKey: env.WECHAT_PAY_MERCHANT_PRIVATE_KEY,
      platformKeyId: env.WECHAT_PAY_PLATFORM_KEY_ID,
      platformPublicKey: env.WECHAT_PAY_PLATFORM_PUBLIC_KEY,
      apiV3Key: env.WECHAT_PAY_API_V3_KEY,
      notifyUrl: `${env.YIBAO_PUBLIC_URL}/notify/wechat-pay`,
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
    },
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
  ];
  if (ids.some((id) => /sandbox/i.test(id))) {
    throw new ConfigError('configuration refused: sandbox keys outside the sandbox');
  }
}
