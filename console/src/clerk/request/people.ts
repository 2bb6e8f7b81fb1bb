import type { ClaimableDocumentType, IsoDate } from '@yibao/shared/rules/facts';
import { documentTypeLabels, parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { toHalfWidth } from '@yibao/shared/rules/text';

export const maxPeople = 50;

export interface Subject {
  name: string;
  documentType: ClaimableDocumentType;
  documentNumber: string;
}

/** One line of the list: somebody, or what is wrong with it. */
export type Line =
  { lineNo: number; ok: true; subject: Subject } | { lineNo: number; ok: false; message: string };

const documentTypes = Object.keys(documentTypeLabels) as ClaimableDocumentType[];
const typeByLabel = new Map<string, ClaimableDocumentType>(
  documentTypes.map((type) => [documentTypeLabels[type], type]),
);

/** A number that is only ever given to one kind of document says it by itself. */
function typeOf(number: string): ClaimableDocumentType {
  if (/^8[123]0000/.test(number)) return 'hkMoTwResidence';
  return /^(9|[A-Z]{3})/i.test(number) ? 'foreignPermanent' : 'residentId';
}

/** @returns name, number and named type of a line; names may have spaces of their own */
function partsOf(text: string): { name: string; number: string; label: string | undefined } {
  const parts = toHalfWidth(text).split(/[\t,;、，；]+| {2,}/);
  const cells = parts.map((part) => part.trim()).filter((part) => part !== '');
  if (cells.length > 1) return { name: cells[0] ?? '', number: cells[1] ?? '', label: cells[2] };
  const words = (cells[0] ?? '').split(' ').filter((word) => word !== '');
  const at = words.findIndex((word) => /^[A-Za-z]{0,3}\d{6,}[\dXx]?$/.test(word));
  if (at < 1) return { name: cells[0] ?? '', number: '', label: undefined };
  return {
    name: words.slice(0, at).join(' '),
    number: words[at] ?? '',
    label: words[at + 1],
  };
}

/** Judges one person as typed in. @returns the person, or what to mend */
export function judge(
  name: string,
  documentType: ClaimableDocumentType,
  number: string,
  today: IsoDate,
): { ok: true; subject: Subject } | { ok: false; message: string } {
  const named = parsePersonName(name);
  if (!named.ok) return { ok: false, message: named.message };
  const document = parseIdentityDocument(documentType, number, today);
  if (!document.ok) return { ok: false, message: document.message };
  const { number: documentNumber } = document.value;
  return { ok: true, subject: { name: named.value, documentType, documentNumber } };
}

function readLine(text: string, today: IsoDate): ReturnType<typeof judge> {
  const { name, number, label } = partsOf(text);
  if (number === '')
    return { ok: false, message: '这一行要有姓名和证件号码，中间用空格或逗号隔开' };
  const documentType = label === undefined ? typeOf(number) : typeByLabel.get(label);
  if (documentType === undefined) {
    return { ok: false, message: `证件类型只能是：${[...typeByLabel.keys()].join('、')}` };
  }
  return judge(name, documentType, number, today);
}

/**
 * Reads a list that was typed or pasted from a spreadsheet: a person a line, name, number and, where
 * the number does not say it, the type of document. Empty lines are passed over.
 *
 * @param today a birth date after it is refused
 */
export function readPeople(text: string, today: IsoDate): Line[] {
  const lineOf = new Map<string, number>();
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ line, lineNo: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, lineNo }): Line => {
      const read = readLine(line, today);
      if (!read.ok) return { lineNo, ...read };
      const earlier = lineOf.get(read.subject.documentNumber);
      if (earlier !== undefined) {
        return { lineNo, ok: false, message: `和第 ${earlier} 行是同一个证件号码，请删掉一行` };
      }
      lineOf.set(read.subject.documentNumber, lineNo);
      return { lineNo, ...read };
    });
}
