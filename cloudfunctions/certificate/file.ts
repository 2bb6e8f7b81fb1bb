import { eq } from 'drizzle-orm';
import { readCode, groupCode } from '@yibao/shared/rules/certificate-code';
import { certificateNames } from '@yibao/shared/rules/certificate-kinds';
import { dayMs } from '@yibao/shared/rules/dates';
import { type Queryable } from '../lib/database/database';
import { type Certificate, certificateFile } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';

/** How long a file can be downloaded again. Its code can be verified for longer than that. */
export const fileKeptMs = 90 * dayMs;

/**
 * @param db the transaction, where there is one
 * @returns the bytes of an issued paper
 * @throws ServiceError paper_gone when it was withdrawn or its time is over
 */
export async function readPaper(
  db: Queryable,
  cipher: Runtime['cipher'],
  row: Certificate,
  now: number,
): Promise<Uint8Array> {
  const [file] = await db
    .select()
    .from(certificateFile)
    .where(eq(certificateFile.certificateId, row.id));
  if (row.status === 'withdrawn' || !file || file.keepUntil <= now) {
    throw new ServiceError('paper_gone');
  }
  return cipher.openBytes('certificate.file', file.content);
}

/** The code stands nowhere but on the paper: in the link behind its QR code. */
export function codeOnPaper(content: Uint8Array): string {
  const [, printed = ''] =
    /\/verify\/([0-9A-Z-]{20,60})\)/.exec(Buffer.from(content).toString('latin1')) ?? [];
  const read = readCode(printed);
  if (!read.ok) throw new Error('a paper without its code');
  return groupCode(read.code);
}

/** What the file is called in the person's downloads; no name in it, files lie about. */
export function fileNameOf({ kind, serial }: Certificate): string {
  return `${certificateNames[kind]}-${serial}.pdf`;
}
