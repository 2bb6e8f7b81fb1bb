import * as z from 'zod';
import { enrollmentStatuses } from '../rules/enrollment-states';
import { joinedItemKinds } from '../rules/joined-items';
import { newbornCheckKinds, newbornCheckResults, newbornSources } from '../rules/newborn-checks';
import { newbornQueueReasons, newbornStatuses } from '../rules/newborn-states';
import { defineActions } from './action';
import {
  amountFen,
  appliedRule,
  claimedDocumentType,
  coverageYear,
  documentNumberInput,
  documentType,
  id,
  instant,
  isoDate,
  nameInput,
  personView,
  requestId,
} from './fields';

const empty = z.strictObject({});
const sex = z.enum(['male', 'female']);
const parentRole = z.enum(['father', 'mother']);
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const itemKind = z.enum(joinedItemKinds);
const region = z.string().regex(/^\d{6}$/);
/** What the person writes, or why a clerk decided so. */
const words = z.string().min(2).max(300);
/** Field of the form → what was typed. */
const draftValues = z.record(z.string().max(40), z.string().max(600));

/** Largest photograph as sent, in base64 characters: 2 MB of picture. */
export const maxPhotoBase64 = 2_800_000;
export const newbornPhotoTypes = ['image/jpeg', 'image/png'] as const;

/** With what a clerk's words were written; `claim` when they took it over from a colleague. */
export const staffNoteKinds = ['claim', 'approve', 'ask_more', 'refuse'] as const;

const otherParent = z.discriminatedUnion('kind', [
  /** The spouse the marriage registry knows. */
  z.strictObject({ kind: z.literal('spouse') }),
  z.strictObject({
    kind: z.literal('typed'),
    documentType: claimedDocumentType,
    documentNumber: documentNumberInput,
    name: nameInput,
  }),
  /** The certificate names nobody else. */
  z.strictObject({ kind: z.literal('none') }),
]);

const check = z.object({
  check: z.enum(newbornCheckKinds),
  title: z.string(),
  source: z.enum(newbornSources),
  sourceName: z.string(),
  result: z.enum(newbornCheckResults),
  sentence: z.string(),
  /** How to put it right; null when there is nothing to do. */
  mend: z.string().nullable(),
  at: instant,
});

const fee = z.object({ standardFen: amountFen, subsidyFen: amountFen, payableFen: amountFen });

/** One coverage year of the baby: what it costs, from when it covers, and where it stands. */
const year = z.object({
  coverageYear,
  fee,
  /** When paid by `payBy`; as bought once paid. Null when paying now brings no cover. */
  cover: z.object({ from: isoDate, to: isoDate }).nullable(),
  /** Last day on which paying covers from birth; null once that is over or paid. */
  payBy: isoDate.nullable(),
  fromBirth: z.boolean(),
  sentence: z.string(),
  subsidyReason: z.string().nullable(),
  rules: z.array(appliedRule),
});

const enrolledYear = year.extend({
  enrollmentId: id.nullable(),
  enrollmentStatus: z.enum(enrollmentStatuses).nullable(),
  paid: z.boolean(),
  /** A live order of the caller's own. */
  orderId: id.nullable(),
  payable: z.boolean(),
});

/** certificate → household → insurance → payment → social card → vaccination → maternity. */
const timelineStep = z.object({
  step: z.enum(['certificate', 'insurance', 'payment', ...joinedItemKinds]),
  title: z.string(),
  department: z.string(),
  state: z.enum(['done', 'current', 'todo', 'problem', 'notChosen']),
  at: instant.nullable(),
  note: z.string(),
  /** Returned by the department: the guardian may send it again. */
  canSendAgain: z.boolean(),
});

const summary = z.object({
  applicationId: id,
  reference: z.string(),
  status: z.enum(newbornStatuses),
  label: z.string(),
  sentence: z.string(),
  babyName: z.string(),
  bornOn: isoDate,
  submittedAt: instant,
});

