import * as fontkit from 'fontkit';

/**
 * Where the letters come from. Two files, because the usual one (GB 2312, what is printed here,
 * Latin) is a fifth of the whole font, and most papers need no other.
 */
export interface FontFiles {
  common(): Uint8Array;
  /** Every character the font has; read when a paper needs one that the usual file lacks. */
  whole(): Uint8Array;
}

/** Thrown for text that no font has letters for: a blank in a name would be a false paper. */
export class UnprintableTextError extends Error {
  override name = 'UnprintableTextError';

  /** @param characters what cannot be printed; part of a name perhaps, so never for a log */
  constructor(readonly characters: string[]) {
    super(`no letters for ${characters.length} characters`);
  }
}

interface OpenFont {
  bytes: Uint8Array;
  lacks(text: string): string[];
}

/** What layout takes as space or line break and no font needs a letter for. */
const blank = /\s/;

function openFont(bytes: Uint8Array): OpenFont {
  const font = fontkit.create(Buffer.from(bytes));
  if (!('hasGlyphForCodePoint' in font)) throw new Error('a collection, not a font');
  return {
    bytes,
    lacks: (text) =>
      [...new Set(text)].filter(
        (char) => !blank.test(char) && !font.hasGlyphForCodePoint(char.codePointAt(0) ?? 0),
      ),
  };
}

/** Chooses the font file for a paper; each is read and parsed once a process. */
export class Fonts {
  #common: OpenFont | null = null;
  #whole: OpenFont | null = null;

  constructor(private readonly files: FontFiles) {}

  /**
   * @param text everything that will be on the paper
   * @returns the bytes of the smaller file that has a letter for each of its characters
   * @throws UnprintableTextError when neither has
   */
  for(text: string): Uint8Array {
    this.#common ??= openFont(this.files.common());
    const rare = this.#common.lacks(text);
    if (rare.length === 0) return this.#common.bytes;
    this.#whole ??= openFont(this.files.whole());
    const unprintable = this.#whole.lacks(text);
    if (unprintable.length > 0) throw new UnprintableTextError(unprintable);
    return this.#whole.bytes;
  }
}
