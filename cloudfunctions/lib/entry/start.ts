import { type Clock, systemClock } from '../clock';
import { type Config, ConfigError, readConfig } from '../config';
import { type Database } from '../database/database';
import { openPostgres } from '../database/postgres';
import { createLog, type Log } from '../log';
import { CorePlatformClient } from '../ports/core-platform';
import { WechatClient } from '../ports/wechat';
import { WechatPayClient } from '../ports/wechat-pay';
import { createCipher, type Runtime } from '../runtime';

/** Puts a runtime together from its parts; the ports are the real clients, whatever they talk to. */
export function assembleRuntime(parts: {
  config: Config;
  clock: Clock;
  db: Database;
  log: Log;
}): Runtime {
  const { config, clock } = parts;
  return {
    ...parts,
    cipher: createCipher(config),
    ports: {
      corePlatform: new CorePlatformClient(config, clock),
      wechat: new WechatClient(config),
      wechatPay: new WechatPayClient(config),
    },
  };
}

let started: Promise<Runtime> | null = null;

/**
 * The runtime of a cloud function: made from the environment at the first call of an instance,
 * kept for the following ones. A start that fails is tried again at the next call.
 */
export function startRuntime(): Promise<Runtime> {
  started ??= start().catch((error: unknown) => {
    started = null;
    throw error;
  });
  return started;
}

async function start(): Promise<Runtime> {
  const config = readConfig(process.env);
  if (config.database.url === undefined) {
    throw new ConfigError('configuration refused: DATABASE_URL: is missing');
  }
  const { db } = await openPostgres(config.database.url, config.database.poolMax);
  return assembleRuntime({ config, clock: systemClock, db, log: createLog(config.logLevel) });
}
