import { type ActionName } from '@yibao/shared/contracts';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { type claimOf } from '../support/journey';
import { type formOf } from '../support/newborn';

export const coverageYear = 2026;

/** Everybody who may knock; `self` is the person whom the inputs of the table are about. */
export const callers = {
  stranger: null,
  loggedIn: 'zhao-yajing',
  verified: 'luo-jun',
  self: 'lu-yutong',
  family: 'shen-wenbo',
  exFamily: 'wu-haibo',
  staff: 'gao-min',
} as const;
export type CallerName = keyof typeof callers;

/** What the inputs point at: all of it belongs to `self`. */
export interface Subject {
  claim: ReturnType<typeof claimOf>;
  personId: string;
  consentId: string;
  verificationId: string;
  enrollmentId: string;
  orderId: string;
  /** The item of the order, which is not paid yet, and a proposal for its payer. */
  itemId: string;
  refundId: string;
  noticeId: string;
  faceNotice: { version: string; textHash: string };
  templateId: string;
  /** The form for their newborn, the approved application, the baby, a photograph. */
  form: ReturnType<typeof formOf>;
  applicationId: string;
  babyId: string;
  photoId: string;
  /** A proof of cover they had issued, and its number. */
  certificateId: string;
  serial: string;
  /** A request of an organisation to see their data, and what it asked for. */
  askedId: string;
  scope: ConsentScope;
  /** The other parent, for whom the guardianship can be ended. */
  fatherId: string;
}

export type Expected = Record<CallerName, string>;
type Columns = [string, string, string, string, string, string, string];
export type Row = [ActionName, (s: Subject) => object, Columns];

const none = () => ({});
/** One pixel. */
export const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const A = 'not_allowed';
const S = 'newborn_state';
const F = 'refund_state';
const R = 'refund_not_possible';
const U = 'upgrade_refused';
const P = 'phone_code_invalid';
const C = 'consent_state';
const byPerson = ({ personId }: Subject) => ({ personId });
const nobodysGrant = '7f1c1a52-6a1e-4b58-9a53-0f6f2b1f6d11';
const byAsked = ({ askedId }: Subject) => ({ consentId: askedId });
const byConsent = ({ consentId }: Subject) => ({ consentId });
const byRefund = ({ refundId }: Subject) => ({ refundId });
const byApplication = ({ applicationId }: Subject) => ({ applicationId });
const decisionOn = ({ applicationId }: Subject) => ({ applicationId, reason: '材料齐全' });
const anybody: Columns = ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'];
export const L = 'not_logged_in';
const V = 'not_verified';
export const N = 'not_found';
const nobodys = { organisationId: nobodysGrant };
const organisationAdded = {
  creditCode: '11340600002999997U',
  acceptDoubt: false,
  name: '沙盒保险公司',
  kind: 'insurer',
  contact: '沙先生 0561-0000000',
  networks: [],
  publicKey: null,
};
const agreementProposed = {
  number: '沙盒协议',
  periodFrom: '2025-01-01',
  periodTo: '2026-12-31',
  purposes: ['CLAIM'],
  fields: ['kind'],
  modes: ['VIEW'],
  maxLevel: 2,
  documentSm3: 'ab'.repeat(32),
};

/**
 * Rows run in this order, cells from left to right, all on one system: what changes the world
 * for the others comes last. A code of the business (already_enrolled) says that the door was open.
 */
