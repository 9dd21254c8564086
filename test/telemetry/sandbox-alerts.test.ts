import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditAndKeep } from '../../src/audit/kept-run.ts';
import { openEndpoint, type Partner, startPartner, webhooks } from '../partner-webhooks/partner.ts';
import {
  advance,
  eventually,
  freshReference,
  mutate,
  paymentIs,
  play,
  readPayment,
  reserved,
} from '../support/lives.ts';
import { alertNames, evaluate, type GivenSeries, hasPromtool } from '../support/promtool.ts';
import { type Series, sampleOf, scrape } from '../support/scrape.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** The product itself, brought to where somebody has to come, and out of it again; what Prometheus would have scraped is given to the rules. */
let world: World;
let partner: Partner;
beforeAll(async () => {
  world = await startWorld({ METRICS_PORT: '0', LOG_LEVEL: 'fatal' });
  partner = await startPartner();
});
afterAll(async () => {
  await world.close();
  await partner.close();
});

const hourMs = 60 * 60 * 1_000;
/** Scrapes until what waits is as it is expected to be: the database is read every ten seconds. */
const scrapeWhen = async (what: string, counts: Readonly<Record<string, number>>): Promise<readonly Series[]> => {
  let found: Readonly<Record<string, number | null>> = {};
  const look = async (): Promise<readonly Series[] | null> => {
    const series = await scrape(world.app.metricsUrl);
    found = Object.fromEntries(
      Object.keys(counts).map((kind) => [kind, sampleOf(series, 'paygraph_backlog', { kind })]),
    );
    return Object.entries(counts).every(([kind, count]) => found[kind] === count) ? series : null;
  };
  try {
    return await eventually(world, what, look);
  } catch (error) {
    throw new Error(`${(error as Error).message}; it is ${JSON.stringify(found)}`);
  }
};

const audited = () => auditAndKeep(world.app.db, { databaseUrl: world.database.url, sandboxUrl: world.app.sandboxUrl });

const bad = { endpointOff: 1, operationUnresolved: 1, receiptUnmatched: 1, reservationExpiring: 2, accountPaused: 1 };
const good = { endpointOff: 0, operationUnresolved: 0, receiptUnmatched: 0, reservationExpiring: 0, accountPaused: 0 };
const expected = [
  'AccountPaused',
  'AuditNotRun',
  'EndpointOff',
  'OutcomeUnknown',
  'OutcomeUnknownLong',
  'ReceiptUnmatched',
  'ReservationExpires',
];

test.skipIf(!hasPromtool)(
  'what needs a person in the sandbox fires its alert and no other, and none once it is done',
  async () => {
    await audited();
    const atFirst = await scrapeWhen('a quiet world', good);

    // A partner whose system fails for six days.
    partner.answer = (response) => void response.writeHead(500).end();
    const endpoint = await openEndpoint(world, { url: partner.url });
    await reserved(world);
    for (let hours = 0; hours < 144; hours += 12) await advance(world, 'PT12H');

    // A capture whose answer is lost, at a provider that cannot be asked; a reservation that nobody captures; money in another currency, which is on no transfer.
    const { payment: lost } = await reserved(world);
    await world.sandbox.fault('capture', 'effectThenReset', { subject: lost.providerReference });
    await world.sandbox.fault('getPayment', '5xxNoEffect', { subject: lost.providerReference, times: 10_000 });
    await mutate(world, 'capturePayment', { paymentId: lost.id });
    const { payment: waiting } = await reserved(world);
    const { createTransfer } = await world.ask<{ createTransfer: { transfer: { id: string } } }>(
      'mutation($input: CreateTransferInput!) { createTransfer(input: $input) { ... on TransferPayload { transfer { id } } } }',
      {
        input: {
          idempotencyKey: freshKey(),
          invoice: freshReference('INV-'),
          amount: { amountMinor: '1000', currency: 'EUR' },
          payer: { firstName: 'John', lastName: 'Smith', email: 'john@shop.example' },
        },
      },
    );
    await play(world, createTransfer.transfer.id, 'TRANSFER_WRONG_CURRENCY');
    const left = Date.parse((await readPayment(world, waiting.id)).settleBy ?? '') - world.app.clock.now().getTime();
    await advance(world, `PT${Math.floor(left / hourMs) - 12}H`);
    const account = await world.app.accounts.of(world.app.merchantId ?? '', 'BETALINGSSERVICE');
    if (!account) throw new Error('the demo merchant has no account there');
    await world.app.accounts.setPaused(account, 'CREDENTIALS_REFUSED', { by: 'clock', rule: 'test' });
    const atWorst = await scrapeWhen('all of it to wait', bad);

    // Each is done by whom it takes.
    await world.sandbox.clearFaults();
    partner.answer = (response) => void response.writeHead(204).end();
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: endpoint.id, active: true });
    await mutate(world, 'capturePayment', { paymentId: waiting.id });
    await paymentIs(world, waiting.id, 'SETTLED');
    const { unmatchedReceipts } = await world.ask<{ unmatchedReceipts: { nodes: { id: string }[] } }>(
      '{ unmatchedReceipts(first: 10) { nodes { id } } }',
    );
    for (const { id } of unmatchedReceipts.nodes)
      await world.ask('mutation($input: CloseReceiptInput!) { closeReceipt(input: $input) { __typename } }', {
        input: { idempotencyKey: freshKey(), receiptId: id, reason: 'sent back by hand' },
      });
    await advance(world, 'P1D');
    await audited();
    const atLast = await scrapeWhen('nothing to wait any more', good);

    const names = await alertNames();
    expect(expected.filter((alert) => !names.includes(alert))).toEqual([]);
    await evaluate(
      inTurn([
        [atFirst, 20],
        [atWorst, 40],
        [atLast, 60],
      ]),
      names.flatMap((alert) => [
        { alert, minute: 15, fires: false },
        { alert, minute: 58, fires: expected.includes(alert) },
        { alert, minute: 110, fires: false },
      ]),
    );
  },
);

/** What was scraped, each for some minutes. Of the rest only what counts over time or by the clock is left out. */
function inTurn(scrapes: readonly (readonly [readonly Series[], number])[]): GivenSeries[] {
  const gauges = /^(paygraph_(alarm|audit|backlog|build_info|not_final)|db_client_connection_)/;
  const nameOf = ({ name, labels }: Series): string =>
    `${name}{${Object.entries({ ...labels, instance: 'a' })
      .map(([label, value]) => `${label}="${value}"`)
      .join(',')}}`;
  const all = new Set(scrapes.flatMap(([series]) => series.filter(({ name }) => gauges.test(name)).map(nameOf)));
  return [...all].map((series) => ({
    series,
    values: scrapes
      .map(([scraped, minutes]) => {
        const found = scraped.find((one) => nameOf(one) === series);
        return found ? `${found.value}+0x${minutes - 1}` : `_x${minutes}`;
      })
      .join(' '),
  }));
}
