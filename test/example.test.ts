import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lives } from './examples/lives.ts';
import { agreementIs, paymentIs } from './support/lives.ts';
import { cutOffExample, type Run, runExample } from './support/run-example.ts';
import { startWorld, type World } from './support/world.ts';

const root = join(import.meta.dirname, '..');

/** The story in its own order; what is between these may come earlier or later. */
function expectTheStory({ code, errors, output, events }: Run): void {
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const first = events[0]?.sequence ?? 0;
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => first + index));
  const types = events.map(({ type }) => type);
  const about = (...wanted: string[]): string[] => types.filter((type) => wanted.includes(type));
  expect(about('PAYMENT_CREATED', 'PAYMENT_AUTHORIZED', 'PAYMENT_SETTLED', 'REFUND_SUCCEEDED')).toEqual([
    'PAYMENT_CREATED',
    'PAYMENT_AUTHORIZED',
    'PAYMENT_SETTLED',
    'REFUND_SUCCEEDED',
  ]);
  expect(about('AGREEMENT_CREATED', 'AGREEMENT_ACTIVATED')).toEqual(['AGREEMENT_CREATED', 'AGREEMENT_ACTIVATED']);
  expect(events.find(({ type }) => type === 'PAYMENT_AUTHORIZED')?.rest).toMatch(
    /^oop_\w{26} .* → AUTHORIZED 80\.00 DKK$/,
  );
  expect(output).toMatch(
    /is SETTLED: requested 80\.00, captured 80\.00, refunded 30\.00, reversed 0\.00, refundable 50\.00 DKK/,
  );
  expect(output.match(/paymentCaptured 80/g)).toHaveLength(1);
  expect(output.match(/refundIssued 30/g)).toHaveLength(1);
}

