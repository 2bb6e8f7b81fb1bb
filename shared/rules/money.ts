/** Money is integer fen everywhere inside; yuan with two decimals exists only on the wire. */

function assertFen(fen: number): void {
  if (!Number.isSafeInteger(fen) || fen < 0) {
    throw new RangeError('an amount must be a whole number of fen, zero or more');
  }
}

/**
 * @param fen integer, zero or more
 * @returns 「400 元」, or 「400.50 元」 when there are fen
 * @throws RangeError when the amount is not integer fen
 */
export function formatYuan(fen: number): string {
  return `${fenToYuanText(fen).replace(/\.00$/, '')} 元`;
}

/**
 * Exact, without floating point.
 *
 * @param fen integer, zero or more
 * @returns yuan with two decimals as the platform writes it: "400.00"
 * @throws RangeError when the amount is not integer fen
 */
export function fenToYuanText(fen: number): string {
  assertFen(fen);
  const rest = fen % 100;
  return `${(fen - rest) / 100}.${String(rest).padStart(2, '0')}`;
}

/**
 * Exact, without floating point.
 *
 * @param text yuan with exactly two decimals: "400.00"
 * @returns integer fen
 * @throws RangeError for any other form, and for amounts too large to be exact
 */
export function yuanTextToFen(text: string): number {
  if (!/^\d{1,14}\.\d{2}$/.test(text)) {
    throw new RangeError('an amount on the wire must be yuan with two decimals');
  }
  const fen = Number(text.replace('.', ''));
  assertFen(fen);
  return fen;
}

/**
 * The same for money that may have been taken back: "-12.50".
 *
 * @returns integer fen, below zero for a refund
 * @throws RangeError for any other form
 */
export function signedYuanTextToFen(text: string): number {
  const fen = yuanTextToFen(text.replace(/^-/, ''));
  return text.startsWith('-') && fen !== 0 ? -fen : fen;
}

/** @param fen integer, below zero for a refund @returns yuan with two decimals: "-12.50" */
export function fenToSignedYuanText(fen: number): string {
  return fen < 0 ? `-${fenToYuanText(-fen)}` : fenToYuanText(fen);
}

/** @param fen integer, below zero for a refund @returns 「-12.50 元」 */
export function formatSignedYuan(fen: number): string {
  return fen < 0 ? `-${formatYuan(-fen)}` : formatYuan(fen);
}
