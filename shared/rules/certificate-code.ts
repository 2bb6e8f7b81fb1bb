/**
 * Verification codes: 130 bits in the 32 signs that nobody mixes up (no I, L, O, U), two check
 * signs behind them, so that a slip of the pen is told from a code that does not exist. Seven
 * groups of four, as they are printed and typed.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomSigns = 26;
const checkSigns = 2;
export const codeLength = randomSigns + checkSigns;
/** Random bytes a code is made from: 26 signs of five bits, the first two bits of nothing. */
export const codeBytes = 17;
const groupLength = 4;

/** The largest prime that two signs can say: any one wrong sign, any two swapped, are noticed. */
const modulus = 1021;
const weight = 37;

function checkOf(signs: string): string {
  let sum = 0;
  for (const sign of signs) sum = (sum * weight + alphabet.indexOf(sign) + 1) % modulus;
  return (alphabet[sum >> 5] ?? '') + (alphabet[sum & 31] ?? '');
}

/**
 * @param random `codeBytes` random bytes
 * @returns a code without its groups, as `readCode` gives it
 */
export function makeCode(random: Uint8Array): string {
  if (random.length !== codeBytes) throw new RangeError(`a code takes ${codeBytes} random bytes`);
  let [bits, held, signs] = [0, 0, ''];
  for (const byte of random) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && signs.length < randomSigns) {
      bits -= 5;
      signs += alphabet[(held >> bits) & 31] ?? '';
    }
  }
  return signs + checkOf(signs);
}

const alike: Record<string, string> = { O: '0', I: '1', L: '1', U: 'V' };

/**
 * A code as somebody typed or scanned it: small letters, spaces, dashes, full width and
 * look-alikes are all right.
 *
 * @returns the code without its groups, or what is wrong with it
 */
export function readCode(
  typed: string,
): { ok: true; code: string } | { ok: false; reason: 'empty' | 'length' | 'signs' | 'check' } {
  const signs = typed
    .slice(0, 200)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—_.·]/g, '')
    .replace(/[OILU]/g, (sign) => alike[sign] ?? sign);
  if (signs === '') return { ok: false, reason: 'empty' };
  if (signs.length !== codeLength) return { ok: false, reason: 'length' };
  if (Array.from(signs).some((sign) => !alphabet.includes(sign))) {
    return { ok: false, reason: 'signs' };
  }
  const isRight = checkOf(signs.slice(0, randomSigns)) === signs.slice(randomSigns);
  return isRight ? { ok: true, code: signs } : { ok: false, reason: 'check' };
}

/** @returns the code in its groups: 7K2M-… */
export function groupCode(code: string): string {
  return (code.match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? []).join('-');
}

/** Eight signs of a serial number; they only keep two papers of a day apart. */
export function serialSigns(random: Uint8Array): string {
  return Array.from(random.slice(0, 8), (byte) => alphabet[byte & 31] ?? '').join('');
}
