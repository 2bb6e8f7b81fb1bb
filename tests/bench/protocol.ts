/** What driver and server of the benchmark tell each other over IPC. */

/** First message to the server; every later one, whatever it is, asks for a Sample. */
export interface ServerSettings {
  /** null for PGlite in the data folder. */
  databaseUrl: string | null;
  dataDir: string;
  payers: number;
  migrationsFolder: string;
}

export interface Ready {
  url: string;
  database: string;
}

/** Bytes. */
export interface Sample {
  rss: number;
  heapUsed: number;
  external: number;
}
