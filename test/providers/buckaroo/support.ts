import { readFileSync } from 'node:fs';
import type { CallContext, InboundItem, RawRequest } from '../../../src/domain/port/provider.ts';
import { currency } from '../../../src/kernel/money.ts';
import { type Settings, settings } from '../../../src/providers/buckaroo/settings.ts';
import { hmacHeader } from '../../../src/providers/buckaroo/signature.ts';
import { split } from '../../../src/providers/buckaroo/webhook.ts';
import { jsonTransaction, type Transaction } from '../../../src/providers/buckaroo/wire.ts';
import { readJson } from '../../../src/providers/kit/json.ts';

export const eur = currency('EUR');
export const t0 = new Date('2023-11-14T22:13:20Z');
export const websiteKey = 'WSKEY01abc';
export const secretKey = '0123456789ABCDEF0123456789ABCDEF';
export const pushUrl = 'https://pay.example.test/webhooks/buckaroo?tenant=t1';
export const key = (last: number) => `DFA1E22BC3FD4E3CBA0D0D60E0BD${String(last).padStart(4, '0')}`;

export function someSettings(changes: Partial<Settings> = {}): Settings {
  return settings.parse({ baseUrl: 'https://testcheckout.buckaroo.nl', websiteKey, secretKey, ...changes });
}

export function someContext(changes: Partial<Settings> = {}, deadlineMs = 5_000): CallContext<Settings> {
  return {
    account: { id: 'acc_1', settings: someSettings(changes) },
    now: () => t0,
    callbackUrl: pushUrl,
    deadlineMs,
    traceId: '11111111-2222-4333-8444-555555555555',
  };
}

export function fixtureText(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** A body as the adapter sees it: numbers are text. */
export function parsed(text: string): unknown {
  const json = readJson(text);
  if (!json.ok) throw new Error(json.error);
  return json.value;
}

/** A transaction as an answer tells of it: 10.00 EUR under key 1, with 792, unless told otherwise. */
export function aTransaction(changes: object = {}): Transaction {
  return jsonTransaction.parse(parsed(JSON.stringify(wireTransaction(changes))));
}
export function wireTransaction(changes: object = {}): object {
  return {
    Key: key(1),
    Status: { Code: { Code: 792 }, SubCode: { Code: 'C300' }, DateTime: '2023-11-14T23:13:21' },
    Invoice: 'INV-0001',
    ServiceCode: 'transfer',
    IsTest: true,
    Currency: 'EUR',
    AmountDebit: '10.00',
    TransactionType: 'C001',
    MutationType: 1,
    ...changes,
  };
}
export const withStatus = (code: number | string, changes: object = {}) => ({
  Status: { Code: { Code: code }, SubCode: null, DateTime: '2023-11-14T23:13:21' },
  ...changes,
});
/** A refund of 2.50 EUR of the receipt with key 2. */
export const aRefundWith = (code: number | string, changes: object = {}) =>
  withStatus(code, {
    Key: key(3),
    AmountDebit: null,
    AmountCredit: '2.50',
    TransactionType: 'C101',
    RelatedTransactions: [{ RelationType: 'Refund', RelatedTransactionKey: key(2).toLowerCase() }],
    ...changes,
  });

/** A JSON push, rightly signed at the time at which it comes in. */
export function jsonPush(body: string | Uint8Array, by = { websiteKey, secretKey }, at: Date = t0): RawRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const stamp = { nonce: 'feedfacefeedface', timestamp: String(Math.floor(at.getTime() / 1_000)) };
  const signed = { method: 'POST', url: pushUrl, body: bytes } as const;
  return {
    headers: {
      'content-type': 'application/json',
      authorization: hmacHeader(signed, by.websiteKey, by.secretKey, stamp),
    },
    body: bytes,
    url: pushUrl,
    receivedAt: t0,
  };
}

export function formPush(body: string): RawRequest {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(body),
    url: pushUrl,
    receivedAt: t0,
  };
}

export function itemOf(request: RawRequest): InboundItem {
  const items = split(request);
  if (!items.ok) throw new Error(items.error);
  const [item] = items.value;
  if (!item || items.value.length !== 1) throw new Error('expected one item');
  return item;
}
