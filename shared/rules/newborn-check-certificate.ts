/** The checks that read the birth certificate: itself, its parents, its baby. */
import type { NewbornSource } from './newborn-checks';
import {
  type Finding,
  isOtherProvince,
  mismatch,
  type NewbornQuestion,
  type ParentRole,
  passed,
  type RegistryCertificate,
  review,
  sameName,
  samePerson,
  unavailable,
} from './newborn-question';

const registry = 'birthCertificateRegistry';

/**
 * Whether the certificate is known, in force, and of an edition that was still issued. One of
 * another province goes to a person, who compares it with the photograph.
 */
export function judgeCertificate(question: NewbornQuestion): Finding {
  const { answers, policy } = question;
  const { certificate } = answers;
  if (isOtherProvince(question)) {
    return review('otherProvince', '证是外省签发的，由工作人员对照您上传的照片核对。');
  }
  if (certificate.state !== 'answered') return unavailable(registry);
  const found = certificate.value;
  if (found === null) {
    return mismatch(
      'unknown',
      '没有查到这个编号的出生医学证明。',
      '请对照证明核对编号，1 个字母加 9 位数字；没有填错的，请联系签发证明的医院。',
    );
  }
  return judgeFound(found, policy.newborn.certificate.sixthEditionUntil);
}

function judgeFound(found: RegistryCertificate, sixthEditionUntil: string): Finding {
  if (found.status === 'voided') {
    return mismatch(
      'voided',
      '这张出生医学证明已经作废。',
      '请换用有效的证明重新提交；手里没有的，请联系签发证明的医院。',
    );
  }
  if (found.status === 'replaced') {
    return mismatch(
      'replaced',
      '这张出生医学证明已经换发了新证。',
      '请改填新证的编号，再提交一次。',
    );
  }
  if (found.edition < 6) {
    return mismatch(
      'oldEdition',
      '这是早已停用的旧版出生医学证明。',
      '请联系签发证明的医院换发新版，再用新证的编号提交。',
    );
  }
  if (found.edition === 6 && found.issuedOn > sixthEditionUntil) {
    return mismatch(
      'sixthEdition',
      '这是第六版出生医学证明，签发的时候这一版已经停用。',
      '请联系签发证明的医院换发新版，再用新证的编号提交。',
    );
  }
  return passed('valid', '查到了这张出生医学证明，有效。');
}

/** Whether the applicant is the mother or the father the certificate names. */
export function isOnCertificate(
  { applicant, role }: Pick<NewbornQuestion, 'applicant' | 'role'>,
  { mother, father }: RegistryCertificate,
): boolean {
  const named = role === 'mother' ? mother : father;
  return named !== null && samePerson(named, applicant);
}

export const notParent = mismatch(
  'notParent',
  '这张出生医学证明上的父母里没有您。',
  '请核对证明编号，以及您的姓名、证件和证上写的是不是一样；证上写错的，请联系签发证明的医院更正。',
);

const otherTitles = { mother: '父亲', father: '母亲' } satisfies Record<ParentRole, string>;

function judgeNobodyElse(otherNamed: boolean, title: string): Finding {
  if (!otherNamed) return passed('matched', '证上只有您一位家长，对上了。');
  return mismatch(
    'otherParentNamed',
    '您选了证上只有您一位，可是证上还写着另一位家长。',
    `请对照证明填写宝宝的${title}，再提交一次。`,
  );
}

/** @returns what is wrong with the other parent, or that all fits */
function judgeOtherParent(
  { form, answers, role }: NewbornQuestion,
  found: RegistryCertificate,
): Finding & { source?: NewbornSource } {
  const named = role === 'mother' ? found.father : found.mother;
  const title = otherTitles[role];
  const { otherParent } = form;
  if (otherParent.kind === 'none') return judgeNobodyElse(named !== null, title);
  if (named === null) {
    return mismatch(
      'noOtherParent',
      '证上没有写另一位家长。',
      '请把另一位家长改选为「证上只有我一位」，再提交一次。',
    );
  }
  if (otherParent.kind === 'typed') {
    if (samePerson(named, otherParent.person)) return passed('matched', '证上的父母对上了。');
    return mismatch(
      'otherParentDiffers',
      `您填写的${title}和证上的不一样。`,
      `请对照证明核对宝宝${title}的姓名、证件类型和号码，再提交一次。`,
    );
  }
  const { spouse } = answers;
  const source = 'marriageRegistry';
  if (spouse.state !== 'answered') return { ...unavailable(source), source };
  if (spouse.value === null) {
    const sentence = '没有查到您的婚姻登记，不能从登记里取另一位家长。';
    const mend = `请改选「填写另一位」，对照证明填写宝宝的${title}。`;
    return { ...mismatch('notMarried', sentence, mend), source };
  }
  if (samePerson(named, spouse.value)) return passed('matched', '证上的父母对上了。');
  return mismatch(
    'otherParentDiffers',
    `婚姻登记里您的配偶和证上的${title}不一样。`,
    `请改选「填写另一位」，对照证明填写宝宝的${title}。`,
  );
}

const byStaff = (what: string): Finding =>
  review('otherProvince', `证是外省签发的，${what}由工作人员对照照片核对。`);

/**
 * Whether the certificate names the applicant in their role and the other parent as given, by
 * document type, number and name.
 *
 * @returns the finding, and another source than the certificate's registry where that decided
 */
export function judgeParents(question: NewbornQuestion): Finding & { source?: NewbornSource } {
  const { certificate } = question.answers;
  const found = certificate.state === 'answered' ? certificate.value : null;
  if (!found) return isOtherProvince(question) ? byStaff('证上的父母') : unavailable(registry);
  return isOnCertificate(question, found) ? judgeOtherParent(question, found) : notParent;
}

/**
 * Whether name, sex, birth date and birth time are the certificate's. The answer names the fields
 * that differ and never what the registry holds.
 */
export function judgeBaby(question: NewbornQuestion): Finding {
  const { form } = question;
  const { certificate } = question.answers;
  const found = certificate.state === 'answered' ? certificate.value : null;
  if (!found) return isOtherProvince(question) ? byStaff('宝宝的信息') : unavailable(registry);
  const fields = [
    { field: 'name', label: '姓名', same: sameName(form.babyName, found.babyName) },
    { field: 'sex', label: '性别', same: form.sex === found.sex },
    { field: 'bornOn', label: '出生日期', same: form.bornOn === found.bornOn },
    { field: 'bornAtTime', label: '出生时间', same: form.bornAtTime === found.bornAtTime },
  ].filter(({ same }) => !same);
  if (fields.length === 0) return passed('matched', '宝宝的姓名、性别和出生时间都对上了。');
  const labels = fields.map(({ label }) => label).join('、');
  return mismatch(
    fields.map(({ field }) => field).join(','),
    `宝宝的${labels}和证上的不一样。`,
    `请对照出生医学证明，把${labels}改成和证上一样，再提交一次。`,
  );
}
