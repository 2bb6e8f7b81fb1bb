/** Papers that prove something, and what is known of their verification. */
import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import {
  type CertificateKind,
  type WithdrawalBy,
  type WithdrawalReason,
} from '@yibao/shared/rules/certificate-kinds';
import { bytes, instant, isoDate } from '../columns';

export const certificate = pgTable('certificate', {
  id: uuid('id').primaryKey(),
  serial: text('serial').notNull(),
  kind: text('kind').$type<CertificateKind>().notNull(),
  personId: uuid('person_id').notNull(),
  coverageYear: integer('coverage_year'),
  requestedBy: uuid('requested_by').notNull(),
  facts: text('facts').notNull(),
  factsIndex: text('facts_index').notNull(),
  codeIndex: text('code_index').notNull(),
  issuedAt: instant('issued_at').notNull(),
  issuedOn: isoDate('issued_on').notNull(),
  fileSm3: text('file_sm3').notNull(),
  byteLength: integer('byte_length').notNull(),
  keyId: text('key_id').notNull(),
  status: text('status', { enum: ['issued', 'withdrawn'] }).notNull(),
  withdrawnAt: instant('withdrawn_at'),
  withdrawnBy: text('withdrawn_by').$type<WithdrawalBy>(),
  withdrawReason: text('withdraw_reason').$type<WithdrawalReason>(),
  withdrawNote: text('withdraw_note'),
});

export const certificateYear = pgTable(
  'certificate_year',
  {
    certificateId: uuid('certificate_id').notNull(),
    coverageYear: integer('coverage_year').notNull(),
  },
  (table) => [primaryKey({ columns: [table.certificateId, table.coverageYear] })],
);

export const certificateFile = pgTable('certificate_file', {
  certificateId: uuid('certificate_id').primaryKey(),
  content: bytes('content').notNull(),
  keepUntil: instant('keep_until').notNull(),
});

export const certificateLookup = pgTable(
  'certificate_lookup',
  {
    certificateId: uuid('certificate_id').notNull(),
    day: isoDate('day').notNull(),
    times: integer('times').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.certificateId, table.day] })],
);

export const paperTicket = pgTable('paper_ticket', {
  ticketHash: text('ticket_hash').primaryKey(),
  certificateId: uuid('certificate_id').notNull(),
  expiresAt: instant('expires_at').notNull(),
  downloadsLeft: integer('downloads_left').notNull(),
});

export type Certificate = typeof certificate.$inferSelect;
