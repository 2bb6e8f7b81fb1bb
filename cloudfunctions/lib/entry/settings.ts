import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../config';

const settings = z.record(z.string(), z.string());

/**
 * A function's settings: `settings.json` beside its bundle, which the deployment writes because a
 * function may have only 4 KB of environment variables; what the environment itself says comes
 * first.
 *
 * @param folder where the bundle lies
 * @throws ConfigError when the file is there and cannot be read; it never tells a value
 */
export function readSettings(
  folder: string,
  env: Record<string, string | undefined>,
): Record<string, string | undefined> {
  const file = join(folder, 'settings.json');
  if (!existsSync(file)) return env;
  try {
    return { ...settings.parse(JSON.parse(readFileSync(file, 'utf8'))), ...env };
  } catch {
    throw new ConfigError('configuration refused: settings.json is not the JSON it should be');
  }
}
