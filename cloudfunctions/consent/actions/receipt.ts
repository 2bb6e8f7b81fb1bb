import { type Output } from '@yibao/shared/contracts';
import { sign } from '@yibao/shared/protocols/sm2';
import { maskName } from '@yibao/shared/rules/masking';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type Fonts, UnprintableTextError } from '../../lib/pdf/fonts';
import { type Runtime } from '../../lib/runtime';
import { readSignature, signPaper } from '../../certificate/signature';
import { findSeen, lockSeen, type Seen } from '../access';
import { type Artefact, readArtefact } from '../artefact';
import { noticeOf } from '../notices';
import { receiptJson } from '../receipt';
import { makeReceipt } from '../receipt-paper';

type Receipt = Output<'consent.receipt'>;

/** @throws ServiceError consent_state before a grant, and for evidence that is not what was signed */
function evidenceOf({ config }: Runtime, { row }: Seen): Artefact {
  const read = readArtefact(config, row);
  if (!read) throw new ServiceError('consent_state');
  if (read.isGenuine) return read.artefact;
  const message = '这份授权的凭据与签名对不上，不能出具。请拨打医保服务热线 12393，我们来查';
  throw new ServiceError('consent_state', { message });
}

async function asPdf(
  runtime: Runtime,
  fonts: Fonts,
  { row, subject }: Seen,
  artefact: Artefact,
  printedAt: number,
): Promise<Receipt> {
  const { db, cipher, config } = runtime;
  const { version } = artefact.notice;
  const words = await noticeOf(db, version);
  if (!words) throw new Error('the words somebody agreed to are kept for ever');
  const content = await makeReceipt(fonts, {
    row,
    artefact,
    notice: { version, ...words },
    nameMasked: maskName(cipher.open('person.name', subject.name)),
    issuer: config.certificates.issuer,
    printedAt,
  });
  const file = signPaper(content, config.certificates);
  const parts = readSignature(file);
  if (!parts) throw new Error('a paper just signed has its signature');
  return {
    fileName: `信息授权凭据-${row.id.slice(0, 8)}.pdf`,
    mediaType: 'application/pdf',
    content: Buffer.from(file).toString('base64'),
    signature: parts.signature,
    keyId: parts.keyId,
  };
}

function asJson({ config }: Runtime, { row }: Seen, artefact: Artefact): Receipt {
  const content = receiptJson(config, row, artefact);
  const { keyId, privateKey } = config.certificates;
  return {
    fileName: `信息授权凭据-${row.id.slice(0, 8)}.json`,
    mediaType: 'application/json',
    content,
    signature: sign(content, privateKey),
    keyId,
  };
}

/** Made after the commit and kept nowhere: it says what the signed statement says, and no more. */
export const receiptWith = (fonts: Fonts) =>
  mutationWithAfter('consent.receipt', {
    async run({ tx, runtime, caller, now, audit }, { consentId, form }) {
      const seen = await lockSeen(tx, runtime.cipher, caller, consentId, now);
      evidenceOf(runtime, seen);
      await audit({
        action: 'consent.receipt',
        subjectPersonId: seen.subject.id,
        details: { consentId, form },
      });
      return { printedAt: now };
    },

    async after({ runtime, caller, now }, { consentId, form }, { printedAt }) {
      const seen = await findSeen(runtime.db, runtime.cipher, caller, consentId, now);
      const artefact = evidenceOf(runtime, seen);
      if (form === 'json') return asJson(runtime, seen, artefact);
      try {
        return await asPdf(runtime, fonts, seen, artefact, printedAt);
      } catch (error) {
        if (!(error instanceof UnprintableTextError)) throw error;
        const message = '名字里有一个生僻字，这里的字库还印不出来。请存成数据文件';
        throw new ServiceError('not_printable', { message, cause: error });
      }
    },
  });
