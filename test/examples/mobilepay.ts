import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { type Api, connect, payload, Unexpected } from './api.ts';
import {
  capturePayment,
  createAgreement,
  findReferences,
  readPayment,
  refundPayment,
  runScenario,
} from './documents.ts';
import { type EventStream, follow, type StreamedEvent } from './follow.ts';
import { findOrStart, type Server } from './server.ts';

/**
 * A monthly agreement with a first payment of 80 kroner: asked for, accepted by the payer, captured, and refunded in part, with
 * every event shown as it streams in. `npm run example`; `-- --api-key sk_test_…` for a server whose database is out of reach.
 */

const withinMs = 60_000;
const runsMax = 1_000;

interface Order {
  readonly agreementId: string;
  readonly paymentId: string;
}

async function run(api: Api, stream: EventStream, sandboxUrl: string): Promise<void> {
  const order = await freeReferences(api);
  const { agreement, oneOffPayment } = await askForAgreement(api, order);
  if (!oneOffPayment) throw new Unexpected('the agreement came without its first payment');
  console.log(`The payer is sent to ${agreement.nextAction?.url}`);

  await swipeAccept(api, agreement.id);
  await stream.until(oneOffPayment.id, 'PAYMENT_AUTHORIZED', 'PAYMENT_REJECTED', 'PAYMENT_EXPIRED', 'PAYMENT_FAILED');

  console.log('The connection is cut here, and the stream goes on from its last cursor.');
  stream.cut();
  const { capture } = await takeTheMoney(api, order, oneOffPayment.id);
  await stream.until(capture.id, 'CAPTURE_SUCCEEDED', 'CAPTURE_FAILED');
  await stream.until(oneOffPayment.id, 'PAYMENT_SETTLED');

  const { refund } = await giveSomeBack(api, order, oneOffPayment.id);
  await stream.until(refund.id, 'REFUND_SUCCEEDED', 'REFUND_FAILED');
  await summarise(api, oneOffPayment.id);
  await showBook(sandboxUrl, oneOffPayment.providerReference ?? '');
}

/** References are unique for life, so the seed's own are free on the first run only. */
async function freeReferences(api: Api): Promise<Order> {
  for (let run = 1; run <= runsMax; run++) {
    const suffix = run === 1 ? '' : `-${run}`;
    const order = { agreementId: `AGGR00068${suffix}`, paymentId: `OOP00348${suffix}` };
    const { agreement, payment } = await api.ask(findReferences, {
      agreement: order.agreementId,
      payment: order.paymentId,
    });
    if (agreement || payment) continue;
    if (suffix) console.log(`The seed's references are taken by an earlier run; this one has the suffix ${suffix}`);
    return order;
  }
  throw new Unexpected(`${runsMax} runs have taken all references; begin with fresh data`);
}

// A key belongs to one step of one order, not to one call of it: sent again after a lost answer, it acts once.

async function askForAgreement(api: Api, { agreementId, paymentId }: Order) {
  const { createAgreement: answer } = await api.ask(createAgreement, {
    input: {
      idempotencyKey: `${agreementId}-create`,
      externalId: agreementId,
      amount: { amountMinor: '1000', currency: 'DKK' },
      plan: 'Basic',
      description: 'Monthly subscription',
      nextPaymentDate: '2017-03-09',
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT5M',
      payerPhone: '4511100118',
      returnUrl: 'https://example.com/1b08e244-4aea-4988-99d6-1bd22c6a5b2c',
      oneOffPayment: {
        amount: { amountMinor: '8000', currency: 'DKK' },
        externalId: paymentId,
        description: 'Down payment for our services',
      },
    },
  });
  return payload(answer, 'AgreementPayload');
}

async function swipeAccept(api: Api, agreementId: string): Promise<void> {
  const { runSandboxScenario: answer } = await api.ask(runScenario, {
    input: { idempotencyKey: `${agreementId}-accept`, subjectId: agreementId, scenario: 'PAYER_ACCEPTS' },
  });
  payload(answer, 'SandboxScenarioPayload');
}

async function takeTheMoney(api: Api, order: Order, paymentId: string) {
  const { capturePayment: answer } = await api.ask(capturePayment, {
    input: { idempotencyKey: `${order.paymentId}-capture`, paymentId },
  });
  return payload(answer, 'CapturePayload');
}

async function giveSomeBack(api: Api, order: Order, paymentId: string) {
  const { refundPayment: answer } = await api.ask(refundPayment, {
    input: {
      idempotencyKey: `${order.paymentId}-refund-1`,
      paymentId,
      amount: { amountMinor: '3000', currency: 'DKK' },
      reason: 'Part of the service was not delivered',
    },
  });
  return payload(answer, 'RefundPayload');
}

async function summarise(api: Api, id: string): Promise<void> {
  const { payment } = await api.ask(readPayment, { id });
  if (!payment) throw new Unexpected(`payment ${id} is gone`);
  const { requested, captured, refunded, refundable } = payment.amounts;
  const parts = Object.entries({ requested, captured, refunded, refundable });
  console.log(`${id} is ${payment.status}: ${parts.map(([name, money]) => `${name} ${money.decimal}`).join(', ')} DKK`);
}

interface BookEntry {
  readonly seq: number;
  readonly at: string;
  readonly effect: string;
  readonly subject: { readonly id: string; readonly within?: string };
  readonly amount?: string;
}

/** What the simulated provider itself has written down: the other side of the same story. */
async function showBook(sandboxUrl: string, providerReference: string): Promise<void> {
  const reply = await fetch(`${sandboxUrl}/mobilepay/book`, { signal: AbortSignal.timeout(withinMs) });
  if (!reply.ok) throw new Unexpected(`the sandbox at ${sandboxUrl} answered ${reply.status}`);
  const { entries } = (await reply.json()) as { entries: readonly BookEntry[] };
  console.log("The provider's own book of this payment:");
  for (const { seq, at, effect, subject, amount } of entries)
    if (subject.id === providerReference || subject.within === providerReference)
      console.log(`  ${seq} ${at} ${effect} ${amount ?? ''}`);
}

function show({ sequence, type, subjectId, change }: StreamedEvent): void {
  const move = change ? ` ${change.from ?? '–'} → ${change.to}` : '';
  const amount = change?.amount ? ` ${change.amount.decimal} ${change.amount.currency}` : '';
  console.log(`#${sequence} ${type} ${subjectId}${move}${amount}`);
}

let server: Server | undefined;
let stream: EventStream | undefined;
try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'api-key': { type: 'string' } } });
  if (positionals.some((name) => name !== 'mobilepay'))
    throw new Unexpected(`there is no example ${positionals.join(' ')}; there is mobilepay`);
  const signal = AbortSignal.timeout(withinMs);
  server = await findOrStart(readConfig(), values['api-key']);
  console.log(`Paygraph is at ${server.url}${server.started ? ', started for this run' : ''}`);
  stream = await follow({ ...server, signal, onEvent: show });
  await run(connect({ ...server, signal }), stream, server.sandboxUrl);
} catch (error) {
  console.error(`The example failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await stream?.close();
  await server?.close();
}
