/** Node reads GBK and does not write it: the table is its own reading, turned round. */
let table: Map<string, [number, number]> | null = null;

function makeTable(): Map<string, [number, number]> {
  const decoder = new TextDecoder('gbk');
  const made = new Map<string, [number, number]>();
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      const char = decoder.decode(Uint8Array.of(first, second));
      if (char.length === 1 && char !== '\ufffd') made.set(char, [first, second]);
    }
  }
  return made;
}

/** @returns the text as GBK; what GBK does not have becomes a question mark */
export function toGbk(text: string): Buffer {
  table ??= makeTable();
  const bytes: number[] = [];
  for (const char of text) {
    if (char.charCodeAt(0) < 0x80) bytes.push(char.charCodeAt(0));
    else bytes.push(...(table.get(char) ?? [0x3f]));
  }
  return Buffer.from(bytes);
}
