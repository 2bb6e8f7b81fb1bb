import { randomBytes } from 'node:crypto';
import { minuteMs } from '@yibao/shared/rules/dates';
import { sm3Hex } from '../../lib/crypto/sm3';
import { paperTicket } from '../../lib/database/schema';
import { mutationWithAfter, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { openContent } from '../content';
import { codeOnPaper, fileNameOf, readPaper } from '../file';
import { getIssued, getSeen, listCertificates } from '../store';
import { mayAskFor, subjectsOf } from '../subjects';
import { viewCertificate, viewCertificates } from '../view';
import { verifyUrl } from '../verify-url';

/** A link is tapped at once; whoever finds it later finds nothing. */
const ticketValidMs = 10 * minuteMs;
/** WeChat's browser asks, then hands over to the system's download, which asks again. */
const downloadsPerTicket = 3;

export const list = query('certificate.list', async (context, { cursor }) => {
  const { runtime, caller, now } = context;
  const { rows, nextCursor } = await listCertificates(runtime.db, caller, cursor, now);
  return { certificates: await viewCertificates(context, rows), nextCursor };
});

/**
 * Whoever had it issued, whom it is about and their guardians see it; the file is only the first's,
 * as long as they could have it issued anew.
 */
export const get = query('certificate.get', async (context, { certificateId }) => {
  const { runtime, caller, now } = context;
  const row = await getSeen(runtime.db, caller, certificateId, now);
  const certificate = await viewCertificate(context, row);
  if (certificate.fileUntil === null) return { certificate, file: null };
  const content = await readPaper(runtime.db, runtime.cipher, row, now);
  const code = codeOnPaper(content);
  return {
    certificate,
    file: {
      code,
      verifyUrl: verifyUrl(runtime.config.publicUrl, code),
      fileName: fileNameOf(row),
      contentBase64: Buffer.from(content).toString('base64'),
    },
  };
});

/** The ticket itself is made after the commit and never stored: each repeat gets its own. */
export const link = mutationWithAfter('certificate.link', {
  async run({ tx, runtime, caller, now }, { certificateId }) {
    const row = await getIssued(tx, caller, certificateId);
    const subjects = await subjectsOf(tx, caller, now);
    if (!mayAskFor(subjects, row, openContent(runtime, row))) throw new ServiceError('paper_gone');
    await readPaper(tx, runtime.cipher, row, now);
    return { certificateId };
  },

  async after({ runtime, now }, _input, { certificateId }) {
    const ticket = randomBytes(24).toString('base64url');
    const expiresAt = now + ticketValidMs;
    await runtime.db.insert(paperTicket).values({
      ticketHash: sm3Hex(ticket),
      certificateId,
      expiresAt,
      downloadsLeft: downloadsPerTicket,
    });
    return { path: `/papers/${ticket}`, expiresAt };
  },
});
