import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Answer, aClient, aSandbox, type Json } from '../host/harness.ts';

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** What came to the push address, exactly as it came. */
export interface Push {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A merchant's push address: answers with the given statuses in turn, and 200 once these are used up. */
async function anEndpoint() {
  const received: Push[] = [];
  const answers: number[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    received.push({
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, answers };
}

/** Buckaroo's signature, written from its documentation once more, so that it can judge the simulator's. */
export function signatureOf(
  secretKey: string,
  {
    websiteKey,
    method,
    address,
    timestamp,
    nonce,
    body,
  }: Record<'websiteKey' | 'method' | 'address' | 'timestamp' | 'nonce' | 'body', string>,
): string {
  const hash = body === '' ? '' : createHash('md5').update(Buffer.from(body)).digest().toString('base64');
  const text = `${websiteKey}${method}${encodeURIComponent(address).toLowerCase()}${timestamp}${nonce}${hash}`;
  return createHmac('sha256', Buffer.from(secretKey)).update(Buffer.from(text)).digest().toString('base64');
}

/** Fields of the request, and parameters of its service by name. */
export type Changes = Readonly<Record<string, unknown>> & { readonly parameters?: object };

interface Signing {
  readonly nonce?: string;
  readonly timestamp?: number;
  /** Changes the header once it is made. */
  readonly spoil?: (header: string) => string;
  /** What is signed instead of what is sent. */
  readonly signed?: Partial<Record<'method' | 'address' | 'body', string>>;
  readonly headers?: Record<string, string>;
}

/** A sandbox, a website at its Buckaroo, and the address that is told. */
export async function aShop({ storage = ':memory:', settings = {} }: { storage?: string; settings?: object } = {}) {
  const [sandbox, endpoint] = await Promise.all([aSandbox({ storage }), anEndpoint()]);
  const website = await aWebsite(sandbox);
  await website.setUp({ pushUrl: `${endpoint.url}/push?tenant=t1`, ...settings });
  return { sandbox, endpoint, website };
}
export type Shop = Awaited<ReturnType<typeof aShop>>;

/** Talks to Buckaroo as an adapter does, and to the sandbox as a test does. */
export async function aWebsite(sandbox: { readonly url: string }) {
  const host = await aClient(sandbox);
  const front = (await host.ask('/')).json;
  const credentials = items(front.providers).find(({ name }) => String(name) === 'buckaroo')
    ?.credentials as unknown as Record<
    'baseUrl' | 'websiteKey' | 'secretKey' | 'pushContentType' | 'pushDigest',
    string
  >;
  const { websiteKey, secretKey } = credentials;
  const now = async () => Date.parse(String((await host.control('GET', '/clock')).json.now));

  const header = async (method: string, url: string, body: string, signing: Signing): Promise<string> => {
    const timestamp = String(signing.timestamp ?? Math.floor((await now()) / 1_000));
    const nonce = signing.nonce ?? randomUUID().replaceAll('-', '');
    const address = url.replace(/^https?:\/\//, '');
    const signature = signatureOf(secretKey, {
      websiteKey,
      method,
      address,
      body,
      timestamp,
      nonce,
      ...signing.signed,
    });
    const made = `hmac ${websiteKey}:${signature}:${nonce}:${timestamp}`;
    return signing.spoil ? signing.spoil(made) : made;
  };
  const call = async (method: string, path: string, input?: unknown, signing: Signing & RequestInit = {}) => {
    const url = `${credentials.baseUrl}${path}`;
    const body = input === undefined ? '' : typeof input === 'string' ? input : JSON.stringify(input);
    const { nonce, timestamp, spoil, signed, headers, ...init } = signing;
    return host.ask(url, {
      method,
      headers: {
        authorization: await header(method, url, body, signing),
        ...(body !== '' && { 'content-type': 'application/json' }),
        ...(headers as Record<string, string>),
      },
      ...(body !== '' && { body }),
      ...init,
    });
  };
  const entries = async () => items((await host.ask('/buckaroo/book')).json.entries);
  return {
    credentials,
    call,
    now,
    ask: host.ask,
    control: host.control,
    drain: host.drain,
    advance: host.advance,
    pay: (changes: Changes = {}, signing: Signing & RequestInit = {}) =>
      call('POST', '/json/Transaction', aPay(changes), signing),
    refund: (key: unknown, amount: string, changes: Changes = {}) =>
      call('POST', '/json/Transaction', aRefund(key, amount, changes)),
    status: async (key: unknown) => (await call('GET', `/json/Transaction/Status/${key}`)).json,
    setUp: (settings: object) => host.control('POST', '/buckaroo/provider', settings),
    faults: (...faults: object[]) => host.control('POST', '/buckaroo/faults', { faults }),
    scenario: (scenario: string, key: unknown, kind = 'transfer', more: object = {}) =>
      host.control('POST', '/buckaroo/scenario', { scenario, subject: { kind, id: String(key) }, ...more }),
    act: (name: string, input: object) => host.control('POST', `/buckaroo/${name}`, input),
    book: entries,
    effects: async () => (await entries()).map(({ effect }) => String(effect)),
    deliveries: async () => items((await host.ask('/buckaroo/deliveries')).json.deliveries),
    mails: async () => items((await host.ask('/buckaroo/mail')).json.mails),
  };
}
export type Website = Awaited<ReturnType<typeof aWebsite>>;

export function items(json: Json | undefined): Json[] {
  return [...(json ?? [])];
}

/** The body of an answer with two digits after the point in its amounts: `AmountDebit` is written as text here. */
function withAmounts(body: object): string {
  return JSON.stringify(body).replace(/("Amount(?:Debit|Credit)":)"([^"]*)"/g, '$1$2');
}

/** The transfer of the seed, for 10.00 on one invoice; parameters of the service by name. */
export function aPay({ parameters = {}, ...changes }: Changes = {}): string {
  const named = {
    CustomerFirstName: 'John',
    CustomerLastName: 'Smith',
    CustomerEmail: 'john@example.com',
    ...parameters,
  };
  return withAmounts({
    Currency: 'EUR',
    AmountDebit: '10.00',
    Invoice: 'INV-0001',
    Services: { ServiceList: [{ Name: 'transfer', Action: 'Pay', Parameters: listed(named) }] },
    ...changes,
  });
}

/** The refund of the seed. */
export function aRefund(key: unknown, amount: string, { parameters, ...changes }: Changes = {}): string {
  return withAmounts({
    Currency: 'EUR',
    AmountCredit: amount,
    Invoice: 'INV-0001',
    OriginalTransactionKey: key,
    Services: {
      ServiceList: [
        { Name: 'Transfer', Action: 'Refund', ...(parameters !== undefined && { Parameters: listed(parameters) }) },
      ],
    },
    ...changes,
  });
}

function listed(named: object): object[] {
  return Object.entries(named)
    .filter(([, value]) => value !== undefined)
    .map(([Name, Value]) => ({ Name, Value }));
}

/** A transfer that waits for its money, with its pushes delivered and forgotten. */
export async function anOpenTransfer({ website, endpoint }: Shop, changes: Changes = {}) {
  const { json } = await website.pay(changes);
  await website.drain();
  endpoint.received.length = 0;
  return { key: String(json.Key), reference: parameterOf(json, 'PaymentReference'), json };
}

/** A transfer that was paid as asked, likewise. */
export async function aPaidTransfer(shop: Shop, changes: Changes = {}) {
  const transfer = await anOpenTransfer(shop, changes);
  await shop.website.scenario('TRANSFER_EXACT', transfer.key);
  await shop.website.drain();
  shop.endpoint.received.length = 0;
  return transfer;
}

/** A parameter of the service in an answer or a push. */
export function parameterOf(transaction: Json, name: string): string | undefined {
  const parameters = items(items(transaction.Services)[0]?.Parameters);
  const found = parameters.find((each) => String(each.Name) === name)?.Value;
  return found === undefined ? undefined : String(found);
}

/** The statuses in short: key, code, amount. */
export function short(transaction: Json): string {
  const amount = transaction.AmountDebit ?? transaction.AmountCredit;
  return `${transaction.Key} ${transaction.Status?.Code?.Code} ${amount}`;
}

/** What JSON pushes told so far. */
export function pushed({ endpoint }: Shop): Json[] {
  return endpoint.received.map(({ body }) => (JSON.parse(body) as { Transaction: Json }).Transaction);
}

/** The status of an answer, with what was wrong in each list. */
export function errorsOf({ json }: Answer) {
  const lists = Object.entries((json.RequestErrors ?? {}) as Record<string, Json>);
  return [
    Number(json.Status?.Code?.Code),
    ...lists.flatMap(([list, errors]) => items(errors).map(({ Name }) => `${list} ${Name}`)),
  ];
}

/** Whether a header is signed by the holder of the secret over exactly this. */
export function isGenuine(
  { credentials: { secretKey } }: Pick<Website, 'credentials'>,
  authorization: string | null | undefined,
  signed: Record<'method' | 'address' | 'body', string>,
): boolean {
  const match = /^hmac ([^:]+):([^:]+):([^:]+):(\d+)$/.exec(authorization ?? '');
  if (!match) return false;
  const [, websiteKey = '', signature, nonce = '', timestamp = ''] = match;
  return signature === signatureOf(secretKey, { websiteKey, nonce, timestamp, ...signed });
}
