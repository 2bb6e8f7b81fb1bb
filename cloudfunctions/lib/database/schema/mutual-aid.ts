/** Whom an employee lets be paid for from the personal account: what was asked for here. */
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { closeRelatives } from '@yibao/shared/rules/relation';
import { instant } from '../columns';

export const mutualAidBinding = pgTable('mutual_aid_binding', {
  id: uuid('id').primaryKey(),
  ownerPersonId: uuid('owner_person_id').notNull(),
  memberPersonId: uuid('member_person_id'),
  relation: text('relation', { enum: closeRelatives }).notNull(),
  proof: text('proof', { enum: ['marriage', 'birth', 'household'] }),
  faceVerificationId: uuid('face_verification_id'),
  bindNo: text('bind_no'),
  status: text('status', {
    enum: ['pending', 'bound', 'refused', 'unbinding', 'unbound'],
  }).notNull(),
  refusal: text('refusal', { enum: ['noAccount', 'full', 'alreadyBound'] }),
  createdAt: instant('created_at').notNull(),
  settledAt: instant('settled_at'),
});

export type MutualAidBinding = typeof mutualAidBinding.$inferSelect;
