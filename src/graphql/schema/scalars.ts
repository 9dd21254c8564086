import { GraphQLError, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { durationText, unitMs } from '../../kernel/duration.ts';
import { builder } from './builder.ts';
import { unstorable } from './text.ts';

const page = (name: string): string => `https://paygraph.dev/scalars/${name}`;
/** What came, within bounds: a list or an object is not walked, since it may be as deep as it likes. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function expected(what: string, value: unknown): GraphQLError {
  return new GraphQLError(`expected ${what}; got ${shown(value)}`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Reads JSON strings only, both as a variable and as a literal; `read` gives undefined for text that breaks the rule. */
function text<T>(
  what: string,
  read: (value: string) => T | undefined,
): { parseValue(value: unknown): T; parseLiteral(node: ValueNode): T } {
  const parseValue = (value: unknown): T => {
    const parsed = typeof value === 'string' ? read(value) : undefined;
    if (parsed === undefined) throw expected(what, value);
    return parsed;
  };
  return {
    parseValue,
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw expected(what, 'value' in node ? node.value : node.kind);
      return parseValue(node.value);
    },
  };
}

const matching = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : undefined);
const bigintText = { serialize: (value: unknown): string => (value as bigint).toString() };
const int64Max = 9_223_372_036_854_775_807n;

builder.scalarType('Int64', {
  description: 'Signed 64-bit integer as a JSON string, since a JSON number loses precision past 2^53.',
  specifiedByURL: page('int64'),
  ...bigintText,
  ...text('a whole number of at most 64 bits, as a string', (value) => {
    const number = /^(?:0|-?[1-9]\d{0,18})$/.test(value) ? BigInt(value) : undefined;
    return number === undefined || number > int64Max || number < -int64Max - 1n ? undefined : number;
  }),
});

builder.scalarType('MinorUnits', {
  description:
    'Signed 64-bit count of minor currency units (øre, cents) as a JSON string, never a float. A string that is no whole number is answered with InvalidInputError, so that every problem of an input is told at once.',
  specifiedByURL: page('minor-units'),
  ...bigintText,
  ...text('a count of minor units as a string, for example "8000" for 80.00', (value) =>
    value.length <= 40 ? value : undefined,
  ),
});

builder.scalarType('CurrencyCode', {
  description: 'ISO 4217 alphabetic code, for example DKK.',
  specifiedByURL: page('currency-code'),
  ...text('three capital letters', matching(/^[A-Z]{3}$/)),
});

builder.scalarType('DateTime', {
  description: 'RFC 3339 instant, always UTC and with milliseconds on the way out: 2026-11-20T10:00:00.000Z.',
  specifiedByURL: page('date-time'),
  serialize: (value) => (value as Date).toISOString(),
  ...text('an RFC 3339 instant with its zone, for example 2026-11-20T10:00:00Z', (value) => {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined;
    const parsed = new Date(value);
    return isStorableTime(parsed) && isCalendarDay(value.slice(0, 10)) ? parsed : undefined;
  }),
});

builder.scalarType('Date', {
  description: 'A plain calendar day in the zone of the payment scheme: 2026-11-20.',
  specifiedByURL: page('date'),
  ...text('a calendar day, for example 2026-11-20', (value) => (isCalendarDay(value) ? value : undefined)),
});

builder.scalarType('Url', {
  description:
    'Absolute URL of at most 2,000 characters: https, and in the sandbox also http to a loopback address. No user name or password in it.',
  specifiedByURL: page('url'),
  ...text('an absolute https URL without user name and blanks, at most 2,000 characters', (value) => {
    // The parser would take a line break, a tab or a space out, and what is kept and shown would not be what is called.
    const plain = /^[\x21-\u{10ffff}]{1,2000}$/u.test(value) && !/[\x7f-\xa0]/.test(value) && !unstorable(value);
    const url = plain && URL.canParse(value) ? new URL(value) : undefined;
    const loopback = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    return url && (url.protocol === 'https:' || loopback) && !url.username && !url.password ? value : undefined;
  }),
});

const durationMaxMs = 366 * unitMs.D;

builder.scalarType('Duration', {
  description:
    'ISO 8601 duration in weeks, days, hours, minutes and seconds, from one second to 366 days: P1D, PT15M. No months or years, whose length varies.',
  specifiedByURL: page('duration'),
  serialize: (value) => durationText(value as number),
  ...text('an ISO 8601 duration from PT1S to P366D, for example P1D', (value) => {
    const match = /^P(?=.)(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/.exec(
      value,
    );
    if (!match) return undefined;
    const [weeks, days, hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0));
    const ms =
      (weeks ?? 0) * unitMs.W +
      (days ?? 0) * unitMs.D +
      (hours ?? 0) * unitMs.H +
      (minutes ?? 0) * unitMs.M +
      (seconds ?? 0) * unitMs.S;
    return ms >= unitMs.S && ms <= durationMaxMs ? ms : undefined;
  }),
});

builder.scalarType('EventCursor', {
  description:
    "Opaque, URL-safe resume position in one merchant's event log. Signed, and bound to the merchant and so to the environment.",
  specifiedByURL: page('event-cursor'),
  // Anything else is told apart where it is used: a mangled cursor, a foreign one and one from the future get one answer.
  ...text('a cursor that we gave', (value) => (value.length <= 200 ? value : undefined)),
});

builder.scalarType('IdempotencyKey', {
  description:
    "The caller's own key for one operation, 8 to 128 visible ASCII characters. The same key with the same input never acts twice.",
  specifiedByURL: page('idempotency-key'),
  ...text('8 to 128 visible ASCII characters without spaces', matching(/^[\x21-\x7e]{8,128}$/)),
});

builder.scalarType('Sha256', {
  description: 'SHA-256 in lower-case hexadecimal: 64 characters.',
  specifiedByURL: page('sha256'),
  ...text('64 lower-case hexadecimal digits', matching(/^[0-9a-f]{64}$/)),
});

const metadataRule =
  'an object of at most 50 keys of 1 to 40 characters (not __proto__), each with a string of at most 500 characters';

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(metadataRule, value);
  const entries = Object.entries(value);
  if (entries.length > 50) throw expected(metadataRule, `${entries.length} keys`);
  for (const [key, item] of entries) {
    // Libraries drop a key named __proto__, or worse.
    const named = key.length > 0 && [...key].length <= 40 && !unstorable(key) && key !== '__proto__';
    if (!named) throw expected(metadataRule, `the key ${key}`);
    if (typeof item !== 'string' || [...item].length > 500 || unstorable(item))
      throw expected(metadataRule, typeof item === 'string' ? `a text of ${[...item].length} characters` : item);
  }
  return Object.fromEntries(entries);
}

builder.scalarType('Metadata', {
  description:
    "The caller's own notes: at most 50 keys, each key of at most 40 and each value, a string, of at most 500 characters.",
  specifiedByURL: page('metadata'),
  serialize: (value) => value as Readonly<Record<string, string>>,
  parseValue: readMetadata,
  parseLiteral: (node, variables) => readMetadata(valueFromASTUntyped(node, variables)),
});

function isCalendarDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return isStorableTime(parsed) && parsed.toISOString().startsWith(value);
}

/** The year 1 comes after 1 BC: PostgreSQL knows no year 0. */
function isStorableTime(time: Date): boolean {
  return time.getUTCFullYear() >= 1;
}
