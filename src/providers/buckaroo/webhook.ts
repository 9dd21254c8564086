import type { InboundItem, Interpretation, RawRequest, SignatureCheck } from '../../domain/port/provider.ts';
import { toDecimal } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { quote } from '../kit/quote.ts';
import { answers, deliveredText, nameOf, toJson } from '../kit/webhooks.ts';
import { fromDutchTime } from './dutch-time.ts';
import { type PushForm, readForm } from './push-form.ts';
import { countsTests, type Settings } from './settings.ts';
import { isFormSigned, isSigned, readHmacHeader } from './signature.ts';
import {
  amountOf,
  receiptRef,
  refundRef,
  roleOf,
  standingOf,
  statusCode,
  toReceived,
  toRefund,
  toStanding,
  transferRef,
} from './translate.ts';
import { fromForm, jsonPush, jsonTransaction, namedTransaction, type Transaction, transaction } from './wire.ts';

/**
 * Pushes: one transaction each, as JSON signed in the header or as a form signed within. What they say is signed by Buckaroo, amounts and
 * all, so it is taken as fact: money that is not the sum asked for is told under a key that we could not ask for.
 */

// Buckaroo tries for three days, and may show the first header each time.
const windowMs = 4 * 86_400_000;

/** Signed by our website's key over the bytes as they came; a form never with a weaker digest than the one that was chosen. */
export function verify(request: RawRequest, settings: Settings): SignatureCheck {
  const { pushContentType, secretKey, previousSecretKey } = settings;
  const contentType = isForm(request) ? 'httppost' : 'json';
  if (pushContentType !== undefined && pushContentType !== contentType) return 'invalid';
  const secretKeys = previousSecretKey === undefined ? [secretKey] : [secretKey, previousSecretKey];
  return contentType === 'json' ? verifyJson(request, settings, secretKeys) : verifyForm(request, settings, secretKeys);
}

function verifyJson(
  { headers, body, url, receivedAt }: RawRequest,
  { websiteKey }: Settings,
  secretKeys: readonly string[],
): SignatureCheck {
  const header = readHmacHeader(headers.authorization ?? '');
  if (header?.websiteKey !== websiteKey || url === undefined) return 'invalid';
  if (!isSigned({ method: 'POST', url, body }, header, secretKeys)) return 'invalid';
  return isRecent(new Date(Number(header.timestamp) * 1_000), receivedAt) ? 'verified' : 'stale';
}

function verifyForm(
  { body, receivedAt }: RawRequest,
  { websiteKey, pushDigest }: Settings,
  secretKeys: readonly string[],
): SignatureCheck {
  const text = deliveredText({ body }, bodyBytesMax, { keepBom: true });
  const form = text.ok ? readForm(text.value) : null;
  if (form === null || !isFormSigned(form.fields, form.signature, secretKeys, pushDigest)) return 'invalid';
  const fields = lowerCase(form.fields);
  if ((fields.brq_websitekey ?? websiteKey) !== websiteKey) return 'invalid';
  return isWeak(form, receivedAt) ? 'unverified' : 'verified';
}

/**
 * Whether a signed form only makes us ask: it could be read in two ways, or is old. A form says when its transaction got its status, and not when
 * it was sent: a person may have it sent again at any time. What Buckaroo left out of what it signed, nobody else has taken away.
 */
function isWeak({ fields, isAmbiguous }: PushForm, receivedAt: Date | undefined): boolean {
  const at = fromDutchTime(lowerCase(fields).brq_timestamp);
  return isAmbiguous || (at !== null && !isRecent(at, receivedAt));
}

function isRecent(at: Date, receivedAt: Date | undefined): boolean {
  return receivedAt !== undefined && Math.abs(receivedAt.getTime() - at.getTime()) <= windowMs;
}

// One transaction is a few kilobytes.
const bodyBytesMax = 256 * 1024;

/** Only what we read of a push is kept, and what names the payer apart from the rest. */
export function split(request: RawRequest): Result<readonly InboundItem[], string> {
  const text = deliveredText(request, bodyBytesMax, { keepBom: true });
  if (!text.ok) return text;
  const form = isForm(request) ? readForm(text.value) : null;
  const content = isForm(request) ? splitForm(form) : splitJson(text.value);
  if (!content.ok) return content;
  const item = toItem(content.value, text.value, request.receivedAt);
  if (form === null || !isWeak(form, request.receivedAt)) return ok([item]);
  // By a name of its own, so that what proves more is never taken for a repeat of it.
  return ok([{ ...item, dedupeKey: `weak:${nameOf(text.value)}`, body: { ...(item.body as object), isWeak: true } }]);
}

