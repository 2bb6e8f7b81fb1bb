import type * as z from 'zod';
import { auditActions } from './audit';
import { certificateActions } from './certificate';
import { consentActions } from './consent';
import { enrollmentActions } from './enrollment';
import { guardianActions } from './guardians';
import { identityActions } from './identity';
import { newbornActions } from './newborn';
import { oversightActions } from './oversight';
import { oversightWatchActions } from './oversight-watch';
import { partnerActions } from './partner';
import { paymentActions } from './payment';
import { reconcileActions } from './reconcile';
import { reminderActions } from './reminders';
import { recordsActions } from './records';
import { refundActions } from './refund';

/** Every action of the service; which cloud function serves it, rules/cloud-function.ts says. */
export const contracts = {
  ...identityActions,
  ...auditActions,
  ...certificateActions,
  ...consentActions,
  ...enrollmentActions,
  ...guardianActions,
  ...newbornActions,
  ...oversightActions,
  ...oversightWatchActions,
  ...partnerActions,
  ...paymentActions,
  ...reconcileActions,
  ...reminderActions,
  ...recordsActions,
  ...refundActions,
};

export type Contracts = typeof contracts;
export type ActionName = keyof Contracts;
export type FlowName = ActionName extends `${infer Flow}.${string}` ? Flow : never;

/** What a caller sends and gets, for types on both sides of the wire. */
export type Input<N extends ActionName> = z.input<Contracts[N]['input']>;
export type Output<N extends ActionName> = z.output<Contracts[N]['output']>;

export type QueryName = {
  [N in ActionName]: Contracts[N]['kind'] extends 'query' ? N : never;
}[ActionName];
export type MutationName = Exclude<ActionName, QueryName>;

export type { ErrorBody, ErrorCode, Reply } from './errors';