describe('the example, against a running server', () => {
  // A world for each: no story leans on what another has left behind.
  let world: World;
  let env: Record<string, string>;
  beforeEach(async () => {
    world = await startWorld();
    env = {
      PORT: new URL(world.app.url).port,
      SANDBOX_PORT: new URL(world.app.sandboxUrl ?? '').port,
      DATABASE_URL: world.database.url,
    };
  });
  afterEach(async () => {
    await world.close();
  });

  it('sends the request of the seed and streams every event in order, with its number', async () => {
    const run = await runExample(env);
    expectTheStory(run);
    expect(run.events[0]?.sequence).toBe(1);
    const requests = (await world.sandbox.book()).map((entry) => JSON.stringify(entry));
    expect(requests.find((entry) => entry.includes('AGGR00068'))).toContain('OOP00348');

    const again = await runExample(env, 'mobilepay');
    expectTheStory(again);
    expect(again.output).toContain('has the suffix -2');
  });

  it.each(Object.keys(lives))(
    'of %s comes to its end after a run that was cut off at its first event',
    async (name) => {
      const cut = await cutOffExample(env, /^#1 /m, name);
      expect(cut.code).toBeNull();
      const run = await runExample(env, name);
      expect({ code: run.code, errors: run.errors }).toEqual({ code: 0, errors: '' });
      expect(run.output).toContain('has the suffix -2');
    },
  );

  it('plays a mandate and a collection request of Betalingsservice, twice', async () => {
    const { nationalId, account } = { nationalId: '0101801234', account: '0440116243' };
    for (const suffix of ['', '-2']) {
      const { code, errors, output, events } = await runExample(env, 'betalingsservice');
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(output.includes(`the suffix ${suffix}\n`)).toBe(suffix !== '');
      const types = events.map(({ type }) => type);
      const first = events[0]?.sequence ?? 0;
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => first + index));
      // A mandate that was asked for, one by a request, and one from before that was taken over.
      expect(types.filter((type) => type === 'MANDATE_ACTIVATED')).toHaveLength(3);
      expect(types.indexOf('BILLING_REQUEST_FULFILLED')).toBeLessThan(types.indexOf('PAYMENT_SETTLED'));
      expect(output).toMatch(/is SETTLED: requested 2499\.50, captured 2499\.50, refunded 0\.00/);
      expect(output.match(/paymentCollected 2499\.50/g)).toHaveLength(1);
      for (const personal of [nationalId, account]) expect(output).not.toContain(personal);
    }
  });

  it("plays the seed's billing request of GoCardless, a charge, and its reversal, twice", async () => {
    for (const suffix of ['', '-2']) {
      const { code, errors, output, events } = await runExample(env, 'gocardless');
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(output.includes(`the suffix ${suffix}\n`)).toBe(suffix !== '');
      const types = events.map(({ type }) => type);
      const first = events[0]?.sequence ?? 0;
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => first + index));
      const told = types.filter((type) => /FULFILLED|ACTIVATED|SETTLED|REVERSED/.test(type));
      expect([...told].sort()).toEqual(
        [
          'BILLING_REQUEST_FULFILLED',
          'MANDATE_ACTIVATED',
          'PAYMENT_REVERSED',
          'PAYMENT_SETTLED',
          'PAYMENT_SETTLED',
        ].sort(),
      );
      expect(told[0]).toBe('BILLING_REQUEST_FULFILLED');
      expect(told.at(-1)).toBe('PAYMENT_REVERSED');
      expect(output).toMatch(/To be done: COLLECT_CUSTOMER_DETAILS\. Details are missing: given_name/);
      expect(output).toMatch(/Banks that fit: Sandbox High Street Bank\n/);
      expect(output).toMatch(/is SETTLED: requested 790\.50, captured 790\.50/);
      expect(output).toMatch(/is REVERSED: requested 45\.00, captured 45\.00, refunded 0\.00, reversed 45\.00/);
      expect(output.match(/paymentConfirmed 79050/g)).toHaveLength(1);
      for (const personal of ['Sam', 'Sampleton', '55779911']) expect(output).not.toContain(personal);
    }
  });

  it("plays the seed's transfer of Buckaroo, paid by two wrong amounts that add up, twice", async () => {
    for (const suffix of ['', '-2']) {
      const { code, errors, output, events } = await runExample(env, 'buckaroo');
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(output.includes(`the suffix ${suffix}\n`)).toBe(suffix !== '');
      const first = events[0]?.sequence ?? 0;
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => first + index));
      const told = events.map(({ type }) => type).filter((type) => /RECEIVED|MISMATCH|SETTLED|REFUND/.test(type));
      expect(told).toEqual([
        'TRANSFER_RECEIVED',
        'TRANSFER_AMOUNT_MISMATCH',
        'TRANSFER_RECEIVED',
        'PAYMENT_SETTLED',
        'REFUND_SUCCEEDED',
        'REFUND_SUCCEEDED',
        'TRANSFER_RECEIVED',
        'REFUND_SUCCEEDED',
      ]);
      expect(output).toMatch(/is PARTIALLY_SETTLED, UNDERPAID: 9\.99 from NL··4300\n/);
      expect(output).toMatch(/is SETTLED, EXACT: 9\.99 from NL··4300, 0\.01 from NL··4300\n/);
      expect(output).toMatch(/is SETTLED: requested 10\.00, captured 10\.00, refunded 0\.01/);
      expect(output).toMatch(/refunded 10\.00, reversed 0\.00, refundable 0\.00 EUR/);
      expect(output).toMatch(/10\.00 GBP wait for a person: OTHER_CURRENCY/);
      expect(output.match(/moneyReceived/g)).toHaveLength(3);
      expect(output.match(/refundPaid 0\.01/g)).toHaveLength(1);
    }
  });

  it('says what is wrong and ends with 1 when its key is refused', async () => {
    const run = await runExample(env, '--api-key', `sk_test_${'x'.repeat(43)}`);
    expect(run.code).toBe(1);
    expect(run.errors).toMatch(/^The example failed: .*key/);
    expect(run.events).toEqual([]);
  });
});