/** A transaction; or its key alone, where no more of it can be read; or `dataRequest` for what is none. Null where not even the key can be read. */
type Content = Transaction | { readonly keyOnly: string } | 'dataRequest' | null;

function splitJson(text: string): Result<Content, string> {
  const json = toJson(text);
  if (!json.ok) return json;
  const { data: push } = jsonPush.safeParse(json.value);
  if (!push) return refuse('expected a Buckaroo push');
  if (!('Transaction' in push)) return ok('dataRequest');
  return ok(jsonTransaction.safeParse(push.Transaction).data ?? named(push.Transaction));
}

function splitForm(form: PushForm | null): Result<Content, string> {
  if (form === null) return refuse('expected a form that names each field once');
  const fields = lowerCase(form.fields);
  if (fields.brq_transactions === undefined)
    return fields.brq_datarequest === undefined ? refuse('expected a Buckaroo push') : ok('dataRequest');
  return ok(transaction.safeParse(fromForm(fields)).data ?? named({ Key: fields.brq_transactions }));
}

function named(content: unknown): Content {
  const { data } = namedTransaction.safeParse(content);
  return data ? { keyOnly: data.Key } : null;
}

function toItem(content: Content, text: string, receivedAt: Date | undefined): InboundItem {
  if (content === null || content === 'dataRequest') {
    // The push itself is kept, sealed, with its receipt; here it would lie open.
    const kind = content ?? 'unreadable';
    return { dedupeKey: `${kind}:${nameOf(text)}`, about: { kind: 'transfer', id: kind }, body: { [kind]: true } };
  }
  if ('keyOnly' in content)
    return { dedupeKey: `unreadable:${nameOf(text)}`, about: receiptRef(content.keyOnly), body: { unreadable: true } };
  const { payer, ...rest } = content;
  const amount = amountOf(content);
  const shown = amount.ok ? toDecimal(amount.value) : `${content.debit}/${content.credit}`;
  const occurredAt = fromDutchTime(content.at) ?? receivedAt;
  return {
    dedupeKey: `${content.key}:${content.code}:${shown}`,
    about: aboutOf(content),
    ...(occurredAt ? { occurredAt } : {}),
    body: { ...rest, payer: {} },
    ...(Object.keys(payer).length > 0 ? { personal: payer } : {}),
  };
}

function aboutOf({ key, code, service, type, refundOf }: Transaction): InboundItem['about'] {
  if (roleOf({ service, type }) === 'refund' && refundOf !== null) return refundRef(receiptRef(refundOf), key);
  return code === '190' ? receiptRef(key) : transferRef(key);
}

/**
 * Whether a push moves something, and what. One whose proof is weak, or that cannot be read, makes us ask about the transaction that it names.
 * Anything else that is in no table of ours is kept for a person: it may be money.
 */
export function interpret({ about, body, personal, occurredAt }: InboundItem, settings: Settings): Interpretation {
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'dataRequest')) return { kind: 'irrelevant' };
  const { data: wire } = transaction.safeParse({
    ...(body as object | null),
    ...(personal ? { payer: personal } : {}),
  });
  if (!wire || !occurredAt) return { kind: 'unrecognised', detail: 'a push that could not be read' };
  // A website's other services push to the same address; so do its tests, which move no money.
  if (wire.service !== null && wire.service !== 'transfer') return { kind: 'irrelevant' };
  if (wire.isTest && !countsTests(settings)) return { kind: 'irrelevant' };
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'isWeak'))
    return { kind: 'checkStatus', ref: about };
  const role = roleOf(wire);
  const code = statusCode(wire.code);
  if (role === null) return { kind: 'unrecognised', detail: `transaction type ${quote(wire.type ?? '')}` };
  if (code === null) return { kind: 'unrecognised', detail: `status ${quote(wire.code)}` };
  if (role === 'transfer' && code !== '190') return { kind: 'facts', facts: toStanding(wire, occurredAt) };
  if (role === 'refund' && standingOf(code) === 'pending') return { kind: 'irrelevant' };
  if (role === 'refund' && wire.refundOf === null)
    return { kind: 'unrecognised', detail: 'a refund of no transaction' };
  const fact =
    role === 'transfer' ? toReceived(wire, occurredAt) : toRefund(wire, receiptRef(wire.refundOf ?? ''), occurredAt);
  if (!fact.ok) return { kind: 'unrecognised', detail: `expected ${fact.error}` };
  return fact.value ? { kind: 'facts', facts: [fact.value] } : { kind: 'irrelevant' };
}

// Nothing but 200 counts as taken in; all else comes again for three days.
export const answer = answers({ taken: 200, refused: 401 });

function isForm({ headers }: RawRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}

function lowerCase(fields: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...fields].map(([name, value]) => [name.toLowerCase(), value]));
}
