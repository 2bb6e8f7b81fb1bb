/** Names and numbers as they may be shown to anybody: enough to recognise, too little to use. */

const compoundSurnames = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '长孙',
  '宇文',
  '司徒',
  '司空',
  '令狐',
  '东方',
  '南宫',
  '端木',
  '独孤',
  '轩辕',
  '百里',
  '呼延',
  '澹台',
  '公冶',
  '申屠',
  '太史',
  '闻人',
  '赫连',
  '钟离',
  '鲜于',
  '闾丘',
  '濮阳',
  '淳于',
  '单于',
  '万俟',
  '第五',
  '西门',
  '东郭',
  '南郭',
  '拓跋',
  '完颜',
]);

const stars = (count: number): string => '*'.repeat(count);

/** 阿卜杜拉·买买提 → 阿***·***; Mary Ann → M*** A** */
function maskParts(name: string): string {
  const foreign = /[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]/.test(name);
  let keepNext = true;
  let masked = '';
  for (const char of name) {
    const separator = /[ ·.'-]/.test(char);
    masked += separator || keepNext ? char : '*';
    keepNext = separator && foreign && char === ' ';
  }
  return masked;
}

/**
 * 王兰 → 王*, 王小兰 → 王*兰, 欧阳娜娜 → 欧阳**; names written in parts keep the first letter
 * (Latin: of each word).
 *
 * @param name as parsePersonName gives it
 */
export function maskName(name: string): string {
  const chars = Array.from(name);
  const [first = '', second = ''] = chars;
  const last = chars[chars.length - 1] ?? '';
  if (/[A-Za-z\u00C0-\u024F\u1E00-\u1EFF ·.'-]/.test(name)) return maskParts(name);
  if (chars.length < 2) return stars(chars.length);
  if (chars.length === 2) return `${first}*`;
  if (compoundSurnames.has(first + second)) return first + second + stars(chars.length - 2);
  return first + stars(chars.length - 2) + last;
}

/**
 * 340621199003070025 → 340621********0025: the birth date is always among what is hidden.
 *
 * @param documentNumber normalised
 */
export function maskDocumentNumber(documentNumber: string): string {
  const length = documentNumber.length;
  const head = length >= 18 ? 6 : length >= 12 ? 3 : 1;
  const tail = length >= 12 ? 4 : 1;
  if (length < head + tail + 3) return stars(length);
  const hidden = stars(length - head - tail);
  return documentNumber.slice(0, head) + hidden + documentNumber.slice(length - tail);
}

/** 13800000000 → 138****0000. @param mobileNumber eleven digits */
export function maskMobileNumber(mobileNumber: string): string {
  if (mobileNumber.length !== 11) return stars(mobileNumber.length);
  return `${mobileNumber.slice(0, 3)}****${mobileNumber.slice(7)}`;
}
