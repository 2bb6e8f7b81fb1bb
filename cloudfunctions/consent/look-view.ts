import { eq, inArray } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type DenialReason, denialReasons } from '@yibao/shared/rules/consent-decision';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { clerk, consentCase, consentLook, organisation } from '../lib/database/schema';

type Look = Output<'consent.looks'>['looks'][number];
export type LookView = Omit<Look, 'person'>;

/** What somebody did, in a word. */
export const actLabels = {
  open: '查看',
  page: '翻到下一页',
  preview: '预览打印的样子',
  print: '打印',
  export: '存成文件',
} as const satisfies Record<Look['act'], string>;

/** A look with what is needed to say it in words: joined once, for every list of looks. */
export const lookSelection = {
  look: consentLook,
  organisationName: organisation.name,
  clerkName: clerk.name,
  caseNo: consentCase.caseNo,
};

/** Looks with their organisation, clerk and case; conditions, order and limit are the caller's. */
export function selectLooks(db: Queryable) {
  return db
    .select(lookSelection)
    .from(consentLook)
    .innerJoin(organisation, eq(organisation.id, consentLook.organisationId))
    .innerJoin(clerk, eq(clerk.accountId, consentLook.clerkAccountId))
    .leftJoin(consentCase, eq(consentCase.id, consentLook.caseId))
    .$dynamic();
}

export type LookRow = Awaited<ReturnType<typeof selectLooks>>[number];

/**
 * A look in words, its clerk by name: whoever was looked at has the right to know.
 *
 * @param reasons why it was refused, as whoever reads it is told
 */
export function viewLook(
  cipher: FieldCipher,
  row: LookRow,
  reasons: Readonly<Record<DenialReason, string>> = denialReasons,
): LookView {
  const { look, organisationName, clerkName, caseNo } = row;
  return {
    lookId: look.id,
    consentId: look.consentId,
    at: look.at,
    act: look.act,
    actLabel: actLabels[look.act],
    allowed: look.allowed,
    reason: look.reason,
    reasonText: look.reason === null ? null : reasons[look.reason],
    organisationName,
    clerkName: cipher.open('clerk.name', clerkName),
    caseNo,
    fields: look.ask.fields,
    dataFrom: look.ask.dataFrom,
    dataTo: look.ask.dataTo,
    rowCount: look.rowCount,
  };
}

/** Looks by their ids, in words. */
export async function viewLooksOf(
  db: Queryable,
  cipher: FieldCipher,
  ids: string[],
): Promise<Map<string, LookView>> {
  if (ids.length === 0) return new Map();
  const rows = await selectLooks(db).where(inArray(consentLook.id, ids));
  return new Map(rows.map((row) => [row.look.id, viewLook(cipher, row)]));
}
