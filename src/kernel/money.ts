import { ok, type Result, refuse } from './result.ts';

/** Whole minor units (øre, cents) and their ISO 4217 currency. Never a float, never a fraction of a minor unit. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/** An ISO 4217 alphabetic code that is in use. */
export type Currency = string & { readonly __brand: 'Currency' };

/** The largest amount a row can hold: a signed 64-bit integer, as PostgreSQL's bigint. */
export const amountMinorMax = 9_223_372_036_854_775_807n;

// ISO 4217 list one, 2024 edition; funds codes and precious metals are left out, since nobody pays with them.
const twoDigits =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG';
const noDigits = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const threeDigits = 'BHD IQD JOD KWD LYD OMR TND';

const exponents: ReadonlyMap<string, number> = new Map([
  ...twoDigits.split(' ').map((code) => [code, 2] as const),
  ...noDigits.split(' ').map((code) => [code, 0] as const),
  ...threeDigits.split(' ').map((code) => [code, 3] as const),
]);

/** True for an ISO 4217 code in use; narrows plain text to a currency. */
export function isCurrency(code: string): code is Currency {
  return exponents.has(code);
}

/** The currency for a code that the program itself wrote down; throws on a typing mistake. */
export function currency(code: string): Currency {
  if (!isCurrency(code)) throw new Error(`unknown currency ${code}`);
  return code;
}

/** Digits after the decimal point: 2 for DKK, 0 for JPY (ISO 4217 exponent). */
export function exponentOf(code: Currency): number {
  return exponents.get(code) ?? 2;
}

export function money(amountMinor: bigint, code: Currency): Money {
  return { amountMinor, currency: code };
}

/** Plain decimal text with all digits of the currency: 8000 DKK is `80.00`. */
export function toDecimal({ amountMinor, currency: code }: Money): string {
  const digits = exponentOf(code);
  const sign = amountMinor < 0n ? '-' : '';
  const text = amountMinor
    .toString()
    .replace('-', '')
    .padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Reads decimal text such as `80`, `80.0` or `80.00` exactly. Refuses exponents, signs other than a leading minus, more
 * digits than the currency has (unless they are zeros), and anything past a 64-bit integer: rounding money is never right.
 */
export function fromDecimal(text: string, code: Currency): Result<Money, string> {
  const match = /^(-?)(\d{1,19})(?:\.(\d{1,19}))?$/.exec(text);
  if (!match) return refuse(`expected a plain decimal number; got ${JSON.stringify(text.slice(0, 40))}`);
  const [, sign, whole = '', fraction = ''] = match;
  const digits = exponentOf(code);
  if (/[1-9]/.test(fraction.slice(digits))) {
    return refuse(`expected at most ${digits} decimals for ${code}; got ${text}`);
  }
  const amountMinor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (amountMinor > amountMinorMax) return refuse(`expected at most 64 bits; got ${text}`);
  return ok(money(sign === '-' ? -amountMinor : amountMinor, code));
}

export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}
