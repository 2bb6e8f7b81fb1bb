/** What an organisation's clerk, or its own system, may ask for. Refusals are answers. */
import * as z from 'zod';
import { settlementKinds } from '../rules/settlement';
import { defineActions } from './action';
import {
  caseNo,
  consentField,
  consentLevel,
  consentMode,
  consentPurpose,
  consentScope,
  consentStatus,
  cursor,
  denialReason,
  fields,
  fieldView,
  frequency,
  kinds,
  organisationKind,
  words,
} from './consent-fields';
import {
  claimedDocumentType,
  documentNumberInput,
  id,
  instant,
  isoDate,
  nameInput,
  requestId,
} from './fields';

/** Of a settlement: below zero for what was taken back. */
const signedFen = z.int().min(-2_000_000_000).max(2_000_000_000);

/** Somebody as the organisation typed them in. */
const subject = z.strictObject({
  name: nameInput,
  documentType: claimedDocumentType,
  documentNumber: documentNumberInput,
});

const caseView = z.object({
  caseId: id,
  caseNo: z.string(),
  purpose: consentPurpose,
  openedAt: instant,
  closedAt: instant.nullable(),
  /** Nobody closed it: nothing in it had been in force for as long as a case may stay open. */
  closedByItself: z.boolean(),
  eraseBy: isoDate.nullable(),
  erasedAt: instant.nullable(),
  /** When the bureau settled what the organisation had not confirmed. */
  settledAt: instant.nullable(),
  erasure: z.enum(['open', 'due', 'overdue', 'erased', 'settled']),
  consents: z.int().min(0),
});

/** A consent as its organisation may know of it: never more than what it typed in itself. */
const consentRow = z.object({
  consentId: id,
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  purpose: consentPurpose,
  /** Masked, as the organisation typed it; where the person began, stars for what was not granted. */
  nameMasked: z.string(),
  documentMasked: z.string(),
  beganByPerson: z.boolean(),
  status: consentStatus,
  statusLabel: z.string(),
  requestedAt: instant,
  /** What was granted, once it was. */
  granted: consentScope.nullable(),
  validTo: instant.nullable(),
  /** Days until it ends by itself, once they are few, as the person is told as well; else null. */
  endsInDays: z.int().min(0).nullable(),
  looksLeft: z.int().min(0).nullable(),
});

/** What every view and every print carries; made by the server, each time anew. */
const watermark = z.object({
  /** One line: organisation, clerk, moment, query id. */
  text: z.string(),
  lookId: id,
  organisationName: z.string(),
  clerkName: z.string(),
  at: instant,
});

/** One settlement: only the fields that were asked for and granted are there. */
const settlementRow = z.object({
  settlementNo: z.string().optional(),
  settledOn: isoDate.optional(),
  kind: z.enum(settlementKinds).optional(),
  institutionName: z.string().optional(),
  isRefund: z.boolean().optional(),
  totalFen: signedFen.optional(),
  fundFen: signedFen.optional(),
  accountFen: signedFen.optional(),
  cashFen: signedFen.optional(),
  treatedFrom: isoDate.nullable().optional(),
  treatedTo: isoDate.nullable().optional(),
  billParts: z
    .object({
      deductibleFen: signedFen,
      fullSelfPayFen: signedFen,
      overLimitFen: signedFen,
      preSelfPayFen: signedFen,
      inScopeFen: signedFen,
      basicFundFen: signedFen,
      seriousIllnessFen: signedFen,
      medicalAidFen: signedFen,
    })
    .optional(),
});

const shown = z.object({
  decision: z.literal('shown'),
  watermark,
  level: consentLevel,
  fields: z.array(consentField),
  person: z.object({
    nameMasked: z.string().optional(),
    fullName: z.string().optional(),
    documentMasked: z.string().optional(),
    documentNumber: z.string().optional(),
  }),
  cover: z.object({
    /** This year; null where the period that was asked for has no day of it. */
    insured: z.boolean().nullable().optional(),
    paidYears: z.array(z.int()).optional(),
    coverPeriods: z.array(z.object({ from: isoDate, to: isoDate })).optional(),
  }),
  settlements: z.array(settlementRow),
  /** Sums of all settlements of the look, not of the page; null without the amounts. */
  sums: z
    .object({
      count: z.int(),
      totalFen: z.int().nullable(),
      fundFen: z.int().nullable(),
      cashFen: z.int().nullable(),
    })
    .nullable(),
  nextCursor: z.string().nullable(),
  /** Of a preview: there is more than can be printed at once, and what is here is not all of it. */
  isCutShort: z.boolean(),
  looksLeft: z.int().min(0),
  /** How fresh the settlements are; null where never asked. */
  asOf: instant.nullable(),
});

const refused = z.object({
  decision: z.literal('refused'),
  lookId: id,
  reason: denialReason,
  /** In Chinese, for the clerk. */
  message: z.string(),
});

export const lookAnswer = z.discriminatedUnion('decision', [shown, refused]);

const printed = z.object({
  decision: z.literal('shown'),
  watermark,
  fileName: z.string(),
  mediaType: z.literal('application/pdf'),
  /** Base64. */
  content: z.string(),
  documentSm3: z.string(),
  serial: z.string(),
  /** Where anybody can check the paper. */
  verifyUrl: z.string(),
});

const none = z.strictObject({});

