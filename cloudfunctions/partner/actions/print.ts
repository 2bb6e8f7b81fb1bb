import { randomBytes } from 'node:crypto';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { codeBytes, groupCode, makeCode, serialSigns } from '@yibao/shared/rules/certificate-code';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { signPaper } from '../../certificate/signature';
import { verifyUrl } from '../../certificate/verify-url';
import { sm3Hex } from '../../lib/crypto/sm3';
import { consentPrint } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Fonts, UnprintableTextError } from '../../lib/pdf/fonts';
import { refusalOf } from '../answer';
import { getLook } from '../cursor';
import { makePrint, type PrintParts } from '../print-paper';
import { type Looking, type Making, type OpenLook, takeLook } from '../take-look';

/** @returns null when a sign of it cannot be printed */
async function print(fonts: Fonts, parts: PrintParts): Promise<Buffer | null> {
  try {
    return await makePrint(fonts, parts);
  } catch (error) {
    if (!(error instanceof UnprintableTextError)) throw error;
    return null;
  }
}

interface Issued {
  serial: string;
  documentSm3: string;
  /** Base64. */
  content: string;
  verifyUrl: string;
}

/** The paper of an open look, signed, with its number and code on record. */
async function issue(
  fonts: Fonts,
  { runtime }: Looking,
  open: OpenLook,
  ask: PrintParts['ask'],
): ReturnType<Making<Issued>> {
  const { tx, facts, lookId, data, watermark } = open;
  const now = watermark.at;
  if (data.after !== null) return { reason: 'too_large' };
  const { certificates, publicUrl } = runtime.config;
  const code = makeCode(randomBytes(codeBytes));
  const day = shanghaiDate(now).replaceAll('-', '');
  const serial = `CX${day}-${serialSigns(randomBytes(8))}`;
  const { caseNo, row } = facts;
  const paper = await print(fonts, {
    data,
    ask,
    purpose: row.purpose,
    caseNo,
    watermark,
    serial,
    code: groupCode(code),
    issuer: certificates.issuer,
    publicUrl,
  });
  if (paper === null) return { reason: 'not_printable' };
  const file = signPaper(paper, certificates);
  const documentSm3 = sm3Hex(file);
  const keep = async () => {
    await tx.insert(consentPrint).values({
      lookId,
      serial,
      codeIndex: runtime.cipher.index('consent_print.code', code),
      documentSm3,
      byteLength: file.length,
      printedAt: now,
    });
  };
  const content = Buffer.from(file).toString('base64');
  const address = verifyUrl(publicUrl, groupCode(code));
  return { made: { serial, documentSm3, content, verifyUrl: address }, keep };
}

/** Printing: an act of its own with its own quota, after a preview by the same clerk. */
export const printWith = (fonts: Fonts) =>
  query('partner.print', async (context, { previewId }) => {
    const { runtime } = context;
    const parent = await getLook(runtime.db, previewId);
    // a quarter of an hour from the look itself, however late it was previewed
    const opened = parent.parentId === null ? null : await getLook(runtime.db, parent.parentId);
    const openedAt = opened?.at ?? null;
    const limit = consentPolicyOf(runtime.config.region).maxExportRows;
    const { consentId, ask } = parent;
    const taking = { act: 'print', consentId, ask, parent, openedAt, after: null, limit } as const;
    const taken = await takeLook(context, taking, (open) => issue(fonts, context, open, ask));
    if (taken.kind !== 'shown') return refusalOf(taken);
    return {
      decision: 'shown',
      watermark: taken.watermark,
      fileName: `医保信息查询单-${taken.made.serial}.pdf`,
      mediaType: 'application/pdf',
      ...taken.made,
    };
  });
