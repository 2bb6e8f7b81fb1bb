import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type FontFiles } from './fonts';

/** The font as npm brings it: for the local server and the tests, which have node_modules. */
export function packagedFont(from: string): FontFiles {
  const file = createRequire(from).resolve(
    '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  );
  const whole = () => readFileSync(file);
  return { common: whole, whole };
}

/** The two files that the build leaves beside a function's bundle (scripts/lib/fonts.mjs). */
export function bundledFonts(folder: string): FontFiles {
  return {
    common: () => readFileSync(join(folder, 'noto-sans-sc-common.ttf')),
    whole: () => readFileSync(join(folder, 'noto-sans-sc-whole.ttf')),
  };
}
