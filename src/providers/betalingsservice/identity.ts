/** What can be told of Danish identities and accounts without asking anybody. */

// Between the digits of a number people write spaces, dots and hyphens; a country in front, too.
const joiner = '[ .\u00a0-]?';
const cprForm = new RegExp(`^(?:DK${joiner})?(\\d{2})${joiner}(\\d{2})${joiner}(\\d{2})${joiner}(\\d{4})$`, 'i');
const cvrForm = new RegExp(`^(?:DK${joiner})?(\\d${`${joiner}\\d`.repeat(7)})$`, 'i');

/** A person's CPR number in the form of the wire: ten digits alone; null where it has another form. */
export function toCpr(text: string): string | null {
  return cprForm.exec(text.trim())?.slice(1).join('') ?? null;
}

/** A company's CVR number in the form of the wire: eight digits, without the country; null where it has another form. */
export function toCvr(text: string): string | null {
  const [, written] = cvrForm.exec(text.trim()) ?? [];
  return written === undefined ? null : toDigits(written);
}

/** Whether a text is meant as a company's number, well formed or not: fewer digits than a person's. */
export function isMeantAsCvr(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return digits > 0 && digits <= 8 && !/\d{6}\D+\d{1,4}$/.test(text);
}

/** Weighted by 2, 7, 6, 5, 4, 3, 2, 1 the digits sum to a multiple of eleven. */
export function isCvr(cvr: string): boolean {
  const weights = '27654321';
  const sum = [...cvr].reduce((total, digit, index) => total + Number(digit) * Number(weights[index]), 0);
  return cvr[0] !== '0' && sum % 11 === 0;
}

/**
 * The birth date in a CPR number; null where there is no such day. The seventh digit tells the century. The modulus of the whole number
 * is not looked at: since October 2007 numbers are given out that fail it.
 */
export function birthDate(cpr: string): Date | null {
  const [day, month, year] = [cpr.slice(0, 2), cpr.slice(2, 4), cpr.slice(4, 6)].map(Number);
  if (day === undefined || month === undefined || year === undefined) return null;
  const full = century(Number(cpr[6]), year) + year;
  const date = new Date(Date.UTC(full, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

// Seventh digit: the last two-digit year of the later century, and the two centuries. 0 to 3 are of the 1900s throughout.
function century(seventh: number, year: number): number {
  if (seventh < 4) return 1900;
  const [lastOfLater, earlier] = seventh === 4 || seventh === 9 ? [36, 1900] : [57, 1800];
  return year <= lastOfLater ? 2000 : earlier;
}

/** A registration or account number as it is often written, without spaces, dots and hyphens. */
export function toDigits(text: string): string {
  return text.replace(/[\s.-]/g, '');
}

/** The customer number in the form of the wire. */
export function toCustomerNumber(text: string): string {
  return text.trim().toUpperCase();
}
