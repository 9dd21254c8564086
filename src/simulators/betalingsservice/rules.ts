/** What can be told of Danish identities and accounts without asking anybody. All of them take the form on the wire. */

/** The birth date in a CPR number, by the century that its seventh digit gives; null where there is no such day. */
export function birthDateOf(cprNumber: string): Date | null {
  const [, day, month, year, seventh] = /^(\d\d)(\d\d)(\d\d)(\d)\d{3}$/.exec(cprNumber)?.map(Number) ?? [];
  if (day === undefined || month === undefined || year === undefined || seventh === undefined) return null;
  const date = new Date(0);
  date.setUTCFullYear(centuryOf(seventh, year) + year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

/** Whether the digits are those of a company: weighted, they sum to a multiple of eleven. */
export function isCvr(cvrNumber: string): boolean {
  if (!/^[1-9]\d{7}$/.test(cvrNumber)) return false;
  const weights = [2, 7, 6, 5, 4, 3, 2, 1];
  return weights.reduce((sum, weight, index) => sum + weight * Number(cvrNumber[index]), 0) % 11 === 0;
}

/** One to ten digits, not all zero. No check digit is common to all banks. */
export function isAccountNumber(accountNumber: string): boolean {
  return /^\d{1,10}$/.test(accountNumber) && /[1-9]/.test(accountNumber);
}

function centuryOf(seventh: number, year: number): number {
  if (seventh <= 3) return 1900;
  if (seventh === 4 || seventh === 9) return year <= 36 ? 2000 : 1900;
  return year <= 57 ? 2000 : 1800;
}
