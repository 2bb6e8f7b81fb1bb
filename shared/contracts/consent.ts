/** Consents as the person sees and decides them. */
import * as z from 'zod';
import { defineActions } from './action';
import {
  consentEndReason,
  consentLevel,
  consentPurpose,
  consentScope,
  consentStatus,
  cursor,
  fieldView,
  lookView,
  organisationKind,
  words,
} from './consent-fields';
import { id, instant, isoDate, personView, requestId } from './fields';

const organisationView = z.object({
  organisationId: id,
  name: z.string(),
  kind: organisationKind,
  creditCode: z.string(),
  /** Whom the person can ask there. */
  contact: z.string(),
  agreementNumber: z.string(),
});

/** One line of the list. */
const consentLine = z.object({
  consentId: id,
  /** Whose data: the caller, or a child of theirs. */
  person: personView,
  isWard: z.boolean(),
  /** Nobody asked: it waits for the person to finish what they started. */
  beganByPerson: z.boolean(),
  organisationName: z.string(),
  organisationKind,
  purpose: consentPurpose,
  purposeLabel: z.string(),
  status: consentStatus,
  statusLabel: z.string(),
  /** Why it ended where nobody ended it; the label and the sentence say it in words. */
  endReason: consentEndReason.nullable(),
  sentence: z.string(),
  requestedAt: instant,
  /** Until when it can be answered, or is valid; null where neither. */
  until: instant.nullable(),
  looks: z.int().min(0),
  denials: z.int().min(0),
  lastLookAt: instant.nullable(),
});

const notice = z.object({
  version: z.string(),
  /** SM3 of the words, hex: what exactly is agreed to. */
  textHash: z.string(),
  title: z.string(),
  paragraphs: z.array(z.object({ heading: z.string(), text: z.string() })),
});

/** Ticks of their own (个人信息保护法 Art. 23, 29): none is set for the person. */
const separateConsents = z.strictObject({
  /** That the data goes to another handler. */
  thirdParty: z.boolean(),
  /** That it is sensitive. */
  sensitive: z.boolean(),
});

const consentDetail = z.object({
  line: consentLine,
  organisation: organisationView,
  /** In the organisation's own words; null where the person began it. */
  words: z.string().nullable(),
  caseNo: z.string().nullable(),
  requested: consentScope,
  granted: consentScope.nullable(),
  /** The fields of the request (or, once granted, of the grant) with their level and words. */
  fields: z.array(fieldView),
  maxLevel: consentLevel,
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  grantedByGuardian: z.boolean(),
  verification: z.enum(['face', 'counter']).nullable(),
  /** Looks left in the present span; null where nothing was granted. */
  looksLeft: z.int().min(0).nullable(),
  notice,
  /** Erase-by day of what was seen, once the case is closed. */
  eraseBy: isoDate.nullable(),
  erasedAt: instant.nullable(),
  /** Why the caller cannot grant the request; null where they can, or nothing waits for an answer. */
  obstacle: z.enum(['agreement', 'suspended', 'guardian', 'child']).nullable(),
  may: z.array(z.enum(['grant', 'deny', 'pause', 'resume', 'revoke', 'complain', 'receipt'])),
});

const line = consentLine;

const complaint = z.object({
  complaintId: id,
  consentId: id,
  lookId: id.nullable(),
  organisationName: z.string(),
  words: z.string(),
  answer: z.string().nullable(),
  status: z.enum(['open', 'answered']),
  createdAt: instant,
  answeredAt: instant.nullable(),
});

const rightsKind = z.enum(['copy', 'correction', 'deletion', 'explanation']);
const rightsRequest = z.object({
  rightsRequestId: id,
  person: personView,
  kind: rightsKind,
  words: z.string(),
  status: z.enum(['open', 'done', 'refused']),
  answer: z.string().nullable(),
  dueOn: isoDate,
  createdAt: instant,
  answeredAt: instant.nullable(),
});

const none = z.strictObject({});

