/** What every typed-in field has in common. */

/**
 * @param text as typed
 * @returns the same with full-width letters, digits, marks and spaces (U+FF01–FF5E, U+3000)
 *   as their half-width twins
 */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ');
}

/** What a parser of a typed-in field answers: the clean value, or why not and what to do. */
export type Parsed<Value, Reason extends string> =
  { ok: true; value: Value } | { ok: false; reason: Reason; message: string };

/** A refusal; the message is for the person who typed and never repeats what they typed. */
export function refuse<Reason extends string>(
  reason: Reason,
  message: string,
): { ok: false; reason: Reason; message: string } {
  return { ok: false, reason, message };
}
