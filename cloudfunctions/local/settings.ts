import { type SandboxKeys } from '@yibao/sandbox/lib/host';
import { smsTemplates } from '@yibao/sandbox/sms/templates';
import { templates } from '@yibao/sandbox/wechat/templates';

/**
 * The functions' environment on one machine: the same variables as in CloudBase, with the
 * sandbox's addresses and keys. The functions cannot tell the difference.
 *
 * @param publicUrl origin of the local server, without a trailing slash
 */
export function sandboxEnvironment(publicUrl: string, keys: SandboxKeys): Record<string, string> {
  const { wechat, wechatPay, corePlatform, dataSharing, mutualAid, tax, taxReview } = keys;
  const { audit, sms, functions, certificates } = keys;
  const subscribeTemplates = Object.entries(templates).map(([topic, { templateId }]) => ({
    topic,
    templateId,
  }));
  return {
    YIBAO_MODE: 'sandbox',
    YIBAO_PUBLIC_URL: publicUrl,
    DATA_KEYS: JSON.stringify({ [functions.dataKeyId]: functions.dataKeyHex }),
    DATA_KEY_ID: functions.dataKeyId,
    INDEX_KEY: functions.indexKeyHex,
    WECHAT_API_URL: `${publicUrl}/sandbox/wechat`,
    WECHAT_OAUTH_URL: `${publicUrl}/sandbox/wechat`,
    WECHAT_MINI_PROGRAM_APP_ID: wechat.miniProgram.appId,
    WECHAT_MINI_PROGRAM_SECRET: wechat.miniProgram.secret,
    WECHAT_OFFICIAL_ACCOUNT_APP_ID: wechat.officialAccount.appId,
    WECHAT_OFFICIAL_ACCOUNT_SECRET: wechat.officialAccount.secret,
    WECHAT_SUBSCRIBE_TEMPLATES: JSON.stringify(subscribeTemplates),
    SMS_ACCOUNT: JSON.stringify({
      url: `${publicUrl}/sandbox/sms`,
      ...sms,
      templates: Object.entries(smsTemplates).map(([topic, { templateId }]) => ({
        topic,
        templateId,
      })),
    }),
    WECHAT_PAY_URL: `${publicUrl}/sandbox/wechat-pay/`,
    WECHAT_PAY_MCHID: wechatPay.mchid,
    WECHAT_PAY_MERCHANT_SERIAL: wechatPay.merchantSerial,
    WECHAT_PAY_MERCHANT_PRIVATE_KEY: wechatPay.merchant.privateKeyPem,
    WECHAT_PAY_PLATFORM_KEY_ID: wechatPay.platformKeyId,
    WECHAT_PAY_PLATFORM_PUBLIC_KEY: wechatPay.platform.publicKeyPem,
    WECHAT_PAY_API_V3_KEY: wechatPay.apiV3Key,
    CORE_PLATFORM_URL: `${publicUrl}/sandbox/core`,
    CORE_PLATFORM_INSTITUTION: corePlatform.institutionCode,
    CORE_PLATFORM_PRIVATE_KEY: corePlatform.client.privateKey,
    CORE_PLATFORM_PUBLIC_KEY: corePlatform.platform.publicKey,
    DATA_SHARING_URL: `${publicUrl}/sandbox/data-sharing`,
    DATA_SHARING_APP_ID: dataSharing.appId,
    DATA_SHARING_PRIVATE_KEY: dataSharing.client.privateKey,
    DATA_SHARING_PUBLIC_KEY: dataSharing.gateway.publicKey,
    CERTIFICATE_SIGNING_KEY_ID: certificates.keyId,
    CERTIFICATE_SIGNING_PRIVATE_KEY: certificates.privateKey,
    CERTIFICATE_PUBLIC_KEYS: JSON.stringify({ [certificates.keyId]: certificates.publicKey }),
    AUDIT_SIGNING: JSON.stringify({
      keyId: audit.keyId,
      privateKey: audit.privateKey,
      publicKeys: { [audit.keyId]: audit.publicKey },
    }),
    TRUSTED_PROXIES: '0',
    MUTUAL_AID_URL: `${publicUrl}/sandbox/mutual-aid`,
    MUTUAL_AID_APP_ID: mutualAid.appId,
    MUTUAL_AID_PRIVATE_KEY: mutualAid.client.privateKey,
    MUTUAL_AID_PUBLIC_KEY: mutualAid.gateway.publicKey,
    TAX_BUREAU_URL: `${publicUrl}/sandbox/tax`,
    TAX_BUREAU_APP_ID: tax.appId,
    TAX_BUREAU_PRIVATE_KEY: tax.client.privateKey,
    TAX_BUREAU_PUBLIC_KEY: tax.gateway.publicKey,
    TAX_BUREAU_CASHIER_URL: `${publicUrl}/sandbox/tax/cashier`,
    TAX_BUREAU_MINI_PROGRAM_APP_ID: tax.miniProgramAppId,
    TAX_BUREAU_MINI_PROGRAM_PATH: 'pages/pay/index',
    TAX_REVIEW_URL: `${publicUrl}/sandbox/tax-review`,
    TAX_REVIEW_APP_ID: taxReview.appId,
    TAX_REVIEW_PRIVATE_KEY: taxReview.client.privateKey,
    TAX_REVIEW_PUBLIC_KEY: taxReview.gateway.publicKey,
  };
}
