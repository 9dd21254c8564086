import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/simulators/host/server.ts';
import { inMemory } from '../../../src/simulators/host/store.ts';

/** The real time of every test here: it stands still, so that only the sandbox's own clock moves. */
export const start = Date.parse('2026-03-02T10:00:30.000Z');

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A merchant that takes callbacks: answers with the given statuses in turn, and 204 once these are used up. */
export async function aMerchant() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer(async (incoming, response) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    const isToken = incoming.url === '/token';
    received.push({ path: incoming.url ?? '', headers: incoming.headers, body: isToken ? text : JSON.parse(text) });
    response.writeHead(isToken ? 200 : (answers.shift() ?? 204));
    response.end(isToken ? '{"access_token":"merchant-token"}' : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, answers };
}

/** A sandbox of its own, ended with the test. */
export async function aSandbox({ storage = inMemory } = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, storage, now: () => start });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: Json;
}
/** Some JSON: a test reads what it expects, and a field that is not there is undefined and fails it. */
export interface Json extends Iterable<Json> {
  readonly [key: string]: Json | undefined;
}
const nothing = [] as unknown as Json;

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const reply = await fetch(url, { redirect: 'manual', ...init });
  const text = await reply.text();
  const isJson = reply.headers.get('content-type')?.includes('json') ?? false;
  return { status: reply.status, headers: reply.headers, text, json: isJson && text ? parsed(text) : nothing };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return nothing;
  }
}

/** A list in an answer; none where there is none. */
function items(json: Json | undefined): Json[] {
  return [...(json ?? nothing)];
}

/** Talks to a sandbox as an adapter, a test and a browser do. */
export async function aClient({ url }: Pick<Sandbox, 'url'>) {
  const { json } = await ask(`${url}/`, {});
  const credentials = items(json.providers)[0]?.credentials as unknown as Record<string, string>;
  const token = async (form: Record<string, string> = {}) =>
    ask(credentials.tokenUrl ?? '', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: credentials.refreshToken ?? '',
        client_id: credentials.clientId ?? '',
        client_secret: credentials.clientSecret ?? '',
        ...form,
      }),
    });
  let bearer = String((await token()).json.access_token);
  const headers = () => ({
    authorization: `Bearer ${bearer}`,
    'x-ibm-client-id': credentials.ibmClientId ?? '',
    'x-ibm-client-secret': credentials.ibmClientSecret ?? '',
    'content-type': 'application/json',
  });
  const provider = `/api/providers/${credentials.providerId}`;
  const control = (method: string, path: string, body?: unknown) =>
    ask(`${url}/control${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const call = (method: string, path: string, body?: unknown, init: RequestInit = {}) =>
    ask(`${credentials.apiUrl}${path.startsWith('/api') ? path : provider + path}`, {
      method,
      headers: headers(),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...init,
    });
  return {
    credentials,
    token,
    headers,
    control,
    ask: (path: string, init: RequestInit = {}) => ask(path.startsWith('http') ? path : url + path, init),
    async renewToken() {
      bearer = String((await token()).json.access_token);
    },
    call,
    /** Waits until every callback that is due has been tried. */
    drain: () => control('POST', '/drain', {}),
    /** Moves the clock and answers with what fired. */
    async advance(ms: number): Promise<string[]> {
      const { now } = (await control('GET', '/clock')).json;
      const moved = await control('POST', '/clock', { to: new Date(Date.parse(String(now)) + ms).toISOString() });
      return items(moved.json.fired).map(String);
    },
    scenario: (scenario: string, kind: 'agreement' | 'payment', id: unknown, more: object = {}) =>
      control('POST', '/mobilepay/scenario', { scenario, subject: { kind, id: String(id) }, ...more }),
    faults: (...faults: object[]) => control('POST', '/mobilepay/faults', { faults }),
    effects: async () =>
      items((await ask(`${url}/mobilepay/book`, {})).json.entries).map(({ effect }) => String(effect)),
    book: async () => items((await ask(`${url}/mobilepay/book`, {})).json.entries),
    deliveries: async () => items((await ask(`${url}/mobilepay/deliveries`, {})).json.deliveries),
  };
}
export type Client = Awaited<ReturnType<typeof aClient>>;

/** The agreement of the seed, called back at this merchant. */
export function anAgreement(merchant: { readonly url: string }, changes: object = {}): Record<string, unknown> {
  return {
    external_id: 'AGGR00068',
    amount: '10',
    currency: 'DKK',
    description: 'Monthly subscription',
    next_payment_date: '2017-03-09',
    frequency: 12,
    links: [
      { rel: 'user-redirect', href: 'https://shop.example/thanks' },
      { rel: 'success-callback', href: `${merchant.url}/success` },
      { rel: 'cancel-callback', href: `${merchant.url}/cancel` },
    ],
    country_code: 'DK',
    plan: 'Basic',
    expiration_timeout_minutes: 5,
    mobile_phone_number: '4511100118',
    one_off_payment: { amount: '80', external_id: 'OOP00348', description: 'Down payment for our services' },
    ...changes,
  };
}

/** The one-off payment of the seed. */
export function aPayment(changes: object = {}): Record<string, unknown> {
  return {
    amount: '80',
    external_id: 'OOP00348',
    description: 'Pay now for additional goods',
    links: [{ rel: 'user-redirect', href: 'https://shop.example/thanks' }],
    ...changes,
  };
}

/** A sandbox, its client and a merchant that is called back with basic authentication. */
export async function aShop(options: { readonly storage?: string } = {}) {
  const [sandbox, merchant] = await Promise.all([aSandbox(options), aMerchant()]);
  const client = await aClient(sandbox);
  await client.call('PATCH', '', [
    { op: 'replace', path: '/payment_status_callback_url', value: `${merchant.url}/payments` },
  ]);
  await client.call('PUT', '/auth/basic', { user_name: 'mp-cb', password: 's3cret!' });
  return { sandbox, merchant, client };
}

/** Creates the seed's agreement, pending, with its payment. */
export async function pendingAgreement({ client, merchant }: Awaited<ReturnType<typeof aShop>>, changes: object = {}) {
  const { json } = await client.call('POST', '/agreements', anAgreement(merchant, changes));
  return { agreementId: String(json.id), paymentId: String(json.one_off_payment_id), path: `/agreements/${json.id}` };
}

/** The same, accepted, with its callbacks delivered and forgotten. */
export async function acceptedAgreement(shop: Awaited<ReturnType<typeof aShop>>, changes: object = {}) {
  const created = await pendingAgreement(shop, changes);
  await shop.client.scenario('PAYER_ACCEPTS', 'agreement', created.agreementId);
  await shop.client.drain();
  shop.merchant.received.length = 0;
  return { ...created, paymentPath: `${created.path}/oneoffpayments/${created.paymentId}` };
}
