import fc from 'fast-check';
import { startWorld, type World } from '../support/world.ts';
import { mutatedBytes, mutatedHeader, mutatedText } from './mutated.ts';
import type { Started, Target } from './target.ts';

const documents = [
  '{ viewer { merchantId } payments(first: 5) { nodes { id status ...P } } } fragment P on Payment { externalId amounts { captured { amountMinor } } }',
  'query($id: ID!, $n: Int = 3) { payment(by: { id: $id }) { id events(first: $n) { nodes { id type } } } node(id: $id) { __typename id } }',
  'mutation($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename ... on UserError { code path message } } }',
  '{ events(first: 2, after: "ec1_x") { nodes { cursor } } agreements(filter: { statuses: [ACTIVE] }) { nodes { id @include(if: true) } } }',
  '{ __schema { types { name fields { name type { name ofType { name } } } } } }',
];
const variables = JSON.stringify({
  id: 'oop_00000000000000000000000000',
  n: 3,
  input: {
    idempotencyKey: 'fuzz-0001',
    paymentId: 'oop_00000000000000000000000000',
    amount: { amountMinor: '1', currency: 'DKK' },
  },
});
const bodies = documents.map((query) => JSON.stringify({ query, variables: JSON.parse(variables) }));

const providers = ['mobilepay', 'betalingsservice', 'gocardless', 'buckaroo'] as const;
const news: Readonly<Record<(typeof providers)[number], string>> = {
  mobilepay:
    '[{"agreement_id":"a","payment_id":"p","amount":"80.00","currency":"DKK","status":"Reserved","payment_type":"OneOff"}]',
  betalingsservice: '{"collectionRequest":{"collectionRequestId":"c","status":"APPROVED"}}',
  gocardless: '{"events":[{"id":"EV1","resource_type":"payments","action":"confirmed","links":{"payment":"PM1"}}]}',
  buckaroo:
    '{"Transaction":{"Key":"K","Status":{"Code":{"Code":190}},"AmountDebit":10.0,"Currency":"EUR","Invoice":"I"}}',
};

/** Nothing that a stranger may change. */
async function state(world: World): Promise<string> {
  const { rows } = await world.app.db.worker.query<{ counts: string }>(
    `select concat_ws(' ', (select count(*) from event_log), (select count(*) from inbox), (select count(*) from operation),
       (select count(*) from idempotency), (select count(*) from one_off_payment)) as counts`,
  );
  return rows[0]?.counts ?? '';
}

async function send(url: string, headers: Record<string, string>, body: Uint8Array | string): Promise<number> {
  const reply = await fetch(url, { method: 'POST', headers, body: body as BodyInit });
  await reply.arrayBuffer();
  return reply.status;
}

/** The product as it is started, with what strangers and clumsy callers send. */
export async function startServer(): Promise<Started> {
  const world = await startWorld();
  const { url, apiKey } = world.app;
  const { rows } = await world.app.db.worker.query<{ provider: string; path_segment: string }>(
    'select provider, path_segment from provider_account',
  );
  const before = await state(world);
  const unchanged = async (): Promise<void> => {
    const now = await state(world);
    if (now !== before) throw new Error(`the state was ${before}, and is ${now}`);
  };
  const graphql = async (headers: Record<string, string>, body: Uint8Array | string): Promise<void> => {
    const status = await send(`${url}/graphql`, headers, body);
    if (status >= 500) throw new Error(`status ${status}`);
    await unchanged();
  };
  const json = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
  const targets: readonly { name: string; holds: string; property: unknown }[] = [
    {
      name: 'http.bodies',
      holds: 'a body of any bytes gets no 5xx, and changes nothing',
      property: fc.asyncProperty(mutatedBytes(...bodies), (body) => graphql(json, body)),
    },
    {
      name: 'graphql.documents',
      holds: 'any document gets no 5xx, and one that is not a mutation of what exists changes nothing',
      property: fc.asyncProperty(mutatedText(...documents), (query) =>
        graphql(json, JSON.stringify({ query, variables: JSON.parse(variables) })),
      ),
    },
    {
      name: 'graphql.variables',
      holds: 'any variables get no 5xx, and change nothing',
      property: fc.asyncProperty(fc.constantFrom(...documents), mutatedText(variables), (query, given) =>
        graphql(json, `{"query":${JSON.stringify(query)},"variables":${given}}`),
      ),
    },
    {
      name: 'http.headers',
      holds: 'any proof of who asks, content type and accepted type get no 5xx',
      property: fc.asyncProperty(
        mutatedHeader(`Bearer ${apiKey}`).map(sendable),
        mutatedHeader('application/json; charset=utf-8').map(sendable),
        mutatedHeader('application/graphql-response+json, text/event-stream;q=0.1').map(sendable),
        (authorization, type, accept) =>
          graphql(
            { authorization: authorization ?? '', 'content-type': type ?? '', accept: accept ?? '*/*' },
            bodies[0] ?? '',
          ),
      ),
    },
    {
      name: 'http.webhooks',
      holds: 'news without a right proof is refused with a 4xx and stored nowhere',
      property: fc.asyncProperty(
        fc.constantFrom(...providers),
        fc.boolean(),
        mutatedHeader('Basic bXAtY2I6czNjcmV0IQ==').map(sendable),
        fc.nat(),
        async (provider, known, header, seed) => {
          const [body] = fc.sample(mutatedBytes(news[provider]), { numRuns: 1, seed });
          const segment = known ? rows.find((row) => row.provider === provider.toUpperCase())?.path_segment : 'unknown';
          const headers = {
            'content-type': 'application/json',
            authorization: header ?? '',
            'webhook-signature': header ?? '',
          };
          const status = await send(`${url}/webhooks/${provider}/${segment}`, headers, body ?? '');
          if (status < 400 || status >= 500) throw new Error(`status ${status}`);
          await unchanged();
        },
      ),
    },
  ];
  return { targets: targets as readonly Target[], close: () => world.close() };
}

/** What fetch lets into a header. */
function sendable(value: string | undefined): string | undefined {
  return value?.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim();
}
