import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { aClient as aMobilePayClient, aSandbox, type Client, type Json } from '../host/harness.ts';

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** What came to a webhook endpoint, exactly as it came. */
export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Event {
  readonly id: string;
  readonly resource_type: string;
  readonly action: string;
  readonly links: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly resource_metadata: Readonly<Record<string, string>>;
}

/** A merchant's endpoint for webhooks: answers with the given statuses in turn, and 204 once these are used up. */
async function anEndpoint() {
  const received: Delivery[] = [];
  const answers: number[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    received.push({
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  const events = (): Event[] => received.flatMap(({ body }) => (JSON.parse(body) as { events: Event[] }).events);
  return { url, received, answers, events, actions: () => events().map(nameOf) };
}

/** An event in short: `payments.confirmed`. */
export const nameOf = ({ resource_type, action }: Pick<Event, 'resource_type' | 'action'>) =>
  `${resource_type}.${action}`;

/** A sandbox, a client of its GoCardless and a merchant who is told of events. */
export async function aShop({ storage = ':memory:', settings = {} }: { storage?: string; settings?: object } = {}) {
  const [sandbox, endpoint] = await Promise.all([aSandbox({ storage }), anEndpoint()]);
  const client = await aClient(sandbox);
  await client.setUp({ webhookEndpoints: [{ url: endpoint.url }], ...settings });
  return { sandbox, endpoint, client };
}
export type Shop = Awaited<ReturnType<typeof aShop>>;

/** Talks to GoCardless as an adapter does, and to the sandbox as a test does. */
export async function aClient(sandbox: { readonly url: string }) {
  const host: Client = await aMobilePayClient(sandbox);
  const front = (await host.ask('/')).json;
  const shown = [...(front.providers ?? [])].find(({ name }) => String(name) === 'gocardless');
  const credentials = shown?.credentials as unknown as Record<string, string>;
  const headers = {
    authorization: `Bearer ${credentials.accessToken}`,
    'gocardless-version': '2015-07-06',
    'content-type': 'application/json',
  };
  const call = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    host.ask(`${credentials.apiUrl}${path}`, {
      method,
      headers: { ...headers, ...more },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const entries = async () => [...((await host.ask('/gocardless/book')).json.entries ?? [])];
  return {
    credentials,
    headers,
    call,
    ask: host.ask,
    control: host.control,
    drain: host.drain,
    advance: host.advance,
    get: async (path: string) => inside((await call('GET', path)).json),
    /** Creates, and answers with what stands in the envelope. */
    create: async (plural: string, body: object, key?: string) =>
      inside((await call('POST', `/${plural}`, { [plural]: body }, key ? { 'idempotency-key': key } : {})).json),
    act: (path: string, action: string, data: object = {}) => call('POST', `${path}/actions/${action}`, { data }),
    setUp: (settings: object) => host.control('POST', '/gocardless/provider', settings),
    faults: (...faults: object[]) => host.control('POST', '/gocardless/faults', { faults }),
    scenario: (scenario: string, kind: string, id: unknown, more: object = {}) =>
      host.control('POST', '/gocardless/scenario', { scenario, subject: { kind, id: String(id) }, ...more }),
    play: (name: string, resource: unknown) =>
      call('POST', `/scenario_simulators/${name}/actions/run`, { data: { links: { resource: String(resource) } } }),
    book: entries,
    effects: async () => (await entries()).map(({ effect }) => String(effect)),
    deliveries: async () => [...((await host.ask('/gocardless/deliveries')).json.deliveries ?? [])],
    /** Every event so far, oldest first. */
    events: async () =>
      [...((await call('GET', '/events?limit=500')).json.events ?? [])].toReversed() as unknown as Event[],
  };
}

/** What stands in an answer's envelope. */
export function inside(json: Json): Json {
  return Object.values(json)[0] ?? json;
}

/** The reasons and fields of an error, with its kind. */
export function errorOf(json: Json) {
  const error = json.error;
  return {
    type: String(error?.type),
    code: Number(error?.code),
    errors: [...(error?.errors ?? [])].map(({ reason, field, request_pointer }) =>
      String(reason ?? field ?? request_pointer),
    ),
  };
}

/** The billing request of the seed: a payment at once and a mandate for later. */
export function theSeed(changes: object = {}): object {
  return {
    mandate_request: {
      currency: 'GBP',
      scheme: 'bacs',
      metadata: { key1: 'Value of metadata stored in the mandate object' },
    },
    payment_request: {
      description: 'Licensed Steel Chips',
      amount: '79050',
      currency: 'GBP',
      metadata: { key1: 'Value of metadata stored in the payment object' },
    },
    metadata: { key1: 'Value of metadata stored in the billing request object' },
    ...changes,
  };
}

export const aPayer = {
  customer: { given_name: 'Frank', family_name: 'Osborne', email: 'frank@example.com' },
  customer_billing_detail: { address_line1: '27 Acer Road', city: 'London', postal_code: 'E8 3GX', country_code: 'GB' },
};
export const anAccount = {
  account_holder_name: 'Frank Osborne',
  account_number: '55779911',
  branch_code: '200000',
  country_code: 'GB',
};
export const aBank = { country_code: 'GB', institution: 'sandbox_bank_gb' };

/** An active Bacs mandate, with the events so far told and forgotten. */
export async function anActiveMandate(shop: Shop, givenName = 'Frank', mandate: object = { currency: 'GBP' }) {
  const { client } = shop;
  const request = await client.create('billing_requests', { mandate_request: mandate });
  await client.act(`/billing_requests/${request.id}`, 'collect_customer_details', {
    ...aPayer,
    customer: { ...aPayer.customer, given_name: givenName },
  });
  await client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
  const fulfilled = await client.get(`/billing_requests/${request.id}`);
  const id = String(fulfilled.links?.mandate_request_mandate);
  await client.scenario('BANK_APPROVES_MANDATE', 'mandate', id);
  await client.drain();
  shop.endpoint.received.length = 0;
  return { id, path: `/mandates/${id}`, requestId: String(request.id) };
}

/** A payment on a mandate. */
export async function aPayment(shop: Shop, mandate: string, changes: object = {}, key?: string) {
  const payment = await shop.client.create(
    'payments',
    { amount: 1000, currency: 'GBP', links: { mandate }, metadata: { order: 'A-1' }, ...changes },
    key,
  );
  return { id: String(payment.id), path: `/payments/${payment.id}`, payment };
}

/** Creates a billing request and answers with a hand on it. */
export async function aRequest(shop: Shop, body: object = theSeed()) {
  const { id } = await shop.client.create('billing_requests', body);
  const path = `/billing_requests/${id}`;
  return {
    id: String(id),
    path,
    read: () => shop.client.get(path),
    act: (action: string, data?: object) => shop.client.act(path, action, data),
    /** Each action with its status, in short. */
    async actions() {
      const { actions } = await shop.client.get(path);
      return Object.fromEntries([...(actions ?? [])].map(({ type, status }) => [String(type), String(status)]));
    },
  };
}

/** Presses Authorise on the bank's page. */
export async function authoriseAt(shop: Shop, path: string) {
  const page = await shop.client.ask(`/gocardless${path}`);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return shop.client.ask(`/gocardless${path}`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ token, step: 'bank', decision: 'authorised' }),
  });
}
