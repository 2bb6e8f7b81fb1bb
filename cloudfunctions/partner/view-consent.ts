import { inArray, isNotNull, or, type SQL } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { reminderPolicyOf } from '@yibao/shared/policy/reminders';
import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { type ConsentEndReason, type ConsentStatus } from '@yibao/shared/rules/consent-states';
import { daysBetween, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { consentEndsSoon } from '@yibao/shared/rules/reminders';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { consent, type Consent, consentCase } from '../lib/database/schema';
import { parseArtefact } from '../consent/artefact';
import { looksLeftOf } from '../consent/quota';
import { openSubject } from '../consent/subject';
import { type Runtime } from '../lib/runtime';

export type ConsentRow = Output<'partner.withdraw'>;

/** The statuses in words for a clerk; those of the rules speak to the person. */
const labels = {
  requested: '等本人决定',
  active: '授权中',
  paused: '本人已暂停',
  denied: '本人没有同意',
  withdrawn: '已撤回请求',
  lapsed: '没有回答，已作废',
  exhausted: '次数已用完',
  expired: '已到期',
  revoked: '本人已收回',
} as const satisfies Record<ConsentStatus, string>;

const endLabels = {
  agreement: '协议已结束，请求作废',
  grown: '孩子已到自己决定的年龄，要本人同意',
  guardianship: '监护人已变更，要重新同意',
} as const satisfies Record<ConsentEndReason, string>;

/**
 * What a row says was granted, for lists and deadlines. Nothing is opened by it: whether it is what
 * was signed is asked at every look (`readArtefact`), where it costs its time once.
 *
 * @returns null where nothing was granted, or where the text is none of ours
 */
export function grantedScopeOf({ artefact }: Pick<Consent, 'artefact'>): ConsentScope | null {
  return artefact === null ? null : (parseArtefact(artefact)?.scope ?? null);
}

/**
 * Whether its organisation knows of a consent at all: of those it asked for, and of those a person
 * began themselves once they granted them. What is begun and not granted was told to nobody.
 */
export function isKnown(row: Pick<Consent, 'requestedBy' | 'artefact'>): boolean {
  return row.requestedBy !== null || row.artefact !== null;
}

/** The same for a condition on rows. */
export const knownOnes = (): SQL | undefined =>
  or(isNotNull(consent.requestedBy), isNotNull(consent.artefact));

/** As long for everybody: the length of a name, or the kind of a document, is told by neither. */
export const hidden = { name: '***', documentNumber: '*'.repeat(18) };

/**
 * Name and number as an organisation may see them in its list: masked always. Of a person who began
 * it themselves each is hidden whole unless they granted it; it was never typed in here.
 */
function maskSubject(cipher: FieldCipher, row: Consent) {
  const { name, documentNumber } = openSubject(cipher, row);
  const fields = grantedScopeOf(row)?.fields ?? [];
  const isTold = (...ways: ConsentField[]) =>
    row.requestedBy !== null || ways.some((field) => fields.includes(field));
  return {
    nameMasked: isTold('nameMasked', 'fullName') ? maskName(name) : hidden.name,
    documentMasked: isTold('documentMasked', 'documentNumber')
      ? maskDocumentNumber(documentNumber)
      : hidden.documentNumber,
  };
}

/** Consents as their organisation may know of them, in the order given. */
export async function viewConsents(
  runtime: Runtime,
  db: Queryable,
  rows: readonly Consent[],
): Promise<ConsentRow[]> {
  const caseIds = rows.flatMap(({ caseId }) => caseId ?? []);
  const cases =
    caseIds.length === 0
      ? []
      : await db
          .select({ id: consentCase.id, caseNo: consentCase.caseNo })
          .from(consentCase)
          .where(inArray(consentCase.id, caseIds));
  const caseNos = new Map(cases.map(({ id, caseNo }) => [id, caseNo]));
  const standing = rows.filter(({ status }) => status === 'active');
  const policy = consentPolicyOf(runtime.config.region);
  const now = runtime.clock.now();
  const left = await looksLeftOf(db, standing, policy, now);
  const rule = reminderPolicyOf(runtime.config.region);
  const endsInDays = ({ status, validTo }: Consent) =>
    status === 'active' && validTo !== null && consentEndsSoon(validTo, now, rule)
      ? daysBetween(shanghaiDate(now), shanghaiDate(validTo))
      : null;
  return rows.map((row) => ({
    consentId: row.id,
    caseId: row.caseId,
    caseNo: row.caseId === null ? null : (caseNos.get(row.caseId) ?? null),
    purpose: row.purpose,
    ...maskSubject(runtime.cipher, row),
    beganByPerson: row.requestedBy === null,
    status: row.status,
    statusLabel: row.endReason === null ? labels[row.status] : endLabels[row.endReason],
    requestedAt: row.requestedAt,
    granted: grantedScopeOf(row),
    validTo: row.validTo,
    endsInDays: endsInDays(row),
    looksLeft: left.get(row.id) ?? null,
  }));
}

/** One consent as its organisation may know of it. */
export async function viewConsent(
  runtime: Runtime,
  db: Queryable,
  row: Consent,
): Promise<ConsentRow> {
  const [view] = await viewConsents(runtime, db, [row]);
  if (!view) throw new Error('one row has one view');
  return view;
}
