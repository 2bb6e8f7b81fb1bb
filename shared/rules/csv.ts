/** Tables as text that a spreadsheet opens (RFC 4180, UTF-8 with a byte order mark). */

const byteOrderMark = '\uFEFF';
/** A spreadsheet takes a cell that begins so for a formula, also in full width. */
const formulaStart = /^[\s\u0000]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|]|^[\t\r\n]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/** One cell: what could run is defused with an apostrophe, what could break the line is quoted. */
function cell(value: string): string {
  const isFormula = formulaStart.test(value) && !plainNumber.test(value);
  const harmless = isFormula ? `'${value}` : value;
  return /[",\r\n\u2028\u2029]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** @param rows the heading first; every cell as text, amounts as plain numbers */
export function csvText(rows: readonly (readonly string[])[]): string {
  return byteOrderMark + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
