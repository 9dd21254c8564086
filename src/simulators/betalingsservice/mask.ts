import { createHash } from 'node:crypto';

// Ten digits that begin like a day and a month; sixty is added to the day where a bank has made the number up. Digits within a
// word or a UUID are none.
const cprInText = /(?<![\w-])([0-36-9]\d(?:0[1-9]|1[0-2])\d\d)-?\d{4}(?![\w-])/g;

/** `0101801234` as `010180-XXXX`. */
export function maskCpr(cprNumber: string): string {
  return /^\d{6}-?\d{4}$/.test(cprNumber) ? `${cprNumber.slice(0, 6)}-XXXX` : 'XXXXXX-XXXX';
}

/** Free text without the CPR numbers that somebody wrote into it. */
export function maskText(text: string): string {
  return text.replace(cprInText, '$1-XXXX');
}

/** An account number by its last four digits. */
export function maskAccount(accountNumber: string): string {
  return `******${accountNumber.slice(-4)}`;
}

/** A request's body as it may be kept in the book. */
export function maskBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (key, value: unknown) => maskMember(key, value));
  } catch {
    return maskText(body);
  }
}

/** What stands for a person where only sameness matters. */
export function debtorKey(cprNumber: string): string {
  return createHash('sha256').update(cprNumber).digest('hex');
}

/** By which a repeat of what was asked is known. */
export function contentHash(asked: object): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function maskMember(key: string, value: unknown): unknown {
  if (/cpr/i.test(key)) return maskCpr(String(value));
  if (/account(No|Number)$/i.test(key)) return maskAccount(String(value));
  return typeof value === 'string' ? maskText(value) : value;
}
