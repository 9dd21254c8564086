import { randomBytes } from 'node:crypto';

/** What each id prefix names. The prefix alone decides the type; no table name is shown. */
export const idPrefixes = {
  agr: 'Agreement',
  man: 'Mandate',
  brq: 'BillingRequest',
  oop: 'OneOffPayment',
  trf: 'Transfer',
  chg: 'Charge',
  sch: 'PaymentSchedule',
  rcp: 'TransferReceipt',
  cap: 'Capture',
  rfd: 'Refund',
  pyo: 'Payout',
  opr: 'Operation',
  evt: 'Event',
  led: 'LedgerEntry',
  whe: 'WebhookEndpoint',
  whd: 'WebhookDelivery',
  mer: 'Merchant',
  inb: 'InboxItem',
  key: 'ApiKey',
  acc: 'ProviderAccount',
  aud: 'AuditRecord',
  aur: 'AuditRun',
  prc: 'Process',
  opk: 'OperatorKey',
  opc: 'OperatorRecord',
} as const;
export type IdPrefix = keyof typeof idPrefixes;

// Crockford's base32: no i, l, o or u, so that an id survives being read aloud.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness, so that keys made later sort later. */
export function newUuid(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toUuid(bytes.toString('hex'));
}

const digitOf = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())),
);
const pairs = Array.from({ length: 1 << 10 }, (_, bits) => `${alphabet[bits >> 5]}${alphabet[bits & 31]}`);
const hyphen = '-'.charCodeAt(0);

/**
 * The public form: `oop_` and 26 lower-case base32 characters. Ten bits at a time, since a page of a hundred payments makes two hundred:
 * a BigInt takes eight times as long, which was a twelfth of what such a page takes.
 */
export function encodeId(prefix: IdPrefix, uuid: string): string {
  let text = `${prefix}_`;
  // 130 bits are written for 128: the first two are none.
  let waiting = 2;
  let bits = 0;
  for (let i = 0; i < uuid.length; i++) {
    const code = uuid.charCodeAt(i);
    if (code === hyphen) continue;
    bits = (bits << 4) | (digitOf[code] ?? 0);
    waiting += 4;
    if (waiting < 10) continue;
    waiting -= 10;
    text += pairs[(bits >> waiting) & 1023];
  }
  return text;
}

/** The prefix and uuid in a public id, or null for anything that is not exactly what `encodeId` writes. */
export function decodeId(id: string): { prefix: IdPrefix; uuid: string } | null {
  const match = /^([a-z]{3})_([0-7][0-9a-hjkmnp-tv-z]{25})$/.exec(id);
  const prefix = match?.[1];
  if (!match?.[2] || !prefix || !(prefix in idPrefixes)) return null;
  let value = 0n;
  for (const character of match[2]) value = (value << 5n) | BigInt(alphabet.indexOf(character));
  return { prefix: prefix as IdPrefix, uuid: toUuid(value.toString(16).padStart(32, '0')) };
}

/** The uuid in an id of one kind, or null: a malformed id and one of another kind get the same answer. */
export function uuidOf(prefix: IdPrefix, id: string): string | null {
  const decoded = decodeId(id);
  return decoded?.prefix === prefix ? decoded.uuid : null;
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
