import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { type Load, loop } from './load.ts';
import type { Measure, Outcome } from './measure.ts';
import { createAgreements, createPayment } from './payments.ts';
import { inRounds } from './rounds.ts';
import type { Stage } from './stage.ts';
import { statementsOf } from './statements.ts';

/** Mutations and callbacks, beside what the database itself can do. */
export const writes: readonly Measure[] = [
  {
    name: 'capture',
    what: 'captures, to the answer; the simulator is another process',
    against: 'the same rows written by pg, pipelined, in three transactions',
    reach: { perSecond: 0.5 },
    run: captures,
  },
  {
    name: 'webhook',
    what: 'webhooks of one item, acknowledged when stored; they are processed meanwhile',
    against: 'one row put in and committed by pg',
    reach: { perSecond: 0.5 },
    run: webhooks,
  },
];

async function captures(stage: Stage): Promise<Outcome> {
  const [product, byPg] = [await stage.product(), await stage.byPg()];
  // Each needs a payment that was reserved before, so they take turns by number and not by time.
  const countMax = stage.captures;
  const rounds = { ...stage.rounds, atOnce: 8, forMs: 60_000, countMax };
  const agreements = await createAgreements(product, 8);
  const reserved: string[] = [];
  // One more round is thrown away, and one is counted.
  await loop({ atOnce: 8, forMs: 300_000, countMax: countMax * (rounds.count + 2) }, async (index) => {
    reserved.push((await createPayment(product, agreements[index % agreements.length] ?? '', true)).id);
  });
  let next = 0;
  const capture = async (): Promise<void> => {
    const answer = await product.mutate('capturePayment', '... on CapturePayload { capture { status } }', {
      paymentId: reserved[next++],
    });
    if (answer.capture.status !== 'SUCCEEDED') throw new Error(`a capture is ${answer.capture.status}`);
  };
  const ours = { pid: product.pid, run: (load: Load) => loop(load, capture) };
  const theirs = { pid: byPg.pid, run: (load: Load) => byPg.run('capture', load) };
  const { results, ratio } = await inRounds({ ours, theirs }, rounds);
  const asked = await statementsOf(stage.database, async () => void (await loop({ ...rounds, atOnce: 1 }, capture)));
  return {
    ours: {
      ...results.ours,
      'statements each, with those of the sweepers': asked.statements / countMax,
      'transactions each': asked.transactions / countMax,
    },
    others: { 'by pg': results.theirs },
    ratios: ratio('ours', 'theirs'),
  };
}

async function webhooks(stage: Stage): Promise<Outcome> {
  const [product, byPg] = [await stage.product(), await stage.byPg()];
  const { path, headers } = await mobilePayCallback(product.sandboxUrl);
  const callBack = async (): Promise<void> => {
    const status = await product.post(path, headers, JSON.stringify([callbackItem(randomUUID())]));
    if (status !== 200) throw new Error(`a callback was answered with ${status}`);
  };
  const ours = { pid: product.pid, run: (load: Load) => loop(load, callBack) };
  const theirs = { pid: byPg.pid, run: (load: Load) => byPg.run('commit', load) };
  const { results, ratio } = await inRounds({ ours, theirs }, stage.rounds);
  return { ours: results.ours, others: { 'by pg': results.theirs }, ratios: ratio('ours', 'theirs') };
}

/** Where MobilePay calls us back, and by which proof. */
async function mobilePayCallback(sandboxUrl: string) {
  const reply = await request(`${sandboxUrl}/control/mobilepay/provider`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { callbackUrl, callbackAuth } = (await reply.body.json()) as {
    callbackUrl: string;
    callbackAuth: { userName: string; password: string };
  };
  const { userName, password } = callbackAuth;
  const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;
  return { path: new URL(callbackUrl).pathname, headers: { authorization } };
}

/** About a payment that is reserved. */
function callbackItem(paymentId: string): object {
  return {
    agreement_id: randomUUID(),
    payment_id: paymentId,
    amount: '19.45',
    currency: 'DKK',
    payment_date: '2019-09-18',
    status: 'Reserved',
    status_text: 'Payment successfully reserved.',
    status_code: 0,
    external_id: '3280100',
    payment_type: 'OneOff',
  };
}
