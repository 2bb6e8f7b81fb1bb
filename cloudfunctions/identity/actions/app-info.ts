import { regions } from '@yibao/shared/policy';
import { query } from '../../lib/dispatcher/action';

/** Served to everybody: what a client needs before anyone logs in. */
export const appInfo = query('identity.appInfo', async ({ runtime, now }) => {
  const { config } = runtime;
  const region = regions.find(({ code }) => code === config.region);
  return Promise.resolve({
    now,
    region: config.region,
    regionName: region?.name ?? config.region,
    hotline: config.hotline,
    sandbox:
      config.mode === 'sandbox'
        ? {
            controlUrl: '/sandbox',
            cashierUrl: '/sandbox/wechat-pay/cashier',
            faceUrl: '/sandbox/wechat/face',
          }
        : null,
    subscribeTemplates: config.wechat.subscribeTemplates,
  });
});
