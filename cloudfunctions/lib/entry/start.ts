import { withAudit } from '../audit/deferred';
import { type Clock, systemClock } from '../clock';
import { type Config, ConfigError, readConfig } from '../config';
import { type Database } from '../database/database';
import { openPostgres } from '../database/postgres';
import { createLog, type Log } from '../log';
import { type CheckpointStore, noCheckpointStore } from '../ports/checkpoint-store';
import { CorePlatformClient } from '../ports/core-platform';
import { DataSharingClient } from '../ports/data-sharing';
import { MutualAidClient } from '../ports/mutual-aid';
import { type PhotoStore } from '../ports/photo-store';
import { noPhotoStore } from '../ports/photo-store/none';
import { SmsClient } from '../ports/sms';
import { TaxBureauClient } from '../ports/tax-bureau';
import { TaxReviewClient } from '../ports/tax-review';
import { WechatClient } from '../ports/wechat';
import { WechatPayClient } from '../ports/wechat-pay';
import { createCipher, type Runtime } from '../runtime';
import { readSettings } from './settings';

/** Puts a runtime together from its parts; the ports are the real clients, whatever they talk to. */
export function assembleRuntime(parts: {
  config: Config;
  clock: Clock;
  db: Database;
  log: Log;
  /** A port that is another thing on one machine than in the cloud. */
  photos: PhotoStore;
  /** Only who runs the jobs, and who verifies, has to do with it. */
  checkpoints?: CheckpointStore;
}): Runtime {
  const { photos, checkpoints = noCheckpointStore, ...rest } = parts;
  const { config, clock } = rest;
  const cipher = createCipher(config);
  return {
    ...rest,
    db: withAudit(rest.db, cipher),
    cipher,
    ports: {
      checkpoints,
      corePlatform: new CorePlatformClient(config, clock),
      dataSharing: new DataSharingClient(config, clock),
      mutualAid: new MutualAidClient(config, clock),
      photos,
      sms: config.sms && new SmsClient(config.sms),
      taxBureau: new TaxBureauClient(config, clock),
      taxReview: new TaxReviewClient(config, clock),
      wechat: new WechatClient(config),
      wechatPay: new WechatPayClient(config),
    },
  };
}

let started: Promise<Runtime> | null = null;

/**
 * The runtime of a cloud function: made from the environment at the first call of an instance,
 * kept for the following ones. A start that fails is tried again at the next call.
 *
 * @param photos the photo store of a function that handles photographs; the others are smaller
 *   without its client (docs/adr/0006)
 * @param checkpoints where the function that takes checkpoints of the audit keeps them
 */
export function startRuntime(
  photos: PhotoStore = noPhotoStore,
  checkpoints: CheckpointStore = noCheckpointStore,
): Promise<Runtime> {
  started ??= start(photos, checkpoints).catch((error: unknown) => {
    started = null;
    throw error;
  });
  return started;
}

async function start(photos: PhotoStore, checkpoints: CheckpointStore): Promise<Runtime> {
  const config = readConfig(readSettings(__dirname, process.env));
  if (config.database.url === undefined) {
    throw new ConfigError('configuration refused: DATABASE_URL: is missing');
  }
  const { db } = await openPostgres(config.database.url, config.database.poolMax);
  const log = createLog(config.logLevel);
  return assembleRuntime({ config, clock: systemClock, db, log, photos, checkpoints });
}
