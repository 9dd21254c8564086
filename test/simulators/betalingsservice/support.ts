import { createVerify } from 'node:crypto';
import OAuth from 'mastercard-oauth1-signer';
import { expect } from 'vitest';
import { type Answer, aMerchant, aSandbox, type Json, type Received, start } from '../host/harness.ts';

/** Parts of the official signer that it does not type: what it draws, and the text that it signs. */
interface SignerParts {
  getNonce: () => string;
  getTimestamp: () => number;
  getSignatureBaseString(method: string, baseUri: string, parameters: string): string;
  toOAuthParamString(queried: Map<string, Set<string>>, parameters: Map<string, string>): string;
}
export const signer = OAuth as typeof OAuth & SignerParts;
let nonces = 0;

/** Fictional persons; the second has a number that fails modulus 11, as many have by now. */
export const person = '2110625629';
export const otherPerson = '0101801234';
export const uuid = (last: number) => `3f2b1c4e-8d5a-4f6b-9c7d-${String(last).padStart(12, '0')}`;

/** The mandate of the provider's example. */
export function aMandate(changes: object = {}): Record<string, unknown> {
  return {
    uuid: uuid(1),
    debtorIdentity: { cprNumber: person },
    debtorAccountInformation: { debtorRegNo: '0040', debtorAccountNo: '0440116243' },
    creditorsDebtorReference: 'CUST000000001',
    creditorData: { pbsNumber: 2056372, debtorGroupNumber: 1 },
    ...changes,
  };
}

/** A phone and its plan: a payment now, a mandate for what is to come. */
export function aRequest(changes: object = {}): Record<string, unknown> {
  return {
    uuid: uuid(1),
    creditorData: { pbsNumber: 2056372, debtorGroupNumber: 1 },
    creditorsDebtorReference: 'CUST000000001',
    debtorIdentity: { cprNumber: person },
    payment: {
      amount: { currency: 'DKK', value: 2499.5 },
      creditorReference: 'ORDER-1',
      textLines: ['Smartphone', 'First month of the plan'],
    },
    mandate: { create: true },
    ...changes,
  };
}

export interface Signing {
  /** Over another text, at another time, by another key or client than the request's own. */
  readonly body?: string;
  readonly url?: string;
  readonly method?: string;
  readonly at?: number;
  readonly nonce?: string;
  readonly consumerKey?: string;
  readonly privateKeyPem?: string;
  readonly signatureMethod?: 'RSA-SHA256' | 'RSA-PSS-SHA256';
}

