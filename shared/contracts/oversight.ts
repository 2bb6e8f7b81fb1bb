/** The bureau's side: the field catalogue, figures, anomalies, audit; and organisations. */
import * as z from 'zod';
import { defineActions } from './action';
import { consentField, consentLevel, cursor, fieldView, lookView, words } from './consent-fields';
import { documentNumberInput, id, instant, isoDate, nameInput, requestId } from './fields';
import { oversightOrganisationActions } from './oversight-organisations';

const anomaly = z.object({
  kind: z.enum(['offHours', 'burst', 'manyPeople', 'sequentialNumbers', 'manyDenials']),
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
});

const catalogueVersion = z.object({
  version: z.int().min(1),
  fields: z.array(fieldView),
  status: z.enum(['proposed', 'active', 'retired', 'declined', 'withdrawn']),
  reason: z.string(),
  proposedByBadge: z.string().nullable(),
  decidedByBadge: z.string().nullable(),
  proposedAt: instant.nullable(),
  mayDecide: z.boolean(),
  /** Only whoever proposed it takes it back. */
  mayWithdraw: z.boolean(),
});

const none = z.strictObject({});

export const oversightActions = defineActions({
  ...oversightOrganisationActions,
  'oversight.catalogue': {
    summary: 'The field catalogue: the version in force, a proposal, and earlier ones',
    kind: 'query',
    caller: 'staff',
    input: none,
    output: z.object({ current: catalogueVersion, others: z.array(catalogueVersion) }),
  },
  'oversight.proposeCatalogue': {
    summary: 'Proposes other levels; a field left out is shown to nobody',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      levels: z.array(z.strictObject({ field: consentField, level: consentLevel })).max(100),
      reason: words,
    }),
    output: catalogueVersion,
  },
  'oversight.decideCatalogue': {
    summary: 'A second clerk puts a proposal in force, or declines it',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      version: z.int().min(2),
      decision: z.enum(['approve', 'decline']),
    }),
    output: catalogueVersion,
  },
  'oversight.withdrawCatalogue': {
    summary: 'Whoever proposed other levels takes the proposal back',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, version: z.int().min(2) }),
    output: catalogueVersion,
  },
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
    summary: 'Odd patterns among the looks of some days, each with its evidence',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ days: z.int().min(1).max(31) }),
    output: z.object({ anomalies: z.array(anomaly), from: instant, to: instant }),
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
  'oversight.confirmCode': {
    summary: 'The counter confirms a grant: the document in hand, the code the person shows',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      code: z.string().regex(/^\d{8}$/),
      name: nameInput,
      documentNumber: documentNumberInput,
    }),
    output: z.object({ confirmed: z.boolean(), organisationName: z.string() }),
  },
});
