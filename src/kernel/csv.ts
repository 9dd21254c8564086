/** What a spreadsheet takes for a number, and we have written as one. */
const number = /^-?\d+(\.\d+)?$/;
/** With what a spreadsheet begins to reckon, also where blanks or a wide form of the sign stand there. */
const formula = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would reckon with has an apostrophe before it: it may come from whoever wrote a
 * reference or a description.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(text: string): string {
  const safe = number.test(text) || !formula.test(text) ? text : `'${text}`;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
