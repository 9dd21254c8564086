import { randomUUID } from 'node:crypto';
import { hmacHeader } from '../../src/providers/buckaroo/signature.ts';

/** The account that a push is for, as Buckaroo has it. */
interface Pushed {
  readonly settings: Readonly<Record<string, string>>;
  readonly callbackUrl: string;
}

/** Posts a push as Buckaroo signs it; `text` is its body to the letter. Gives the status of the answer. */
export async function pushText({ settings, callbackUrl: url }: Pushed, now: Date, text: string): Promise<number> {
  const signed = { method: 'POST' as const, url, body: new TextEncoder().encode(text) };
  const stamp = { nonce: randomUUID(), timestamp: String(Math.floor(now.getTime() / 1_000)) };
  const { websiteKey = '', secretKey = '' } = settings;
  const headers = {
    'content-type': 'application/json',
    authorization: hmacHeader(signed, websiteKey, secretKey, stamp),
  };
  return (await fetch(url, { method: 'POST', headers, body: text })).status;
}

/** A key as Buckaroo makes them. */
export const aKey = (): string => randomUUID().replaceAll('-', '').toUpperCase();

/** A transaction as a push tells of it: 10.00 for INV-1, unless told otherwise. */
export const transactionWith = (over: object) => ({
  Key: aKey(),
  Invoice: 'INV-1',
  ServiceCode: 'transfer',
  Status: status(190),
  IsTest: true,
  Currency: 'EUR',
  AmountDebit: 10.0,
  TransactionType: 'C001',
  MutationType: 1,
  ...over,
});

export const status = (code: number) => ({
  Code: { Code: code, Description: '' },
  SubCode: null,
  DateTime: '2026-12-01T10:29:21',
});
