/** Types of the wire that server code names often. */
import type * as z from 'zod';
import { type enrollmentStatus } from '@yibao/shared/contracts/enrollment';
import {
  type appliedRule,
  type claimedDocumentType,
  type documentType,
  type personView,
  type relation,
} from '@yibao/shared/contracts/fields';
import { type paymentOrderStatus } from '@yibao/shared/contracts/payment';

export type AppliedRule = z.output<typeof appliedRule>;
export type ClaimedDocumentTypeName = z.output<typeof claimedDocumentType>;
export type DocumentTypeName = z.output<typeof documentType>;
export type EnrollmentStatus = z.output<typeof enrollmentStatus>;
export type PaymentOrderStatus = z.output<typeof paymentOrderStatus>;
export type PersonView = z.output<typeof personView>;
export type Relation = z.output<typeof relation>;
