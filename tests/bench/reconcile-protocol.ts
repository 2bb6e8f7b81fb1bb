import { type FilledDay } from '../support/reconcile/fill-day';

/** What the driver tells the process that fills a day. */
export interface FillSettings {
  /** null for PGlite in the data folder. */
  databaseUrl: string | null;
  dataDir: string;
  day: string;
  orders: number;
  seed: number;
  /** Business time afterwards, epoch ms. */
  now: number;
  /** Whether it stays for the systems outside. */
  serve: boolean;
  migrationsFolder: string;
}

/** Its answer. */
export interface Filled {
  filled: FilledDay;
  url: string;
  database: string;
}