export const consentActions = defineActions({
  'consent.list': {
    summary: 'Requests and consents of the caller and their children under 14, open ones first',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({ lines: z.array(line), open: z.int().min(0) }),
  },
  'consent.detail': {
    summary: 'One request or consent: who asks, for what, what was granted, the notice',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ consentId: id }),
    output: consentDetail,
  },
  'consent.organisations': {
    summary: 'Organisations with an agreement that a person can authorise by themselves',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({
      organisations: z.array(
        organisationView.extend({
          agreementId: id,
          purposes: z.array(consentPurpose),
          /** The most the person can allow under the agreement and the city's rules. */
          ceiling: consentScope,
          fields: z.array(fieldView),
        }),
      ),
    }),
  },
  'consent.begin': {
    summary: 'The person starts a consent by themselves; it waits for the same checks as a request',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      /** Whose data: oneself or a child under 14. */
      personId: id,
      agreementId: id,
      purpose: consentPurpose,
      scope: consentScope,
    }),
    output: z.object({ consentId: id }),
  },
  'consent.grant': {
    summary: 'Grants what was asked for or less of it; needs a fresh face check or counter code',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      consentId: id,
      scope: consentScope,
      noticeVersion: z.string().max(40),
      noticeHash: z.string().regex(/^[0-9a-f]{64}$/),
      separateConsents,
      /** A passed face check for this purpose, or null with a confirmed counter code. */
      faceVerificationId: id.nullable(),
    }),
    output: consentDetail,
  },
  'consent.deny': {
    summary: 'Says no, with or without a reason',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id }),
    output: line,
  },
  'consent.pause': {
    summary: 'Stops a consent for a while; nothing is shown meanwhile',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id }),
    output: line,
  },
  'consent.resume': {
    summary: 'Lets a paused consent go on',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id }),
    output: line,
  },
  'consent.revoke': {
    summary: 'Ends a consent at once and for ever; the next look is refused',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id }),
    output: line,
  },
  'consent.counterCode': {
    summary: 'The way without a face: a code that a clerk at the counter confirms for this grant',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id }),
    output: z.object({ code: z.string(), expiresAt: instant, confirmed: z.boolean() }),
  },
  'consent.counterState': {
    summary: 'Whether the counter has confirmed the code of this grant',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ consentId: id }),
    output: z.object({
      state: z.enum(['none', 'waiting', 'confirmed', 'expired']),
      code: z.string().nullable(),
      expiresAt: instant.nullable(),
    }),
  },
  'consent.looks': {
    summary: 'Every look at the caller’s data and their wards’, refused ones too, newest first',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({
      consentId: id.optional(),
      /** Only what was shown, or only what was refused. */
      allowed: z.boolean().optional(),
      cursor,
    }),
    output: z.object({
      looks: z.array(lookView.extend({ person: personView })),
      nextCursor: z.string().nullable(),
    }),
  },
  'consent.complain': {
    summary: 'A complaint about a consent or one look; goes to the bureau',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id, lookId: id.nullable(), words }),
    output: complaint,
  },
  'consent.complaints': {
    summary: 'The caller’s complaints and what was answered',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({ complaints: z.array(complaint) }),
  },
  'consent.receipt': {
    summary: 'The receipt as signed PDF and as JSON (Kantara CR 1.1, ISO/IEC TS 27560 fields)',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id, form: z.enum(['pdf', 'json']) }),
    output: z.object({
      fileName: z.string(),
      mediaType: z.string(),
      /** A PDF as base64, JSON as it is. */
      content: z.string(),
      /** SM2 over the JSON, or over the PDF's digest; hex. */
      signature: z.string(),
      keyId: z.string(),
    }),
  },
  'consent.rights': {
    summary: 'The caller’s requests by 个人信息保护法 Art. 44–50, and what came of them',
    kind: 'query',
    caller: 'verified',
    input: none,
    output: z.object({ requests: z.array(rightsRequest), answerDays: z.int() }),
  },
  'consent.askRight': {
    summary: 'Asks for a copy, a correction, a deletion or an explanation',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId: id, kind: rightsKind, words }),
    output: rightsRequest,
  },
});
