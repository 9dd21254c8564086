// A word of a provider's is shorter; of anything longer the beginning tells what it is.
const lengthMax = 40;
// Far more than is shown, so that a number which runs over the end is masked before it is cut.
const readMax = 200;

/**
 * Text from outside as it may stand in our messages and logs: short, on one line, and without numbers that could be somebody's. Eight
 * digits or more, with at most one sign between two of them, are a CPR, phone, account or card number, so each of them becomes `#`;
 * a provider's codes are shorter, and stay readable.
 */
export function quote(text: string): string {
  const line = text
    .slice(0, readMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return JSON.stringify(
    line.replace(/\d(?:[ .\-/]?\d){7,}/g, (number) => number.replace(/\d/g, '#')).slice(0, lengthMax),
  );
}

/**
 * A body that could not be read, in words. Nothing of it is repeated: it may be the very answer that names a person, cut on its way or
 * wrapped by something in between. How long it is and what it looks like tells those two apart.
 */
export function describeBody(text: string): string {
  const body = text.trim();
  const looks = /^[{["]/.test(body) ? 'JSON' : body.startsWith('<') ? 'HTML or XML' : 'text';
  return `${body.length} characters that look like ${looks}`;
}
