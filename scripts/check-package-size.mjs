import { PlainError, runMain, say } from './lib/say.mjs';
import { measureWeappMain } from './lib/sizes.mjs';

/** WeChat refuses a main package above this. */
const MAIN_LIMIT_BYTES = 2 * 1024 * 1024;

/** Neither WeChat's offline compiler nor Taro notices a package that is too big. */
await runMain(async () => {
  const bytes = measureWeappMain();
  if (bytes >= MAIN_LIMIT_BYTES) {
    throw new PlainError(
      `The main package weighs ${bytes} bytes; the limit is ${MAIN_LIMIT_BYTES}.`,
    );
  }
  say(`The main package weighs ${bytes} bytes of ${MAIN_LIMIT_BYTES}.`);
});
