import { afterAll, beforeAll, expect, it } from 'vitest';
import { captured, reserved } from '../support/lives.ts';
import { spyOnStatements } from '../support/statements.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** What a mutation costs the database, from its beginning to its answer: each statement, and each transaction. */
const sent = spyOnStatements();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** With no worker beside it, whose own statements would be counted with it. */
async function costOf(work: () => Promise<unknown>): Promise<{ statements: number; transactions: number }> {
  sent.splice(0);
  await work();
  const all = sent.splice(0);
  return { statements: all.length, transactions: all.filter((text) => text === 'BEGIN').length };
}

const ask = (name: string, type: string, selection: string, input: Record<string, unknown>) =>
  world.ask(
    `mutation($input: ${type}!) { ${name}(input: $input) { __typename ... on UserError { code message } ${selection} } }`,
    { input: { idempotencyKey: freshKey(name), ...input } },
  );

it('a mutation that a provider answers at once takes few statements in few transactions', async () => {
  const toCapture = [await reserved(world), await reserved(world)].map(({ payment }) => payment.id);
  const toCancel = (await reserved(world)).payment.id;
  const toRefund = (await captured(world)).id;
  await world.app.workers.drain();
  await world.app.workers.stop();
  const capture = (paymentId: string | undefined) =>
    ask('capturePayment', 'CapturePaymentInput', '... on CapturePayload { capture { id } }', { paymentId });
  // What is asked for the first time is planned, and a token fetched.
  await capture(toCapture[0]);
  const costs = {
    capturePayment: await costOf(() => capture(toCapture[1])),
    cancelPayment: await costOf(() =>
      ask('cancelPayment', 'CancelPaymentInput', '... on CancelPaymentPayload { payment { id } }', {
        paymentId: toCancel,
      }),
    ),
    refundPayment: await costOf(() =>
      ask('refundPayment', 'RefundPaymentInput', '... on RefundPayload { refund { id } }', { paymentId: toRefund }),
    ),
  };
  // Two that write, and one for what the answer selects. The key may have to be looked up again, which is one more.
  const most = { capturePayment: 20, cancelPayment: 20, refundPayment: 26 };
  for (const [name, { statements, transactions }] of Object.entries(costs)) {
    expect(statements, name).toBeLessThanOrEqual(most[name as keyof typeof most]);
    expect(transactions, name).toBe(3);
  }
});