it('the example starts a server of its own when none runs, and stops it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-example-'));
  const run = await runExample({ PORT: '0', SANDBOX_PORT: '0', DATA_DIR: dataDir });
  expectTheStory(run);
  expect(run.output).toContain('started for this run');
  await rm(dataDir, { recursive: true, force: true });
});

const documentsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/```graphql\n(.*?)```/gs)].map(([, document = '']) => document);
const readSchema = async (name: string) => buildSchema(await readFile(join(root, 'schema', name), 'utf8'));

describe('the README', () => {
  let readme: string;
  beforeAll(async () => {
    readme = await readFile(join(root, 'README.md'), 'utf8');
  });

  it('leads a newcomer from an agreement to a refund, on the page of the payer too', async () => {
    const chapters = Object.groupBy(readme.split(/^(?=## )/m), (chapter) =>
      chapter.startsWith('## The API of operators') ? 'operators' : 'merchants',
    );
    const documents = documentsOf(chapters.merchants?.join('') ?? '');
    const ofOperators = documentsOf(chapters.operators?.join('') ?? '');
    const schema = await readSchema('schema.graphql');
    expect(documents.flatMap((document) => validate(schema, parse(document)))).toEqual([]);
    const operatorSchema = await readSchema('operator.graphql');
    expect(ofOperators.map((document) => validate(operatorSchema, parse(document)))).toEqual([[]]);
    expect(documents.length).toBeGreaterThan(5);
    const [, create = '', capture = '', refund = '', ...rest] = documents;
    const book = rest.find((document) => document.includes('ledgerBalance')) ?? '';
    const endpoint = rest.find((document) => document.includes('createWebhookEndpoint')) ?? '';
    const world = await startWorld();
    const { createAgreement } = await world.ask<{
      createAgreement: { agreement: { id: string; nextAction: { url: string } }; oneOffPayment: { id: string } };
    }>(create);
    const { agreement, oneOffPayment } = createAgreement;
    await swipeAccept(agreement.nextAction.url);
    await agreementIs(world, agreement.id, 'ACTIVE');
    await paymentIs(world, oneOffPayment.id, 'AUTHORIZED');
    for (const replayed of [false, true]) {
      const answer = await world.ask(capture, { paymentId: oneOffPayment.id });
      expect(answer).toMatchObject({
        capturePayment: { capture: { status: 'SUCCEEDED' }, payment: { status: 'SETTLED' }, idempotency: { replayed } },
      });
    }
    expect(await world.ask(refund, { paymentId: oneOffPayment.id })).toMatchObject({
      refundPayment: { __typename: 'RefundPayload', payment: { amounts: { refundable: { decimal: '50.00' } } } },
    });
    expect(await world.ask(book, { id: oneOffPayment.id })).toMatchObject({
      payment: {
        ledgerEntries: { nodes: expect.arrayContaining([expect.objectContaining({ movement: 'CAPTURED' })]) },
      },
      ledgerBalance: { decimal: '50.00' },
    });
    expect(await world.ask(endpoint)).toMatchObject({
      createWebhookEndpoint: { signingSecret: expect.stringMatching(/^whsec_/), endpoint: { status: 'ACTIVE' } },
    });
    await world.close();
  });

  it('names every setting, and only those that there are', async () => {
    const config = await readFile(join(root, 'src/platform/config.ts'), 'utf8');
    const known = [...config.matchAll(/^ {2}([A-Z][A-Z_]+): \{/gm)].map(([, name]) => name);
    const named = [...readme.matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(known.sort());
  });
});

/** What a browser does when the payer presses the button. */
async function swipeAccept(url: string): Promise<void> {
  const page = await fetch(url);
  const fields = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  const form = new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value]));
  form.set('decision', 'accept');
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const reply = await fetch(new URL('pay', url), { method: 'POST', body: form, headers: { cookie } });
  expect(await reply.text()).toContain('You have accepted');
}
