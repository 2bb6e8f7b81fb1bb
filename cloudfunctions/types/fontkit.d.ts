/** The little that is used of fontkit, which has no types of its own. */
declare module 'fontkit' {
  interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  interface Collection {
    fonts: Font[];
  }
  export function create(buffer: Buffer): Font | Collection;
}