const application = summary.extend({
  statusSince: instant,
  decidedAt: instant.nullable(),
  advice: z.array(z.string()),
  /** Whose application won: one's own, or the other parent's. */
  role: z.enum(['applicant', 'joined']),
  /** Which parent the caller is. */
  parentRole,
  baby: z.object({
    /** Null until approved. */
    personId: id.nullable(),
    name: z.string(),
    nameMasked: z.string(),
    sex,
    bornOn: isoDate,
    bornAtTime: clockTime,
    documentType,
    documentMasked: z.string(),
  }),
  otherParentMasked: z.string().nullable(),
  checks: z.array(check),
  years: z.array(enrolledYear),
  timeline: z.array(timelineStep),
  /** What staff asked for. */
  request: z.string().nullable(),
  photoIds: z.array(id),
  canWithdraw: z.boolean(),
  canAddEvidence: z.boolean(),
  /** The baby is known by the certificate still: an ID number can be entered. */
  canUpgrade: z.boolean(),
});

const staffRow = z.object({
  applicationId: id,
  reference: z.string(),
  status: z.enum(newbornStatuses),
  queueReason: z.enum(newbornQueueReasons).nullable(),
  babyNameMasked: z.string(),
  bornOn: isoDate,
  submittedAt: instant,
  claimedByBadge: z.string().nullable(),
  claimedByMe: z.boolean(),
  /** A first approval against a mismatch stands; another clerk has to give the second. */
  awaitsSecondApproval: z.boolean(),
});

/** What was typed, to be held against the photograph: for the clerk who has it in hand. */
const staffFacts = z.object({
  certificateNumber: z.string(),
  babyName: z.string(),
  bornOn: isoDate,
  bornAtTime: clockTime,
  applicantName: z.string(),
  /** Null for the spouse of the marriage registry, and where the certificate names nobody. */
  otherParentName: z.string().nullable(),
});

const staffDetails = staffRow.extend({
  facts: staffFacts.nullable(),
  baby: z.object({
    /** Null until approved. */
    personId: id.nullable(),
    nameMasked: z.string(),
    sex,
    certificateMasked: z.string(),
  }),
  applicantMasked: z.string(),
  applicantRole: parentRole,
  otherParentMasked: z.string().nullable(),
  householdArea: region,
  checks: z.array(check),
  evidence: z.array(z.object({ at: instant, text: z.string() })),
  photoIds: z.array(id),
  firstApproverBadge: z.string().nullable(),
  /** The caller was the first of two: the second approval is somebody else's. */
  firstApprovedByMe: z.boolean(),
  /** Every reason clerks gave so far, oldest first. */
  notes: z.array(
    z.object({ at: instant, badge: z.string(), kind: z.enum(staffNoteKinds), text: z.string() }),
  ),
  guardians: z.array(
    z.object({ personId: id, nameMasked: z.string(), relation: z.string(), since: instant }),
  ),
});

const staffDecision = z.strictObject({ requestId, applicationId: id, reason: words });

