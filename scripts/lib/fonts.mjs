import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import subsetFont from 'subset-font';
import { ROOT } from './root.mjs';

const PACKAGE = '@expo-google-fonts/noto-sans-sc';
const FONT = `${PACKAGE}/400Regular/NotoSansSC_400Regular.ttf`;

/** Latin letters, their accents, punctuation, arrows, shapes, full width: what forms are made of. */
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20ac, 0x20ac],
  [0x2103, 0x2122],
  [0x2190, 0x2193],
  [0x2460, 0x2473],
  [0x2500, 0x25ff],
  [0x2713, 0x2717],
  [0x3000, 0x303f],
  [0xff01, 0xff5e],
];

/** GB 2312: the 6,763 characters that nearly every name and all our sentences are written with. */
function gb2312() {
  const decoder = new TextDecoder('gbk', { fatal: true });
  const characters = [];
  for (let row = 0xa1; row <= 0xf7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      try {
        characters.push(decoder.decode(Uint8Array.of(row, cell)));
      } catch {
        // an empty place of the table
      }
    }
  }
  return characters.join('');
}

function commonCharacters() {
  const codes = RANGES.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  );
  return String.fromCodePoint(...codes) + gb2312();
}

/**
 * Lays the font beside a function's bundle: the usual characters, the whole font for rare names,
 * and the licence (OFL 1.1), which has to travel with both.
 *
 * @param {string} folder of the bundle
 */
export async function writeFonts(folder) {
  const require = createRequire(path.join(ROOT, 'cloudfunctions', 'package.json'));
  const file = require.resolve(FONT);
  const whole = fs.readFileSync(file);
  const fonts = path.join(folder, 'fonts');
  fs.mkdirSync(fonts, { recursive: true });
  const common = await subsetFont(whole, commonCharacters(), { targetFormat: 'truetype' });
  fs.writeFileSync(path.join(fonts, 'noto-sans-sc-common.ttf'), common);
  fs.copyFileSync(file, path.join(fonts, 'noto-sans-sc-whole.ttf'));
  const licence = path.join(path.dirname(path.dirname(file)), 'LICENSE_FONT');
  fs.copyFileSync(licence, path.join(fonts, 'LICENSE_FONT.txt'));
}
