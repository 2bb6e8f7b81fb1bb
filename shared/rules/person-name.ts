import { type Parsed, refuse, toHalfWidth } from './text';

export type PersonNameRefusal = 'empty' | 'tooShort' | 'tooLong' | 'separator' | CharacterRefusal;
type CharacterRefusal = 'control' | 'markup' | 'digit' | 'emoji' | 'rareCharacter' | 'character';

const minChars = 2;
const maxChars = 50;
const maxRawLength = 200;

// Ranges instead of \p{Script=Han}: they mean the same in every WeChat engine, however old its
// Unicode tables. Planes 2 and 3 hold all ideograph extensions, present and future.
const han = '\\u3007\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uFA0E-\\uFA29\\u{20000}-\\u{3FFFD}';
const latin = 'A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F\\u1E00-\\u1EFF';
// C0 and C1 controls, soft hyphen, zero-width and direction marks, lone surrogates, tags.
const invisible =
  '\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F' +
  '\\uD800-\\uDFFF\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E0FFF}';
const letter = new RegExp(`[${han}${latin}]`, 'u');
const allowed = new RegExp(`[${han}${latin} ·.'-]`, 'u');
const hanSpaceHan = new RegExp(`([${han}]) (?=[${han}])`, 'gu');
const hanDotHan = new RegExp(`([${han}])\\.(?=[${han}])`, 'gu');

const example = '请按证件上的写法填写，例如 王小兰、买买提·艾力';

/** Why a character is refused: the first row that fits. */
const refusals: { reason: CharacterRefusal; pattern: RegExp; message: string }[] = [
  { reason: 'digit', pattern: /[0-9]/, message: `姓名里不能有数字，${example}` },
  {
    reason: 'markup',
    pattern: /[<>&"/\\{}[\]()=;`$#%|^~]/,
    message: `姓名里不能有 < > & 这样的符号，${example}`,
  },
  {
    reason: 'emoji',
    pattern: /[\u20E3\u2190-\u2BFF\uFE0E\uFE0F\u{1F000}-\u{1FBFF}]/u,
    message: `姓名里不能有表情或图形符号，${example}`,
  },
  {
    reason: 'rareCharacter',
    pattern: /[\uE000-\uF8FF\uFFFD\u{F0000}-\u{10FFFD}]/u,
    message: '姓名里有一个生僻字认不出来，请换一种输入法再试，或带证件到医保窗口办理',
  },
  {
    reason: 'control',
    pattern: new RegExp(`[${invisible}]`, 'u'),
    message: `姓名里有看不见的特殊字符，请删掉重新输入，${example}`,
  },
  {
    reason: 'character',
    pattern: /[^]/u,
    message: `姓名里只能有汉字、英文字母、空格和“·”，${example}`,
  },
];

function normalise(raw: string): string {
  return toHalfWidth(raw)
    .normalize('NFC')
    .replace(/[\u2F00-\u2FD5]/g, (radical) => radical.normalize('NFKC'))
    .replace(/[\u2022\u2027\u2219\u22C5\u25CF\u30FB\uFF65\u0387]/g, '·')
    .replace(/[\u2018\u2019\u02BC`]/g, "'")
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .replace(/[ \u00A0\u2000-\u200A\u202F\u205F]+/g, ' ')
    .trim()
    .replace(/ ?· ?/g, '·')
    .replace(hanSpaceHan, '$1')
    .replace(hanDotHan, '$1·');
}

/**
 * Reads a person's name as an identity document writes it: Chinese characters including rare
 * ones, Latin letters, spaces, the interpunct of minority names, full stop, apostrophe, hyphen.
 * 2 to 50 characters. Spaces between Chinese characters and the many look-alikes of the
 * interpunct are put right.
 *
 * @param raw as typed
 * @returns the normalised name, or a refusal in Chinese that does not repeat the name
 */
export function parsePersonName(raw: string): Parsed<string, PersonNameRefusal> {
  if (raw.length > maxRawLength) return tooLong();
  const name = normalise(raw);
  const chars = Array.from(name);
  if (chars.length === 0) return refuse('empty', `请填写姓名，${example}`);
  const wrong = chars.find((char) => !allowed.test(char));
  if (wrong !== undefined) return refuseCharacter(wrong);
  if (chars.length > maxChars) return tooLong();
  if (chars.filter((char) => letter.test(char)).length < minChars) {
    return refuse('tooShort', `姓名至少要有两个字，${example}`);
  }
  if (/([·.'-])\1/.test(name) || /^[ ·.'-]|[ ·'-]$/.test(name)) {
    return refuse('separator', '“·”和“-”要写在两个字中间，只写一个，例如 买买提·艾力');
  }
  return { ok: true, value: name };
}

function tooLong(): Parsed<string, PersonNameRefusal> {
  return refuse('tooLong', `姓名最多 ${maxChars} 个字，${example}`);
}

function refuseCharacter(char: string): Parsed<string, PersonNameRefusal> {
  const row = refusals.find(({ pattern }) => pattern.test(char));
  return row ? refuse(row.reason, row.message) : refuse('character', example);
}