export const newbornActions = defineActions({
  'newborn.start': {
    summary: 'What the form is prefilled with: applicant, spouse, choices, draft, own applications',
    kind: 'query',
    caller: 'verified',
    input: empty,
    output: z.object({
      applicant: personView,
      role: parentRole,
      spouse: z.object({ nameMasked: z.string(), documentMasked: z.string() }).nullable(),
      /** `unavailable`: the marriage registry did not answer; type the other parent instead. */
      spouseLookup: z.enum(['found', 'none', 'unavailable']),
      today: isoDate,
      windowDays: z.int(),
      /** Births from this month on may pay for the following year too. */
      nextYearFromMonth: z.int(),
      householdAreas: z.array(z.object({ code: region, name: z.string() })),
      items: z.array(
        z.object({
          kind: itemKind,
          title: z.string(),
          department: z.string(),
          note: z.string(),
        }),
      ),
      draft: z.object({ values: draftValues, savedAt: instant }).nullable(),
      applications: z.array(summary),
    }),
  },
  'newborn.saveDraft': {
    summary: 'Keeps what was typed so far; an empty draft forgets it',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, values: draftValues }),
    output: z.object({ savedAt: instant }),
  },
  'newborn.quote': {
    summary: 'What a birth of that day costs and from when it covers, before anything is sent',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ bornOn: isoDate }),
    output: z.object({
      withinWindow: z.boolean(),
      windowEnds: isoDate,
      sentence: z.string(),
      years: z.array(year),
      nextYearOffered: z.boolean(),
    }),
  },
  'newborn.uploadPhoto': {
    summary: 'A photograph of the certificate or other evidence, JPEG or PNG, judged by content',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, contentBase64: z.string().min(1).max(maxPhotoBase64) }),
    output: z.object({
      photoId: id,
      mediaType: z.enum(newbornPhotoTypes),
      widthPx: z.int(),
      heightPx: z.int(),
      keptUntil: isoDate,
    }),
  },
  'newborn.photo': {
    summary: 'One photograph, for who uploaded it',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ photoId: id }),
    output: z.object({ mediaType: z.enum(newbornPhotoTypes), contentBase64: z.string() }),
  },
  'newborn.removePhoto': {
    summary: "Takes back a photograph of one's own that was not sent with any application",
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, photoId: id }),
    output: z.object({ removed: z.literal(true) }),
  },
  'newborn.submit': {
    summary: 'Checks the application against the registries and decides it in this request',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      certificateNumber: documentNumberInput,
      name: nameInput,
      sex,
      bornOn: isoDate,
      bornAtTime: clockTime,
      otherParent,
      householdArea: region,
      items: z.array(itemKind).max(joinedItemKinds.length),
      payNextYear: z.boolean(),
      /** Told that the window is over and what then holds. */
      acceptLateRule: z.boolean(),
      photoIds: z.array(id).max(3),
    }),
    output: application,
  },
  'newborn.get': {
    summary: 'One application of the caller, or of the other parent they joined',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ applicationId: id }),
    output: application,
  },
  'newborn.withdraw': {
    summary: 'Takes back an application that is not decided',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, applicationId: id }),
    output: application,
  },
  'newborn.addEvidence': {
    summary: 'Answers what staff asked, or asks them to look at a refusal',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      applicationId: id,
      text: words,
      photoIds: z.array(id).max(3),
    }),
    output: application,
  },
  'newborn.sendItemAgain': {
    summary: 'Hands a returned item to its department once more',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, applicationId: id, item: itemKind }),
    output: application,
  },
  'newborn.upgradeIdentity': {
    summary: 'A baby known by the certificate gets the ID number of the household registration',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId: id, documentNumber: documentNumberInput }),
    output: z.object({ personId: id, documentType, documentMasked: z.string() }),
  },
  'newborn.staffQueue': {
    summary: 'Applications that wait for a clerk, oldest first',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({
      show: z.enum(['waiting', 'mine', 'decided']),
      cursor: z.string().max(80).optional(),
    }),
    output: z.object({ rows: z.array(staffRow), nextCursor: z.string().nullable() }),
  },
  'newborn.staffView': {
    summary: 'One application with its checks and evidence, people masked; the look is audited',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, applicationId: id }),
    output: staffDetails,
  },
  'newborn.staffPhoto': {
    summary: 'A photograph of an application the clerk has claimed; the look is audited',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, applicationId: id, photoId: id }),
    output: z.object({ mediaType: z.enum(newbornPhotoTypes), contentBase64: z.string() }),
  },
  'newborn.staffClaim': {
    summary: 'Takes an application off the queue for oneself',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, applicationId: id }),
    output: staffRow,
  },
  'newborn.staffApprove': {
    summary: 'Approves; against a mismatch only after another clerk has done so too',
    kind: 'mutation',
    caller: 'staff',
    input: staffDecision,
    output: staffRow,
  },
  'newborn.staffAskMore': {
    summary: 'Asks the guardian for more',
    kind: 'mutation',
    caller: 'staff',
    input: staffDecision,
    output: staffRow,
  },
  'newborn.staffRefuse': {
    summary: 'Refuses with a reason the guardian reads',
    kind: 'mutation',
    caller: 'staff',
    input: staffDecision,
    output: staffRow,
  },
});
