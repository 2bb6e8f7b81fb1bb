import { join } from 'node:path';

export const projectFolder = join(__dirname, '..', '..');
export const migrationsFolder = join(projectFolder, 'cloudfunctions', 'migrations');
/** One template a run, so that two runs on one machine do not share it. */
export const pgliteTemplateFile = join(
  projectFolder,
  '.cache',
  'test',
  `pglite-${process.env['YIBAO_TEST_RUN'] ?? 'template'}.tar`,
);

/** Set by global-setup for the workers. */
export const postgresEnvName = 'YIBAO_TEST_POSTGRES';
export const templateEnvName = 'YIBAO_TEST_POSTGRES_TEMPLATE';
