import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  expect(
    about('PAYMENT_CREATED', 'PAYMENT_AUTHORIZED', 'PAYMENT_REJECTED', 'PAYMENT_SETTLED', 'REFUND_SUCCEEDED'),
  ).toEqual([
    'PAYMENT_CREATED',
    'PAYMENT_AUTHORIZED',
    'PAYMENT_SETTLED',
    'REFUND_SUCCEEDED',
    // What more is asked for, refused and then accepted; and what a colleague gives back at MobilePay.
    'PAYMENT_CREATED',
    'PAYMENT_REJECTED',
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
    /is SETTLED: requested 80\.00, captured 80\.00, refunded 50\.00, reversed 0\.00, refundable 30\.00 DKK/,
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

  /** What a run leaves behind that nobody let come to its end. */
  async function cutOff(name: string): Promise<void> {
    const { code } = await cutOffExample(env, /^#1 /m, name);
    expect(code).toBeNull();
  }

  it('sends the request of the seed and streams every event in order, with its number', async () => {
    const run = await runExample(env);
    expectTheStory(run);
    expect(run.events[0]?.sequence).toBe(1);
    const requests = (await world.sandbox.book()).map((entry) => JSON.stringify(entry));
    expect(requests.find((entry) => entry.includes('AGGR00068'))).toContain('OOP00348');
  });

  it('comes to its end after a run that was cut off at its first event', async () => {
    await cutOff('mobilepay');
    const run = await runExample(env, 'mobilepay');
    expectTheStory(run);
    expect(run.output).toContain('has the suffix -2');
  });

  it('plays a mandate and a collection request of Betalingsservice, after a run that was cut off', async () => {
    const { nationalId, account } = { nationalId: '0101801234', account: '0440116243' };
    await cutOff('betalingsservice');
    const { code, errors, output, events } = await runExample(env, 'betalingsservice');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('the suffix -2\n');
    const types = events.map(({ type }) => type);
    const first = events[0]?.sequence ?? 0;
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => first + index));
    // A mandate that was asked for, one by a request, and one from before that was taken over. That of the run that was cut off may come to
    // its end meanwhile; it was not made in this one.
    const mandatesOf = (wanted: string) =>
      events.filter(({ type }) => type === wanted).map(({ rest }) => /man_\w+/.exec(rest)?.[0]);
    const made = mandatesOf('MANDATE_CREATED');
    expect(mandatesOf('MANDATE_ACTIVATED').filter((id) => made.includes(id))).toHaveLength(3);
    expect(types.indexOf('BILLING_REQUEST_REJECTED')).toBeLessThan(types.indexOf('BILLING_REQUEST_FULFILLED'));
    expect(types.indexOf('BILLING_REQUEST_FULFILLED')).toBeLessThan(types.indexOf('PAYMENT_SETTLED'));
    expect(output).toMatch(/is SETTLED: requested 2499\.50, captured 2499\.50, refunded 0\.00/);
    expect(output.match(/paymentCollected 2499\.50/g)).toHaveLength(1);
    for (const personal of [nationalId, account]) expect(output).not.toContain(personal);
  });

  it("plays the seed's billing request of GoCardless, a charge, and its reversal, after a run that was cut off", async () => {
    await cutOff('gocardless');
    const { code, errors, output, events } = await runExample(env, 'gocardless');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('the suffix -2\n');
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
    expect(types.filter((type) => type === 'BILLING_REQUEST_ACTION_FAILED')).toHaveLength(1);
    expect(output).toMatch(/is SETTLED: requested 790\.50, captured 790\.50, refunded 316\.20, .* refundable 474\.30/);
    expect(output).toMatch(/is REVERSED: requested 45\.00, captured 45\.00, refunded 0\.00, reversed 45\.00/);
    expect(output.match(/paymentConfirmed 79050/g)).toHaveLength(1);
    for (const personal of ['Sam', 'Sampleton', '55779911']) expect(output).not.toContain(personal);
  });

  it("plays the seed's transfer of Buckaroo, paid by two wrong amounts that add up, after a run that was cut off", async () => {
    await cutOff('buckaroo');
    const { code, errors, output, events } = await runExample(env, 'buckaroo');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('the suffix -2\n');
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
      // A part whose push was sent again, and the rest, which a person puts on the transfer.
      'TRANSFER_RECEIVED',
      'TRANSFER_AMOUNT_MISMATCH',
      'TRANSFER_RECEIVED',
      'PAYMENT_SETTLED',
      'TRANSFER_RECEIVED',
      'REFUND_SUCCEEDED',
    ]);
    expect(output).toMatch(/2\.50 EUR wait for a person: UNKNOWN_INVOICE/);
    expect(output).toMatch(/is PARTIALLY_SETTLED, UNDERPAID: 9\.99 from NL··4300\n/);
    expect(output).toMatch(/is SETTLED, EXACT: 9\.99 from NL··4300, 0\.01 from NL··4300\n/);
    expect(output).toMatch(/is SETTLED: requested 10\.00, captured 10\.00, refunded 0\.01/);
    expect(output).toMatch(/refunded 10\.00, reversed 0\.00, refundable 0\.00 EUR/);
    expect(output).toMatch(/10\.00 GBP wait for a person: OTHER_CURRENCY/);
    expect(output.match(/moneyReceived/g)).toHaveLength(3);
    expect(output.match(/refundPaid 0\.01/g)).toHaveLength(1);
  });

  it('plays two charges on an agreement of Vipps MobilePay, after a run that was cut off', async () => {
    await cutOff('vipps-mobilepay');
    const { code, errors, output, events } = await runExample(env, 'vipps-mobilepay');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'PAYMENT_ATTEMPT_FAILED')).toHaveLength(1);
    expect(output).toMatch(/is SETTLED: requested 200\.00, captured 200\.00, refunded 50\.00/);
    expect(output).toMatch(/is SETTLED: requested 80\.00, captured 80\.00, refunded 0\.00/);
  });

  it('tells a year of a shop, goes on where it was cut off, and the books agree to the penny', {
    timeout: 300_000,
  }, async () => {
    const cut = await cutOffExample(env, /^Month 5/m, 'recurring');
    expect(cut.code).toBeNull();
    const { code, errors, output } = await runExample(env, 'recurring');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^The year is gone on with where it was cut off: it is 2027-05-/m);
    expect(cut.output + output).toMatch(/^Month 2, .*; Bo 200\.00 DKK SETTLED after 1 in vain; /m);
    expect(cut.output + output).toMatch(/^Month 5, .*: Ann 20\.00 GBP SETTLED after 1 in vain; /m);
    expect(output).toMatch(/^Month 8, .*; Cleo nothing$/m);
    expect(output).toMatch(/^Month 12, .*: Ann 24\.00 GBP SETTLED; Bo 200\.00 DKK SETTLED; Cleo 149\.00 DKK SETTLED$/m);
    expect(output.match(/PAID [\d-]+, reconciliation: EXACT$/gm)).toHaveLength(24);
    expect(output).toMatch(/^Ann: 12 charges\. .* 252\.00 GBP .* given back 20\.00; the ledger has 232\.00\.$/m);
    expect(output).toMatch(/^Bo: 12 charges\. .* 2400\.00 DKK .*; the ledger has 2400\.00\.$/m);
    expect(output).toMatch(/^Cleo: 10 charges\. .* 1490\.00 DKK .*; the ledger has 1490\.00\.$/m);
    expect(output).toMatch(/^At the bank: 227\.48 GBP, by 12 payouts\. The books agree\.$/m);
    expect(output).toMatch(/^At the bank: 2358\.00 DKK, by 12 payouts\. The books agree\.$/m);
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

describe('the documents', () => {
  const read = (name: string) => readFile(join(root, name), 'utf8');

  it('lead a newcomer from an agreement to a refund, on the page of the payer too', async () => {
    const [, create = '', capture = '', refund = ''] = documentsOf(await read('docs/quick-start.md'));
    const [book = ''] = documentsOf(await read('docs/ledger.md'));
    const [endpoint = ''] = documentsOf(await read('docs/guides/webhooks.md'));
    const [first = ''] = documentsOf(await read('README.md'));
    const world = await startWorld();
    expect(await world.ask(first)).toMatchObject({
      createAgreement: { agreement: { nextAction: { url: expect.stringMatching(/^http/) } } },
    });
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

  it('name every setting, and only those that there are', async () => {
    const config = await read('src/platform/settings/keys.ts');
    const known = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    const named = [...(await read('docs/settings.md')).matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name]) => name);
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
