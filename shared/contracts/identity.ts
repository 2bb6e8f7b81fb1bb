import * as z from 'zod';
import { messageTopics, reminderGroups } from '../rules/message-template';
import { defineActions } from './action';
import {
  claimedDocumentType,
  documentNumberInput,
  id,
  instant,
  nameInput,
  personView,
  relation,
  requestId,
} from './fields';

const empty = z.strictObject({});

/**
 * What a face check is for: becoming a verified person, binding a relative to an account, or letting
 * an organisation see one's data.
 */
export const facePurposes = ['account', 'mutualAid', 'consent'] as const;

/** What the app needs to know before anybody logs in. */
const appInfo = z.object({
  /** Business time; the sandbox moves it. */
  now: instant,
  region: z.string(),
  regionName: z.string(),
  hotline: z.string(),
  /** Present only when everything outside is simulated. Addresses are paths on the same origin. */
  sandbox: z
    .object({ controlUrl: z.string(), cashierUrl: z.string(), faceUrl: z.string() })
    .nullable(),
  subscribeTemplates: z.array(z.object({ templateId: z.string(), topic: z.enum(messageTopics) })),
});

const me = z.object({
  verified: personView.nullable(),
  isStaff: z.boolean(),
  /** Of the staff, by a login too old to act for the bureau. */
  mustLogInAgain: z.boolean(),
  face: z.object({
    lockedUntil: instant.nullable(),
    attemptsLeft: z.int().min(0),
  }),
  unreadNotices: z.int().min(0),
  /** Requests for consent that wait for the caller's answer, or for one about their child. */
  consentRequests: z.int().min(0),
});

const faceNotice = z.object({
  version: z.string(),
  /** SM3 of the text, hex: what exactly was agreed to. */
  textHash: z.string(),
  title: z.string(),
  paragraphs: z.array(z.object({ heading: z.string(), text: z.string() })),
});

const faceStart = z.object({
  verificationId: id,
  /** For wx.requestFacialVerify; valid until expiresAt. */
  verifyId: z.string(),
  expiresAt: instant,
});

const faceResult = z.object({
  outcome: z.enum(['verified', 'pending', 'failed', 'locked']),
  message: z.string(),
  attemptsLeft: z.int().min(0),
});

const counterCode = z.object({
  state: z.enum(['none', 'waiting', 'confirmed', 'expired']),
  code: z.string().nullable(),
  expiresAt: instant.nullable(),
});

const familyMember = personView.extend({
  relation,
  /** A child one is the legal guardian of: cannot be removed, ends by itself at 18. */
  guardian: z.boolean(),
});

const notice = z.object({
  noticeId: id,
  at: instant,
  title: z.string(),
  text: z.string(),
  read: z.boolean(),
  /** Page of the client to open, without a leading slash; empty when there is none. */
  link: z.string(),
  /** What it is about, for the page's groups. */
  group: z.enum([...reminderGroups, 'other']),
  /** What it asked for is done or can no longer be done: it calls to nothing any more. */
  passed: z.boolean(),
});

const claimedIdentity = {
  documentType: claimedDocumentType,
  documentNumber: documentNumberInput,
  name: nameInput,
};

export const identityActions = defineActions({
  'identity.appInfo': {
    summary: 'Business time, region and, in the sandbox, where its pages are',
    kind: 'query',
    caller: 'anyone',
    input: empty,
    output: appInfo,
  },
  'identity.me': {
    summary:
      'Who is calling: verified person, staff role, face attempts left, unread notices, requests',
    kind: 'query',
    caller: 'account',
    input: empty,
    output: me,
  },
  'identity.faceNotice': {
    summary: 'The notice that must be agreed to before a face check, with its version and digest',
    kind: 'query',
    caller: 'account',
    input: z.strictObject({ purpose: z.enum(facePurposes).default('account') }),
    output: faceNotice,
  },
  'identity.agreeFaceNotice': {
    summary: 'Records the separate consent to a face check',
    kind: 'mutation',
    caller: 'account',
    input: z.strictObject({
      requestId,
      version: z.string().max(40),
      textHash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    output: z.object({ consentId: id, agreedAt: instant }),
  },
  'identity.startFace': {
    summary: 'Opens a face check (v2) for the claimed identity',
    kind: 'mutation',
    caller: 'account',
    input: z.strictObject({ requestId, consentId: id, ...claimedIdentity }),
    output: faceStart,
  },
  'identity.startOwnFace': {
    summary: 'Opens a face check of the verified caller themselves, for a purpose',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, consentId: id, purpose: z.enum(['mutualAid', 'consent']) }),
    output: faceStart,
  },
  'identity.finishFace': {
    summary:
      'Asks WeChat for the result; a check to become verified binds the account when it passed',
    kind: 'mutation',
    caller: 'account',
    input: z.strictObject({ requestId, verificationId: id }),
    output: faceResult,
  },
  'identity.requestCounterCode': {
    summary: 'The way without a face: a code to show at any counter',
    kind: 'mutation',
    caller: 'account',
    input: z.strictObject({ requestId, ...claimedIdentity }),
    output: counterCode,
  },
  'identity.counterCode': {
    summary: 'State of the latest counter code',
    kind: 'query',
    caller: 'account',
    input: empty,
    output: counterCode,
  },
  'identity.confirmCounterCode': {
    summary: 'A clerk who has the document in hand confirms a counter code',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      code: z.string().regex(/^\d{8}$/),
      ...claimedIdentity,
    }),
    output: z.object({ confirmed: z.literal(true), nameMasked: z.string() }),
  },
  'identity.listFamily': {
    summary: 'The family the caller acts for',
    kind: 'query',
    caller: 'verified',
    input: empty,
    output: z.object({ self: personView, members: z.array(familyMember), maxMembers: z.int() }),
  },
  'identity.addFamilyMember': {
    summary: 'Adds a relative by name, document and relation',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, relation, ...claimedIdentity }),
    output: familyMember,
  },
  'identity.removeFamilyMember': {
    summary: 'Stops acting for a relative',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId: id }),
    output: z.object({ removed: z.literal(true) }),
  },
  'identity.listNotices': {
    summary: 'Messages to the caller, newest first',
    kind: 'query',
    caller: 'account',
    input: z.strictObject({ cursor: z.string().max(80).optional() }),
    output: z.object({ notices: z.array(notice), nextCursor: z.string().nullable() }),
  },
  'identity.readNotices': {
    summary: 'Marks messages as read',
    kind: 'mutation',
    caller: 'account',
    input: z.strictObject({ requestId, noticeIds: z.array(id).min(1).max(50) }),
    output: z.object({ unreadNotices: z.int().min(0) }),
  },
  'identity.acceptMessages': {
    summary: 'The person allowed one subscribe message for each of these templates',
    kind: 'mutation',
    caller: 'account',
    input: z.strictObject({ requestId, templateIds: z.array(z.string().max(64)).min(1).max(3) }),
    output: z.object({ accepted: z.int() }),
  },
});