// prettier-ignore
export const table: Row[] = [
  //                                                                     stranger loggedIn            verified          self                   family                 exFamily          staff
  ['identity.appInfo', none,                                             anybody],
  ['identity.me', none,                                                  [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.faceNotice', none,                                          [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.agreeFaceNotice', (s) => s.faceNotice,                      [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.startFace', (s) => ({ consentId: s.consentId, ...s.claim }), [L,     'consent_required', 'identity_bound', 'identity_bound',      'identity_bound',      'identity_bound', 'identity_bound']],
  ['identity.startOwnFace', (s) => ({ consentId: s.consentId, purpose: 'mutualAid' }),
                                                                         [L,      V,                  'consent_required', 'consent_required',  'consent_required',    'consent_required', 'consent_required']],
  ['identity.finishFace', (s) => ({ verificationId: s.verificationId }), [L,      N,                  N,                'ok',                  N,                     N,                N]],
  ['identity.counterCode', none,                                         [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.confirmCounterCode', (s) => ({ code: '00000000', ...s.claim }), [L,  'not_allowed',      'not_allowed',    'not_allowed',         'not_allowed',         'not_allowed',    'counter_code_invalid']],
  ['identity.listFamily', none,                                          [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.listNotices', none,                                         [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.acceptMessages', (s) => ({ templateIds: [s.templateId] }),  [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.reminderSettings', none,                                    [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.saveReminderSettings', () => ({ wechat: true, sms: false, muted: [] }),
                                                                         [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.sendPhoneCode', () => ({ phone: '13900001234' }),           [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.confirmPhone', () => ({ phoneCode: '0' }),                  [L,      V,                  P,                P,                     P,                     P,                P]],
  ['identity.removePhone', none,                                         [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['enrollment.years', none,                                             anybody],
  ['enrollment.overview', none,                                          [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['enrollment.check', (s) => ({ personId: s.personId, coverageYear }),  [L,      V,                  N,                'ok',                  'ok',                  N,                N]],
  ['enrollment.register', (s) => ({ personId: s.personId, coverageYear }), [L,    V,                  N,                'already_enrolled',    'already_enrolled',    N,                N]],
  ['enrollment.get', (s) => ({ enrollmentId: s.enrollmentId }),          [L,      V,                  N,                'ok',                  'ok',                  N,                N]],
  ['enrollment.declareSuspension', (s) => ({ enrollmentId: s.enrollmentId, suspendedAt: Date.parse('2025-11-20T00:00:00Z') }),
                                                                         [L,      V,                  N,                'enrollment_state',    'enrollment_state',    N,                N]],
  ['enrollment.recheck', (s) => ({ enrollmentId: s.enrollmentId }),      [L,      V,                  N,                'enrollment_state',    'enrollment_state',    N,                N]],
  // a relative who neither registered it nor is a guardian takes nothing away
  ['enrollment.cancel', (s) => ({ enrollmentId: s.enrollmentId }),       [L,      V,                  N,                'payment_in_progress', A,                     N,                N]],
  ['enrollment.myCover', none,                                           [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['payment.createOrder', (s) => ({ enrollmentIds: [s.enrollmentId] }),  [L,      V,                  N,                'payment_in_progress', 'payment_in_progress', N,                N]],
  // one's own order, and one of somebody whose matter it is more, are taken over by nobody
  ['payment.takeOver', (s) => ({ enrollmentId: s.enrollmentId }),        [L,      V,                  N,                'payment_in_progress', 'payment_in_progress', N,                N]],
  ['payment.getOrder', (s) => ({ orderId: s.orderId }),                  [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['payment.listOrders', none,                                           [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['payment.listRails', (s) => ({ enrollmentIds: [s.enrollmentId] }),    [L,      V,                  N,                'ok',                  'ok',                  N,                N]],
  ['payment.personalAccount', none,                                      [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['payment.checkRelative', (s) => ({ personId: s.personId }),           [L,      V,                  N,                N,                     'ok',                  N,                N]],
  // a face that passed for another purpose, or of somebody else, binds nobody
  ['payment.bindRelative', (s) => ({ personId: s.personId, verificationId: s.verificationId }),
                                                                         [L,      V,                  N,                N,                     N,                     N,                N]],
  ['payment.unbindRelative', () => ({ bindNo: 'SANDBOX-GJ000001' }),     [L,      V,                  N,                N,                     N,                     N,                N]],
  ['payment.resumeOrder', (s) => ({ orderId: s.orderId }),               [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['payment.refreshOrder', (s) => ({ orderId: s.orderId }),              [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['payment.cancelOrder', (s) => ({ orderId: s.orderId }),               [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['records.people', none,                                               [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['records.covers', byPerson,                                           [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['records.payments', byPerson,                                         [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['records.settlements', byPerson,                                      [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['records.settlementYear', (s) => ({ personId: s.personId, coverageYear }), [L, V,                  N,                'ok',                  N,                     N,                N]],
  ['records.settlement', (s) => ({ personId: s.personId, settlementNo: 'SANDBOX1' }), [L, V,         N,                N,                     N,                     N,                N]],
  ['records.refresh', (s) => ({ personId: s.personId, byHand: false }),  [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['records.export', (s) => ({ personId: s.personId, kind: 'covers' }),  [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['records.guard', byPerson,                                            [L,      V,                  N,                N,                     N,                     N,                N]],
  ['records.grants', none,                                               [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['records.looks', none,                                                [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['audit.myChain', none,                                                [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['records.ask', (s) => ({ personId: s.personId, kinds: ['covers'] }),  [L,      V,                  N,                N,                     'ok',                  N,                N]],
  ['records.give', (s) => ({ personId: s.personId, kinds: ['covers'] }), [L,      V,                  N,                N,                     'ok',                  N,                N]],
  // a grant to somebody else altogether: neither side of it
  ['records.answer', () => ({ grantId: nobodysGrant, decision: 'give' }), [L,     V,                  N,                N,                     N,                     N,                N]],
  ['records.endGrant', () => ({ grantId: nobodysGrant }),                [L,      V,                  N,                N,                     N,                     N,                N]],
  ['certificate.people', none,                                           [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  // a relative who acts for them learns nothing of their cover
  ['certificate.choices', (s) => ({ kind: 'cover', personId: s.personId }), [L,   V,                  N,                'ok',                  N,                     N,                N]],
  ['certificate.issue', (s) => ({ kind: 'cover', personId: s.personId, coverageYear: 2025, fullNumber: true }),
                                                                         [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['certificate.statement', (s) => ({ personId: s.personId, kind: 'covers' }), [L, V,                 N,                'ok',                  N,                     N,                N]],
  ['certificate.list', none,                                             [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['certificate.get', (s) => ({ certificateId: s.certificateId }),       [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['certificate.link', (s) => ({ certificateId: s.certificateId }),      [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['certificate.withdraw', (s) => ({ certificateId: s.certificateId, cause: 'lost' }),
                                                                         [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['certificate.staffWithdraw', (s) => ({ serial: s.serial, reason: '本人到窗口要求' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'ok']],
  // what nobody asked for is nobody's to see or to decide
  ['consent.list', none,                                                 [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['consent.organisations', none,                                        [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['consent.detail', byAsked,                                            [L,      V,                  N,                'ok',                  N,                     N,                N]],
  // an agreement that is none, for whoever may begin; of somebody else nobody begins anything
  ['consent.begin', (s) => ({ personId: s.personId, agreementId: nobodysGrant, purpose: 'SECOND_REIMBURSEMENT', scope: s.scope }),
                                                                         [L,      V,                  N,                N,                     N,                     N,                N]],
  ['consent.grant', (s) => ({ ...byAsked(s), scope: s.scope, noticeVersion: 'x', noticeHash: 'a'.repeat(64), separateConsents: { thirdParty: true, sensitive: true }, faceVerificationId: s.verificationId }),
                                                                         [L,      V,                  N,                'notice_changed',      N,                     N,                N]],
  ['consent.counterState', byAsked,                                      [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['consent.counterCode', byAsked,                                       [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['consent.pause', byAsked,                                             [L,      V,                  N,                C,                     N,                     N,                N]],
  ['consent.resume', byAsked,                                            [L,      V,                  N,                C,                     N,                     N,                N]],
  ['consent.revoke', byAsked,                                            [L,      V,                  N,                C,                     N,                     N,                N]],
  ['consent.receipt', (s) => ({ ...byAsked(s), form: 'json' }),          [L,      V,                  N,                C,                     N,                     N,                N]],
  ['consent.deny', byAsked,                                              [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['consent.looks', byAsked,                                             [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['consent.complain', (s) => ({ ...byAsked(s), lookId: null, words: '为什么要看' }),
                                                                         [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['consent.complaints', none,                                           [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['consent.rights', none,                                               [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  // a relative who acts for them has no say in their rights
  ['consent.askRight', (s) => ({ personId: s.personId, kind: 'copy', words: '要一份' }),
                                                                         [L,      V,                  N,                'ok',                  N,                     N,                N]],
  // clerks of organisations come by another door (partner-requests, partner-api); nobody of here passes
  ['partner.me', none,                                                   [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.request', (s) => ({ people: [s.claim], caseNo: 'LP-1', purpose: 'CLAIM', scope: {}, words: '理赔' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.withdraw', byConsent,                                        [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.takeUp', (s) => ({ ...byConsent(s), caseNo: 'LP-1' }),       [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.consents', none,                                             [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.cases', () => ({ show: 'all' }),                             [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.closeCase', () => ({ caseId: nobodysGrant }),                [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.confirmErased', () => ({ caseId: nobodysGrant }),            [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.look', () => ({ consentId: nobodysGrant, fields: ['totalFen'], dataFrom: '2025-01-01', dataTo: '2025-02-01' }), [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.next', () => ({ cursor: 'x' }),                              [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.firstPage', () => ({ lookId: nobodysGrant }),                [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.preview', () => ({ lookId: nobodysGrant }),                  [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.print', () => ({ previewId: nobodysGrant }),                 [L,      A,                  A,                A,                     A,                     A,                A]],
  ['partner.export', () => ({ lookId: nobodysGrant }),                   [L,      A,                  A,                A,                     A,                     A,                A]],
  ['refund.options', none,                                               [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['refund.list', none,                                                  [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['refund.request', (s) => ({ itemId: s.itemId, refundReason: 'JOINED_EMPLOYEE' }),
                                                                         [L,      V,                  N,                R,                     N,                     N,                N]],
  ['refund.get', byRefund,                                               [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['refund.confirmProposal', byRefund,                                   [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['refund.withdraw', byRefund,                                          [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['refund.queue', () => ({ show: 'decide' }),                           [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['refund.decide', (s) => ({ refundId: s.refundId, decision: 'reject', words: '材料不齐' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                F]],
  ['refund.resolveOverdue', (s) => ({ refundId: s.refundId, way: 'askAgain' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                F]],
  ['refund.resolveAbnormal', (s) => ({ refundId: s.refundId, way: 'retry', words: '银行卡已恢复' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                F]],
  ['newborn.start', none,                                                [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['newborn.saveDraft', () => ({ values: { name: '小名' } }),             [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['newborn.quote', () => ({ bornOn: '2025-11-14' }),                    [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['newborn.uploadPhoto', () => ({ contentBase64: picture }),            [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['newborn.photo', (s) => ({ photoId: s.photoId }),                     [L,      V,                  N,                'ok',                  N,                     N,                N]],
  // the subject's photograph went with the application
  ['newborn.removePhoto', (s) => ({ photoId: s.photoId }),               [L,      V,                  N,                S,                     N,                     N,                N]],
  ['newborn.get', byApplication,                                         [L,      V,                  N,                'ok',                  N,                     N,                N]],
  ['newborn.withdraw', byApplication,                                    [L,      V,                  N,                S,                     N,                     N,                N]],
  ['newborn.addEvidence', (s) => ({ applicationId: s.applicationId, text: '请再看看', photoIds: [] }),
                                                                         [L,      V,                  N,                S,                     N,                     N,                N]],
  ['newborn.sendItemAgain', (s) => ({ applicationId: s.applicationId, item: 'household' }),
                                                                         [L,      V,                  N,                S,                     N,                     N,                N]],
  ['newborn.upgradeIdentity', (s) => ({ personId: s.babyId, documentNumber: s.claim.documentNumber }),
                                                                         [L,      V,                  N,                U,                     U,                     N,                N]],
  ['newborn.staffQueue', () => ({ show: 'waiting' }),                    [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['newborn.staffView', byApplication,                                   [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['newborn.staffPhoto', (s) => ({ applicationId: s.applicationId, photoId: s.photoId }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                S]],
  ['newborn.staffClaim', byApplication,                                  [L,      A,                  A,                A,                     A,                     A,                S]],
  ['newborn.staffApprove', decisionOn,                                   [L,      A,                  A,                A,                     A,                     A,                S]],
  ['newborn.staffAskMore', decisionOn,                                   [L,      A,                  A,                A,                     A,                     A,                S]],
  ['newborn.staffRefuse', decisionOn,                                    [L,      A,                  A,                A,                     A,                     A,                S]],
  ['newborn.staffGuardianships', (s) => ({ documentNumber: s.claim.documentNumber }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['newborn.staffEndGuardianship', (s) => ({ childPersonId: s.babyId, guardianPersonId: s.fatherId, basis: 'courtOrder', reason: '法院判决' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'ok']],
  // after what a clerk decides: whoever applied for the certificate, clerk or not, is of its family
  ['newborn.submit', (s) => s.form,                                      [L,      V,                  'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['reconcile.runs', none,                                               [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['reconcile.findings', () => ({ show: 'open' }),                       [L,      A,                  A,                A,                     A,                     A,                'ok']],
  // there is no such difference, for whoever may ask
  ['reconcile.resolve', (s) => ({ findingId: s.noticeId, reason: '已经与对方核对' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['reconcile.askAgain', (s) => ({ findingId: s.noticeId }),              [L,      A,                  A,                A,                     A,                     A,                N]],
  ['reconcile.settleOutside', (s) => ({ findingId: s.noticeId, reason: '对方已退回' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  // the bureau's side of consents: staff alone
  ['oversight.organisations', none,                                      [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.addOrganisation', () => organisationAdded,                 [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.changeOrganisation', () => ({ ...nobodys, contact: '沙先生' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.suspendOrganisation', () => ({ ...nobodys, suspended: true, reason: '停用核查' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.proposeAccess', () => ({ ...nobodys, networks: ['10.0.0.0/8'] }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.confirmAccess', () => ({ accessId: nobodysGrant }),        [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.withdrawAccess', () => ({ accessId: nobodysGrant }),       [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.proposeAgreement', () => ({ ...nobodys, ...agreementProposed }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.confirmAgreement', () => ({ agreementId: nobodysGrant }),  [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.endAgreement', () => ({ agreementId: nobodysGrant, reason: '协议终止' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.clerks', () => nobodys,                                    [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.addClerk', () => ({ ...nobodys, kind: 'person', login: 'sandbox.table', name: '沙小青' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.resetClerk', () => ({ clerkId: nobodysGrant }),            [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.suspendClerk', () => ({ clerkId: nobodysGrant, suspended: true, reason: '停用核查' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.catalogue', none,                                          [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.proposeCatalogue', () => ({ levels: [], reason: '全部收起' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.decideCatalogue', () => ({ version: 2, decision: 'approve' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'second_person_needed']],
  ['oversight.withdrawCatalogue', () => ({ version: 3 }),                [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.figures', () => ({ months: 12 }),                          [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.anomalies', () => ({ days: 7 }),                           [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.looks', none,                                              [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.audit', (s) => ({ documentNumber: s.claim.documentNumber }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.complaints', () => ({ show: 'open' }),                     [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.answerComplaint', () => ({ complaintId: nobodysGrant, answer: '已经核实' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.rights', () => ({ show: 'open' }),                         [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.answerRight', () => ({ rightsRequestId: nobodysGrant, outcome: 'done', answer: '已经办好' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.erasures', () => ({ show: 'overdue' }),                    [L,      A,                  A,                A,                     A,                     A,                'ok']],
  ['oversight.settleErasure', () => ({ caseId: nobodysGrant, reason: '机构已经注销' }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                N]],
  ['oversight.confirmCode', (s) => ({ code: '00000000', name: s.claim.name, documentNumber: s.claim.documentNumber }),
                                                                         [L,      A,                  A,                A,                     A,                     A,                'counter_code_invalid']],
  ['identity.removeFamilyMember', (s) => ({ personId: s.personId }),     [L,      V,                  N,                N,                     'ok',                  N,                N]],
  ['identity.addFamilyMember', (s) => ({ relation: 'sister', ...s.claim }), [L,   V,                  'ok',             'member_is_self',      'ok',                  'ok',             'ok']],
  ['identity.readNotices', (s) => ({ noticeIds: [s.noticeId] }),         [L,      'ok',               'ok',             'ok',                  'ok',                  'ok',             'ok']],
  ['identity.requestCounterCode', (s) => s.claim,                        [L,      'ok',               'identity_bound', 'identity_bound',      'identity_bound',      'identity_bound', 'identity_bound']],
];