export const partnerActions = defineActions({
  'partner.me': {
    summary: 'Who is signed in, for which organisation, under which agreement',
    kind: 'query',
    caller: 'clerk',
    input: none,
    output: z.object({
      clerkName: z.string(),
      isApi: z.boolean(),
      organisation: z.object({
        organisationId: id,
        name: z.string(),
        kind: organisationKind,
        creditCode: z.string(),
      }),
      /** Null when none is in force. */
      agreement: z
        .object({
          agreementId: id,
          number: z.string(),
          periodFrom: isoDate,
          periodTo: isoDate,
          purposes: z.array(consentPurpose),
          modes: z.array(consentMode),
          fields: z.array(fieldView),
          maxLevel: consentLevel,
          /** What the city's rules allow of each level at most; a request asks for no more. */
          limits: z.array(
            z.object({
              level: consentLevel,
              validDays: z.int().min(1),
              dataMonths: z.int().min(1),
              frequency,
            }),
          ),
          maxRetentionDays: z.int().min(0),
        })
        .nullable(),
      /** Cases to be erased whose day is over, and those that were closed by themselves. */
      erasures: z.object({ overdue: z.int().min(0), closedByItself: z.int().min(0) }),
      /** Now, by the business clock. */
      now: instant,
      sessionUntil: instant.nullable(),
    }),
  },
  'partner.request': {
    summary: 'Asks one person or a list for consent; the answer never says whether a person exists',
    kind: 'mutation',
    caller: 'clerk',
    input: z.strictObject({
      requestId,
      people: z.array(subject).min(1).max(50),
      caseNo,
      purpose: consentPurpose,
      scope: consentScope,
      /** In plain words, for the person: what for. */
      words,
    }),
    output: z.object({
      caseId: id,
      consents: z.array(
        z.object({ consentId: id, nameMasked: z.string(), documentMasked: z.string() }),
      ),
    }),
  },
  'partner.withdraw': {
    summary: 'Takes back a request that was not answered',
    kind: 'mutation',
    caller: 'clerk',
    input: z.strictObject({ requestId, consentId: id }),
    output: consentRow,
  },
  'partner.takeUp': {
    summary: 'Puts a consent that a person began by themselves into a case',
    kind: 'mutation',
    caller: 'clerk',
    input: z.strictObject({ requestId, consentId: id, caseNo }),
    output: consentRow,
  },
  'partner.consents': {
    summary: 'The organisation’s own requests and consents, newest first',
    kind: 'query',
    caller: 'clerk',
    input: z.strictObject({
      status: consentStatus.optional(),
      /** Exactly one person's, by the number the clerk has in hand. */
      documentNumber: documentNumberInput.optional(),
      caseNo: caseNo.optional(),
      cursor,
    }),
    output: z.object({ rows: z.array(consentRow), nextCursor: z.string().nullable() }),
  },
  'partner.look': {
    summary: 'Opens a look: decides, counts, reads and writes it down in one transaction',
    kind: 'query',
    caller: 'asker',
    input: z.strictObject({
      consentId: id,
      fields,
      /** Medical categories to filter by; all that were granted when missing. */
      kinds: kinds.optional(),
      dataFrom: isoDate,
      dataTo: isoDate,
    }),
    output: lookAnswer,
  },
  'partner.next': {
    summary: 'The next page of a look: decided anew, not counted again',
    kind: 'query',
    caller: 'asker',
    input: z.strictObject({ cursor: z.string().min(1).max(400) }),
    output: lookAnswer,
  },
  'partner.firstPage': {
    summary: 'The first page of a look once more: decided anew, not counted again',
    kind: 'query',
    caller: 'asker',
    input: z.strictObject({ lookId: id }),
    output: lookAnswer,
  },
  'partner.preview': {
    summary: 'What would be printed of a look: decided anew',
    kind: 'query',
    caller: 'asker',
    input: z.strictObject({ lookId: id }),
    output: lookAnswer,
  },
  'partner.print': {
    summary: 'Prints what was previewed: an act of its own with its own quota, digest and code',
    kind: 'query',
    caller: 'asker',
    input: z.strictObject({ previewId: id }),
    output: z.discriminatedUnion('decision', [printed, refused]),
  },
  'partner.export': {
    summary: 'One piece of a look as CSV, decided anew for each; the last piece has no cursor',
    kind: 'query',
    caller: 'asker',
    input: z.strictObject({ lookId: id, cursor }),
    output: z.discriminatedUnion('decision', [
      z.object({
        decision: z.literal('shown'),
        watermark,
        fileName: z.string(),
        /**
         * CSV lines: the first piece has the head, each ends with its watermark, and the last one
         * has the digest as a line of its own behind it.
         */
        text: z.string(),
        /**
         * SM3 (hex) over the digest of the piece before it (hex; nothing before the first) and this
         * piece's text, without the line that says the digest: the last one is over the whole file.
         */
        sm3: z.string(),
        nextCursor: z.string().nullable(),
      }),
      refused,
    ]),
  },
  'partner.cases': {
    summary: 'The organisation’s cases, open ones first',
    kind: 'query',
    caller: 'clerk',
    input: z.strictObject({ show: z.enum(['open', 'toErase', 'all']), cursor }),
    output: z.object({ rows: z.array(caseView), nextCursor: z.string().nullable() }),
  },
  'partner.closeCase': {
    summary: 'Closes a case: no further look, and a day by which what was seen has to be erased',
    kind: 'mutation',
    caller: 'clerk',
    input: z.strictObject({ requestId, caseId: id }),
    output: caseView,
  },
  'partner.confirmErased': {
    summary: 'The organisation says that what it saw in a case has been erased',
    kind: 'mutation',
    caller: 'clerk',
    input: z.strictObject({ requestId, caseId: id }),
    output: caseView,
  },
});
