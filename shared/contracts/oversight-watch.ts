/** What the bureau watches and answers: figures, looks, odd patterns, audit, complaints, erasures. */
import * as z from 'zod';
import { defineActions } from './action';
import { consentPurpose, consentStatus, cursor, lookView, words } from './consent-fields';
import { documentNumberInput, id, instant, isoDate, requestId } from './fields';

const anomaly = z.object({
  kind: z.enum([
    'offHours',
    'burst',
    'manyPeople',
    'sequentialNumbers',
    'manyDenials',
    'othersConsent',
    'evidenceAltered',
    'requestBurst',
    'manyAsked',
  ]),
  label: z.string(),
  /** What was seen and against which bound, in a sentence. */
  sentence: z.string(),
  organisationId: id,
  organisationName: z.string(),
  clerkId: id,
  clerkName: z.string(),
  clerkStatus: z.enum(['active', 'suspended']),
  from: instant,
  to: instant,
  count: z.int().min(1),
  /** Some of the looks it rests on, newest first. */
  looks: z.array(lookView),
  /** Some of the requests it rests on, newest first; their people masked. */
  requests: z.array(
    z.object({
      consentId: id,
      at: instant,
      nameMasked: z.string(),
      purpose: consentPurpose,
      status: consentStatus,
      caseNo: z.string().nullable(),
    }),
  ),
});

export const oversightWatchActions = defineActions({
  'oversight.figures': {
    summary: 'Organisations, authorisations and uses, now and by month',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ months: z.int().min(1).max(36) }),
    output: z.object({
      organisations: z.object({ insurers: z.int(), employers: z.int() }),
      /** Consents ever granted, and those in force. */
      authorisations: z.int(),
      inForce: z.int(),
      /** Looks that were shown; and those refused. */
      uses: z.int(),
      denials: z.int(),
      byMonth: z.array(
        z.object({
          month: z.string(),
          authorisations: z.int(),
          uses: z.int(),
          denials: z.int(),
          revocations: z.int(),
        }),
      ),
      byOrganisation: z.array(
        z.object({ organisationId: id, name: z.string(), authorisations: z.int(), uses: z.int() }),
      ),
    }),
  },
  'oversight.anomalies': {
    summary: 'Odd patterns among the looks and requests of some days, each with its evidence',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ days: z.int().min(1).max(31) }),
    output: z.object({
      anomalies: z.array(anomaly),
      /** When the audit did not agree with what is kept of it outside, in the same days; newest first. */
      auditAlarms: z.array(
        z.object({ at: instant, checkpoint: z.int(), misfit: z.string(), text: z.string() }),
      ),
      from: instant,
      to: instant,
    }),
  },
  'oversight.looks': {
    summary: 'Looks by organisation, clerk, outcome and day, newest first; people masked',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({
      organisationId: id.optional(),
      clerkId: id.optional(),
      allowed: z.boolean().optional(),
      day: isoDate.optional(),
      cursor,
    }),
    output: z.object({
      rows: z.array(lookView.extend({ nameMasked: z.string() })),
      nextCursor: z.string().nullable(),
    }),
  },
  'oversight.audit': {
    summary: 'Audit entries by action, person or account, newest first; the search is audited too',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({
      /** Begins with, e.g. `consent.`. */
      action: z
        .string()
        .max(60)
        .regex(/^[A-Za-z.]*$/)
        .optional(),
      /** The person's number, as the clerk has it in hand. */
      documentNumber: documentNumberInput.optional(),
      day: isoDate.optional(),
      cursor,
    }),
    output: z.object({
      rows: z.array(
        z.object({
          entryId: z.string(),
          at: instant,
          action: z.string(),
          actorKind: z.enum(['account', 'staff', 'system', 'clerk', 'organisation']),
          /** A badge, a clerk's login, or nothing. */
          actorName: z.string().nullable(),
          subjectMasked: z.string().nullable(),
          details: z.array(z.object({ name: z.string(), value: z.string() })),
          traceId: z.string(),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  'oversight.complaints': {
    summary: 'What people complained of, oldest first',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ show: z.enum(['open', 'all']), cursor }),
    output: z.object({
      rows: z.array(
        z.object({
          complaintId: id,
          nameMasked: z.string(),
          organisationName: z.string(),
          words: z.string(),
          status: z.enum(['open', 'answered']),
          answer: z.string().nullable(),
          createdAt: instant,
          look: lookView.nullable(),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  'oversight.answerComplaint': {
    summary: 'Answers a complaint; the person is told',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, complaintId: id, answer: words }),
    output: z.object({ complaintId: id, status: z.enum(['open', 'answered']) }),
  },
  'oversight.rights': {
    summary: 'Requests of people’s rights, the one due first on top',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ show: z.enum(['open', 'all']), cursor }),
    output: z.object({
      rows: z.array(
        z.object({
          rightsRequestId: id,
          nameMasked: z.string(),
          kind: z.enum(['copy', 'correction', 'deletion', 'explanation']),
          words: z.string(),
          status: z.enum(['open', 'done', 'refused']),
          answer: z.string().nullable(),
          dueOn: isoDate,
          isLate: z.boolean(),
          createdAt: instant,
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  'oversight.answerRight': {
    summary: 'Says what was done, or why the law does not allow it; the person is told',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      rightsRequestId: id,
      outcome: z.enum(['done', 'refused']),
      answer: words,
    }),
    output: z.object({ rightsRequestId: id, status: z.enum(['open', 'done', 'refused']) }),
  },
  'oversight.erasures': {
    summary: 'Closed cases whose erasure is overdue, the longest overdue first; or settled ones',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ show: z.enum(['overdue', 'settled']), cursor }),
    output: z.object({
      rows: z.array(
        z.object({
          caseId: id,
          organisationId: id,
          organisationName: z.string(),
          caseNo: z.string(),
          purpose: consentPurpose,
          closedAt: instant,
          closedByItself: z.boolean(),
          eraseBy: isoDate,
          daysOverdue: z.int(),
          consents: z.int().min(0),
          settled: z.object({ badge: z.string(), at: instant, reason: z.string() }).nullable(),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  'oversight.settleErasure': {
    summary: 'Says why an erasure that was never confirmed needs no confirmation any more',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, caseId: id, reason: words }),
    output: z.object({ caseId: id, settledAt: instant }),
  },
});
