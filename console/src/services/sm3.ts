/**
 * SM3 (GB/T 32905-2016), for the digest of an agreement's scanned document: the file itself never
 * leaves the clerk's machine. Short enough to be here rather than a library of all SM algorithms.
 */
const initial: Words = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];
const blockBytes = 64;
type Words = [number, number, number, number, number, number, number, number];

const rotate = (word: number, by: number): number =>
  (word << (by & 31)) | (word >>> ((32 - by) & 31));
const mix0 = (x: number): number => x ^ rotate(x, 9) ^ rotate(x, 17);
const mix1 = (x: number): number => x ^ rotate(x, 15) ^ rotate(x, 23);

function padded(message: Uint8Array): DataView {
  const length = Math.ceil((message.length + 9) / blockBytes) * blockBytes;
  const bytes = new Uint8Array(length);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(length - 8, BigInt(message.length) * 8n);
  return view;
}

function expand(view: DataView, offset: number): number[] {
  const words: number[] = [];
  const at = (index: number): number => words[index] ?? 0;
  for (let j = 0; j < 16; j++) words.push(view.getUint32(offset + j * 4));
  for (let j = 16; j < 68; j++) {
    const x = at(j - 16) ^ at(j - 9) ^ rotate(at(j - 3), 15);
    words.push(mix1(x) ^ rotate(at(j - 13), 7) ^ at(j - 6));
  }
  return words;
}

function compress(state: Words, words: number[]): Words {
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j++) {
    const isEarly = j < 16;
    const ss1 = rotate(rotate(a, 12) + e + rotate(isEarly ? 0x79cc4519 : 0x7a879d8a, j), 7);
    const ff = isEarly ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = isEarly ? e ^ f ^ g : (e & f) | (~e & g);
    const word = words[j] ?? 0;
    const tt1 = ff + d + (ss1 ^ rotate(a, 12)) + (word ^ (words[j + 4] ?? 0));
    const tt2 = gg + h + ss1 + word;
    [a, b, c, d] = [tt1 | 0, a, rotate(b, 9), c];
    [e, f, g, h] = [mix0(tt2 | 0), e, rotate(f, 19), g];
  }
  const mixed: Words = [a, b, c, d, e, f, g, h];
  return mixed.map((word, index) => word ^ (state[index] ?? 0)) as Words;
}

/** @returns the digest as 64 lower-case hex digits */
export function sm3Hex(message: Uint8Array): string {
  const view = padded(message);
  let state = initial;
  for (let offset = 0; offset < view.byteLength; offset += blockBytes) {
    state = compress(state, expand(view, offset));
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
