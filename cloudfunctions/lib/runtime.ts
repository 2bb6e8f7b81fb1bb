import { type Clock } from './clock';
import { type Config } from './config';
import { FieldCipher } from './crypto/field-cipher';
import { type Database } from './database/database';
import { type Log } from './log';
import { type Ports } from './ports/ports';

/** What every action stands on; made once per process and handed down, never imported. */
export interface Runtime {
  config: Config;
  clock: Clock;
  db: Database;
  cipher: FieldCipher;
  ports: Ports;
  log: Log;
}

export function createCipher(config: Config): FieldCipher {
  return new FieldCipher(config.dataKeys);
}