/** Talks to a sandbox's Betalingsservice as an adapter, a test and a browser do, with the official signer. */
export async function aCreditor({ url }: { readonly url: string }, startedAt = start) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const reply = await fetch(path.startsWith('http') ? path : url + path, { redirect: 'manual', ...init });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, json: parsed(text) };
  };
  const { json } = await ask('/');
  const credentials = items(json.providers).find(({ name }) => String(name) === 'betalingsservice')
    ?.credentials as unknown as Record<string, string>;
  let now = startedAt;

  const sign = (method: string, target: string, body: string, as: Signing = {}) => {
    signer.getTimestamp = () => Math.floor((as.at ?? now) / 1_000);
    signer.getNonce = () => as.nonce ?? `nonce${++nonces}`;
    return signer.getAuthorizationHeader(
      as.url ?? target,
      as.method ?? method,
      as.body ?? body,
      as.consumerKey ?? credentials.consumerKey ?? '',
      as.privateKeyPem ?? credentials.privateKeyPem ?? '',
      as.signatureMethod,
    );
  };
  const call = (method: string, target: string, body?: unknown, init: RequestInit = {}, as: Signing = {}) => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    return ask(target, {
      method,
      headers: { authorization: sign(method, target, text, as), 'content-type': 'application/json' },
      ...(body !== undefined && { body: text }),
      ...init,
    });
  };
  const control = (method: string, path: string, body?: unknown) =>
    ask(`/control${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const mandatesUrl = `${credentials.creditorApiUrl}/delegated-mandates`;
  const requestsUrl = `${credentials.oneOffApiUrl}/collection-requests`;
  const book = async () => items((await ask('/betalingsservice/book')).json.entries);
  return {
    credentials,
    mandatesUrl,
    requestsUrl,
    ask,
    sign,
    call,
    control,
    createMandate: (body: unknown = aMandate(), init: RequestInit = {}) => call('POST', mandatesUrl, body, init),
    search: (uuids: unknown = [uuid(1)], init: RequestInit = {}) =>
      call('POST', `${mandatesUrl}/searches`, { uuids }, init),
    createRequest: (body: unknown = aRequest(), init: RequestInit = {}) => call('POST', requestsUrl, body, init),
    getRequest: (id = uuid(1), init: RequestInit = {}) => call('GET', `${requestsUrl}/${id}`, undefined, init),
    checkDebtor: (cprNumber: unknown = person) =>
      call('POST', `${credentials.oneOffApiUrl}/debtor-checks`, { debtorIdentity: { cprNumber } }),
    setUp: (switches: object) => control('POST', '/betalingsservice/provider', switches),
    faults: (...faults: object[]) => control('POST', '/betalingsservice/faults', { faults }),
    scenario: (scenario: string, kind = 'billingRequest', id = uuid(1), more: object = {}) =>
      control('POST', '/betalingsservice/scenario', { scenario, subject: { kind, id }, ...more }),
    drain: () => control('POST', '/drain', {}),
    /** Moves the clock to an instant and answers with what fired. */
    async advanceTo(to: string | number): Promise<string[]> {
      const moved = await control('POST', '/clock', { to: new Date(to).toISOString() });
      expect(moved.status).toBe(200);
      now = new Date(to).getTime();
      return items(moved.json.fired).map((fired) => String(fired).replace('betalingsservice.', ''));
    },
    advance(ms: number): Promise<string[]> {
      return this.advanceTo(now + ms);
    },
    /** How a mandate stands by search. */
    async status(id = uuid(1)): Promise<Json | undefined> {
      return items((await this.search([id])).json.mandateStatuses)[0];
    },
    book,
    effects: async () => (await book()).map(({ effect, code }) => (code ? `${effect} ${code}` : String(effect))),
    deliveries: async () => items((await ask('/betalingsservice/deliveries')).json.deliveries),
  };
}
export type Creditor = Awaited<ReturnType<typeof aCreditor>>;

/** A sandbox, a creditor who calls it, and a merchant who is called back. */
export async function aShop(options: { readonly storage?: string } = {}) {
  const [sandbox, merchant] = await Promise.all([aSandbox(options), aMerchant()]);
  const creditor = await aCreditor(sandbox);
  return { sandbox, merchant, creditor, callbackUrl: `${merchant.url}/collection-requests` };
}
export type Shop = Awaited<ReturnType<typeof aShop>>;

/** A request that waits in the debtor's app, with what was called back so far forgotten. */
export async function aShownRequest(changes: object = {}): Promise<Shop> {
  const shop = await aShop();
  const { creditor, callbackUrl, merchant } = shop;
  expect((await creditor.createRequest(aRequest({ callbackUrl, ...changes }))).status).toBe(201);
  await creditor.advance(1_000);
  merchant.received.length = 0;
  return shop;
}

/** What the callbacks told of request, payment and mandate, in the order in which they came. */
export function told({ merchant }: Shop): string[] {
  return merchant.received.map(({ body }) => {
    const { collectionRequest: request } = body as { collectionRequest?: Json };
    return [request?.statusCode, request?.payment?.statusCode, request?.mandate?.statusCode].join(' ').trim();
  });
}

/** Whether a callback is signed by the provider, reckoned with the official signer's own base string. */
export function isGenuine({ creditor, callbackUrl }: Shop, { headers, body }: Received): boolean {
  const pairs = [...(headers.authorization ?? '').matchAll(/([a-z_]+)="([^"]*)"/g)];
  const parameters = new Map(pairs.map(([, name, value]) => [name ?? '', value ?? '']));
  const signature = Buffer.from(decodeURIComponent(parameters.get('oauth_signature') ?? ''), 'base64');
  parameters.delete('oauth_signature');
  const base = signer.getSignatureBaseString('POST', callbackUrl, signer.toOAuthParamString(new Map(), parameters));
  const hashed = createHashOf(JSON.stringify(body)) === parameters.get('oauth_body_hash');
  const signed = createVerify('RSA-SHA256')
    .update(base)
    .verify(creditor.credentials.callbackPublicKeyPem ?? '', signature);
  return hashed && signed && parameters.get('oauth_consumer_key') === creditor.credentials.callbackConsumerKey;
}

/** The errors of a refusal: reason code, and what it is about. */
export function errorsOf({ json }: Answer): string[] {
  return items(json.Errors?.Error).map(({ ReasonCode, Details }) => [ReasonCode, Details].filter(Boolean).join(' '));
}

export function items(json: Json | undefined): Json[] {
  return [...(json ?? ([] as unknown as Json))];
}

function createHashOf(body: string): string {
  return (signer as unknown as { getBodyHash(body: string): string }).getBodyHash(body);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return [] as unknown as Json;
  }
}
