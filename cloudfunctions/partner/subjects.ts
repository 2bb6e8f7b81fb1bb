import { shanghaiDate } from '@yibao/shared/rules/dates';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Subject } from '../consent/subject';
import { refuseFields } from '../lib/dispatcher/input';
import { type Claim } from '../lib/people';

/**
 * The people of a request, normalised by the document and name rules. Nobody is looked up: what is
 * answered is the same for somebody we know, somebody we don't, and nobody at all.
 *
 * @throws ServiceError bad_input naming each field of each entry, counted from one for people
 */
export function readSubjects(people: readonly Claim[], now: number): Subject[] {
  const today = shanghaiDate(now);
  const wrong: { field: string; message: string }[] = [];
  const subjects = people.map(({ documentType, documentNumber, name }, index) => {
    const refuse = (field: keyof Claim, message: string) =>
      wrong.push({ field: `people.${index}.${field}`, message: `第 ${index + 1} 位：${message}` });
    const document = parseIdentityDocument(documentType, documentNumber, today);
    const called = parsePersonName(name);
    if (!called.ok) refuse('name', called.message);
    if (!document.ok) refuse('documentNumber', document.message);
    return {
      documentNumber: document.ok ? document.value.number : '',
      name: called.ok ? called.value : '',
    };
  });
  if (wrong.length > 0) throw refuseFields(wrong);
  return subjects;
}

export const numberIndexOf = (cipher: FieldCipher, documentNumber: string): string =>
  cipher.index('person.document_number', documentNumber);
