/** The bureau's side: organisations, agreements, the field catalogue, figures, anomalies, audit. */
import * as z from 'zod';
import { defineActions } from './action';
import {
  consentField,
  consentLevel,
  consentPurpose,
  cursor,
  fields,
  fieldView,
  lookView,
  modes,
  organisationKind,
  words,
} from './consent-fields';
import { documentNumberInput, id, instant, isoDate, nameInput, requestId } from './fields';

const agreementView = z.object({
  agreementId: id,
  organisationId: id,
  number: z.string(),
  periodFrom: isoDate,
  periodTo: isoDate,
  purposes: z.array(consentPurpose),
  fields: z.array(consentField),
  modes,
  maxLevel: consentLevel,
  documentSm3: z.string(),
  status: z.enum(['proposed', 'active', 'ended']),
  proposedByBadge: z.string(),
  confirmedByBadge: z.string().nullable(),
  /** A proposal of one's own cannot be confirmed by oneself. */
  mayConfirm: z.boolean(),
});

const clerkView = z.object({
  clerkId: id,
  kind: z.enum(['person', 'api']),
  login: z.string(),
  name: z.string(),
  status: z.enum(['active', 'suspended']),
  statusSince: instant,
  /** Has a password and a second factor of their own; false until they have enrolled. */
  hasSecondFactor: z.boolean(),
  /** A code was handed over and not used; good until then, or no longer. */
  codeGoodUntil: instant.nullable(),
  looks: z.int().min(0),
  lastLookAt: instant.nullable(),
});

/** Handed to the clerk, who enrols with it once; the bureau sees nothing that comes of it. */
const enrolmentView = z.object({ code: z.string(), expiresAt: instant });

const organisationView = z.object({
  organisationId: id,
  creditCode: z.string(),
  /** Early codes may fail their own check sign; a clerk has confirmed it by hand. */
  creditCodeDoubt: z.enum(['checkSign', 'organisationCode']).nullable(),
  name: z.string(),
  kind: organisationKind,
  contact: z.string(),
  hasPublicKey: z.boolean(),
  networks: z.array(z.string()),
  status: z.enum(['active', 'suspended']),
  statusSince: instant,
  agreements: z.array(agreementView),
  clerks: z.int().min(0),
  consents: z.int().min(0),
  looks: z.int().min(0),
});

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

const creditCode = z.string().trim().min(1).max(40);
const login = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{3,39}$/);
/** CIDR blocks; judged by the action. */
const networks = z.array(z.string().trim().min(1).max(50)).max(20);
const publicKey = z
  .string()
  .trim()
  .regex(/^04[0-9a-f]{128}$/)
  .nullable();
const organisationName = z.string().trim().min(2).max(60);
const contact = z.string().trim().min(2).max(60);

const none = z.strictObject({});

export const oversightActions = defineActions({
  'oversight.organisations': {
    summary: 'Every organisation with its agreements and how much it looks',
    kind: 'query',
    caller: 'staff',
    input: none,
    output: z.object({ organisations: z.array(organisationView) }),
  },
  'oversight.addOrganisation': {
    summary: 'Puts an organisation on record; a doubtful credit code has to be confirmed by hand',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      creditCode,
      /** Set after the warning: the code was compared with the licence. */
      acceptDoubt: z.boolean(),
      name: organisationName,
      kind: organisationKind,
      contact,
      networks,
      publicKey,
    }),
    output: organisationView,
  },
  'oversight.changeOrganisation': {
    summary: 'Changes contact, networks and key of an organisation',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, organisationId: id, contact, networks, publicKey }),
    output: organisationView,
  },
  'oversight.suspendOrganisation': {
    summary: 'Stops an organisation, or lets it go on; effective at its very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, organisationId: id, suspended: z.boolean(), reason: words }),
    output: organisationView,
  },
  'oversight.proposeAgreement': {
    summary: 'Writes an agreement down; a second clerk has to confirm it',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      number: z.string().trim().min(2).max(60),
      periodFrom: isoDate,
      periodTo: isoDate,
      purposes: z.array(consentPurpose).min(1).max(3),
      fields,
      modes,
      maxLevel: consentLevel,
      documentSm3: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    output: agreementView,
  },
  'oversight.confirmAgreement': {
    summary: 'A second clerk confirms an agreement, which puts it in force',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, agreementId: id }),
    output: agreementView,
  },
  'oversight.endAgreement': {
    summary: 'Ends an agreement at once; every consent under it stops working',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, agreementId: id, reason: words }),
    output: agreementView,
  },
  'oversight.clerks': {
    summary: 'The clerks of an organisation',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ organisationId: id }),
    output: z.object({ clerks: z.array(clerkView) }),
  },
  'oversight.addClerk': {
    summary: 'Adds a clerk, who enrols with a code that is shown this once',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      kind: z.enum(['person', 'api']),
      login,
      name: nameInput,
    }),
    output: z.object({
      clerk: clerkView,
      /** Null for an api: it signs with the organisation's key. */
      enrolment: enrolmentView.nullable(),
    }),
  },
  'oversight.resetClerk': {
    summary: 'Password and second factor are gone, open sessions end; a new code to enrol with',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, clerkId: id }),
    output: z.object({ clerk: clerkView, enrolment: enrolmentView }),
  },
  'oversight.suspendClerk': {
    summary: 'Stops a clerk, or lets them go on; effective at the very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, clerkId: id, suspended: z.boolean(), reason: words }),
    output: clerkView,
  },
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
