import { customType } from 'drizzle-orm/pg-core';

/** timestamptz in the database, epoch milliseconds in the code. */
export const instant = customType<{ data: number; driverData: string | Date }>({
  dataType: () => 'timestamp with time zone',
  // PostgreSQL would read the sign before a six-digit year as a time zone
  toDriver: (ms) => new Date(ms).toISOString().replace(/^\+/, ''),
  fromDriver: (value) => new Date(value).getTime(),
});

/** date in the database, 'YYYY-MM-DD' in the code; no time zone ever touches it. */
export const isoDate = customType<{ data: string; driverData: string | Date }>({
  dataType: () => 'date',
  fromDriver: (value) => (value instanceof Date ? value.toISOString() : value).slice(0, 10),
});

/** bytea in the database, bytes in the code. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
});
