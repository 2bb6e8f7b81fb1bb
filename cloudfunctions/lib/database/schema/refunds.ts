/** Refunds: money on its way back, and the contributions it is made of. */
import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { refundKinds, refundReasons } from '@yibao/shared/rules/refund';
import { refundStatuses } from '@yibao/shared/rules/refund-states';
import { instant } from '../columns';

export const refund = pgTable('refund', {
  id: uuid('id').primaryKey(),
  outRefundNo: text('out_refund_no').notNull(),
  orderId: uuid('order_id').notNull(),
  kind: text('kind', { enum: refundKinds }).notNull(),
  reason: text('reason', { enum: refundReasons }),
  differenceId: uuid('difference_id'),
  payerPersonId: uuid('payer_person_id').notNull(),
  requestedBy: uuid('requested_by'),
  amountFen: integer('amount_fen').notNull(),
  status: text('status', { enum: refundStatuses }).notNull(),
  statusSince: instant('status_since').notNull(),
  gateAt: instant('gate_at').notNull(),
  proof: text('proof', { enum: ['confirmed', 'unconfirmed', 'unavailable'] }),
  approvedBy: uuid('approved_by'),
  taxAttempt: integer('tax_attempt').notNull(),
  taxReviewNo: text('tax_review_no'),
  taxApprovedAt: instant('tax_approved_at'),
  words: text('words'),
  platformRequest: text('platform_request'),
  platformRefundNo: text('platform_refund_no'),
  agreedAt: instant('agreed_at'),
  railRefundNo: text('rail_refund_no'),
  railProblem: text('rail_problem'),
  paidOtherwise: text('paid_otherwise'),
  refundedAt: instant('refunded_at'),
  overdueToldAt: instant('overdue_told_at'),
  nextSweepAt: instant('next_sweep_at'),
  createdAt: instant('created_at').notNull(),
});

export const refundItem = pgTable(
  'refund_item',
  {
    refundId: uuid('refund_id').notNull(),
    paymentItemId: uuid('payment_item_id').notNull(),
    amountFen: integer('amount_fen').notNull(),
    state: text('state', { enum: ['open', 'refunded', 'dropped'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.refundId, table.paymentItemId] })],
);

/** Contributions in the books that are asked about again: was the year paid elsewhere as well? */
export const duplicateCheck = pgTable('duplicate_check', {
  paymentItemId: uuid('payment_item_id').primaryKey(),
  nextCheckAt: instant('next_check_at'),
});

export type Refund = typeof refund.$inferSelect;
export type RefundItem = typeof refundItem.$inferSelect;
