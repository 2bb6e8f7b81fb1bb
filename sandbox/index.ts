/**
 * The outside world on one machine: WeChat, WeChat Pay, the insurance core platform, the city's
 * data-sharing gateway, the mutual-aid platform, the tax bureau, the carrier of short messages and a
 * synthetic city, over their real protocols, with a clock that moves.
 *
 * @module
 */
import { type Hono } from 'hono';
import { type PlannedOrganisation, sandboxOrganisations } from './city/organisations';
import { Controls } from './control/controls';
import { createControlApi } from './control/index';
import { createCorePlatform } from './core-platform/index';
import { Platform } from './core-platform/platform';
import { createDataSharing } from './data-sharing/index';
import { Registries } from './data-sharing/registries';
import { createHost, type HostOptions } from './lib/create-host';
import { type SandboxHost } from './lib/host';
import { createSite } from './lib/site';
import { createMutualAid } from './mutual-aid/index';
import { MutualAid } from './mutual-aid/platform';
import { type ConfirmCounterCode, createPages } from './pages/index';
import { createSms } from './sms/index';
import { TaxBook } from './tax/book';
import { createTax } from './tax/index';
import { createTaxReview, TaxReviews } from './tax/review';
import { createWechatPay } from './wechat-pay/index';
import { RefundBook } from './wechat-pay/refund';
import { createWechat } from './wechat/index';

export interface SandboxOptions extends HostOptions {
  /** Confirms a counter code as the staff test user, through the service's own front door. */
  confirmCounterCode?: ConfirmCounterCode;
  /** How many of the forty-nine organisations there are; few unless all are asked for. */
  organisations?: 'few' | 'all';
}

export interface Sandbox {
  /** To be mounted at /sandbox. */
  app: Hono;
  host: SandboxHost;
  /** Who may ask people for their consent. */
  organisations: readonly PlannedOrganisation[];
  close: () => void;
}

/**
 * Opens the sandbox of a data folder.
 *
 * @throws when the folder's journal or keys cannot be read back, or `startAt` is no moment
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { host, close } = createHost(options);
  const platform = new Platform(host);
  const registries = new Registries(host);
  const mutualAid = new MutualAid(host);
  const tax = new TaxBook(host);
  const taxReviews = new TaxReviews(host);
  const refunds = new RefundBook(host);
  const back = { taxReviews, refunds };
  const controls = new Controls({ host, platform, registries, mutualAid, tax, back });
  const app = createSite();
  app.route('/wechat', createWechat(host));
  app.route('/wechat-pay', createWechatPay(host, refunds));
  app.route('/control', createControlApi(controls));
  app.route('/', createCorePlatform(host, platform));
  app.route('/', createDataSharing(host, registries));
  app.route('/', createSms(host));
  app.route('/', createMutualAid(host, mutualAid));
  app.route('/', createTax(host, tax));
  app.route('/', createTaxReview(host, taxReviews));
  const organisations = sandboxOrganisations(options.organisations ?? 'few');
  const { confirmCounterCode } = options;
  app.route('/', createPages(controls, { confirmCounterCode, organisations }));
  return { app, host, organisations, close };
}
