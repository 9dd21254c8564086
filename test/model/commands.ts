import fc from 'fast-check';
import { expect } from 'vitest';
import { armFailpoints } from '../../src/platform/failpoints.ts';
import { eventually } from '../support/lives.ts';
import { freshKey, type World } from '../support/world.ts';
import * as model from './model.ts';
import { type Model, type ModelPayment, type ProviderKey, rules } from './model.ts';
import {
  amountsOf,
  approve as approveReally,
  asks,
  type Call,
  currencies,
  insist,
  money,
  pass,
  paymentOf,
  play,
  type RealPayment,
} from './shop.ts';

/** A story as it is really told. */
export interface Real {
  readonly world: World;
  readonly payments: RealPayment[];
  /** The last thing that the merchant asked for, and what it was told. */
  last: { readonly call: Call; readonly answer: string } | null;
}

type Command = fc.AsyncCommand<Model, Real>;

const command = (
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  check = (_: Readonly<Model>) => true,
): Command => ({
  check,
  run,
  toString: () => name,
});

/** One of the story's payments, by a number that is taken as far as it goes round. */
const nth = <T>(of: readonly T[], index: number): T => {
  const found = of[index % of.length];
  if (found === undefined) throw new Error('the story has no payment yet');
  return found;
};
const any = ({ payments }: Readonly<Model>): boolean => payments.length > 0;

/** What a payment must show when the payer has just said yes, and nothing is in the way. */
const approvedAs: Readonly<Record<ProviderKey, string>> = {
  mobilepay: 'AUTHORIZED',
  // Done some seconds later, by sandbox time.
  betalingsservice: '',
  gocardless: 'SETTLED',
  buckaroo: 'SETTLED',
};

/** What befalls the very next call, at its provider or in the process that makes it. */
export type Trouble = { readonly fault: string } | { readonly crash: string } | null;

const inWords = (trouble: Trouble): string =>
  trouble === null ? '' : 'fault' in trouble ? `, with ${trouble.fault}` : `, with a crash at ${trouble.crash}`;

/** A crash as it looks from outside: the caller gets no answer, and a lease is left behind. */
async function befall(trouble: Trouble, provider: ProviderKey, story: Model, { world }: Real): Promise<void> {
  if (trouble === null) return;
  story.disturbed = true;
  if ('fault' in trouble)
    await world.sandbox.control(`/control/${provider}/faults`, { faults: [{ fault: trouble.fault }] });
  else armFailpoints({ failpoints: [{ name: trouble.crash, action: { kind: 'throw' }, onPass: 1 }], mode: 'sandbox' });
}

const ask = (provider: ProviderKey, minor: number, trouble: Trouble): Command =>
  command(`ask ${provider} for ${minor}${inWords(trouble)}`, async (story, real) => {
    await befall(trouble, provider, story, real);
    const call = asks[provider](minor);
    const answer = await insist(real.world, call);
    const idIn = (field: string): string | null => (answer[field] as { id: string } | undefined)?.id ?? null;
    const asked = idIn('asked');
    if (!asked) throw new Error(`${provider} was not asked: ${JSON.stringify(answer)}`);
    real.payments.push({ provider, asked, paymentId: idIn('payment') });
    real.last = { call, answer: asked };
    story.payments.push({
      provider,
      requested: minor,
      approved: false,
      captured: 0,
      refunded: 0,
      reversed: 0,
      ended: false,
    });
  });

const approve = (index: number, delivery: string): Command =>
  command(
    `approve ${index}, told ${delivery}`,
    async (story, { world, payments }) => {
      const payment = nth(story.payments, index);
      if (!rules.mayApprove(payment)) return;
      const real = nth(payments, index);
      if (delivery !== 'NORMAL') story.disturbed = true;
      if (payment.provider === 'betalingsservice') await pass(world, 'PT5S');
      const played = await approveReally(world, real, delivery);
      expect(played || story.disturbed, 'the payer can approve').toBe(true);
      if (!played) return;
      model.approve(payment);
      const expected = approvedAs[payment.provider];
      if (story.disturbed || !expected) return;
      await eventually(world, `${payment.provider} to be ${expected}`, async () => {
        const id = await paymentOf(world, real);
        return id && (await amountsOf(world, id)).status === expected ? id : null;
      });
    },
    any,
  );

/** A merchant's call about money, which the rules allow or forbid. */
const ofMoney = (
  name: string,
  index: number,
  trouble: Trouble,
  mutation: string,
  payload: string,
  more: (payment: ModelPayment) => Readonly<Record<string, unknown>>,
  may: (payment: ModelPayment) => boolean,
  then: (payment: ModelPayment) => void,
): Command =>
  command(
    `${name} ${index}${inWords(trouble)}`,
    async (story, real) => {
      const payment = nth(story.payments, index);
      const paymentId = await paymentOf(real.world, nth(real.payments, index));
      if (!paymentId) return;
      await befall(trouble, payment.provider, story, real);
      const call: Call = {
        mutation,
        selection: `... on ${payload} { payment { id } idempotency { replayed } }`,
        input: { idempotencyKey: freshKey(mutation), paymentId, ...more(payment) },
      };
      const answer = await insist(real.world, call);
      const accepted = answer.code === undefined;
      if (accepted) expect(may(payment), `${name} is forbidden, and was accepted`).toBe(true);
      else expect(may(payment) && !story.disturbed, `${name} is allowed, and was refused: ${answer.code}`).toBe(false);
      if (accepted) then(payment);
      real.last = { call, answer: JSON.stringify(answer.payment ?? answer.code) };
    },
    any,
  );

const captureIt = (index: number, trouble: Trouble): Command =>
  ofMoney('capture', index, trouble, 'capturePayment', 'CapturePayload', () => ({}), rules.mayCapture, model.capture);
const cancelIt = (index: number, trouble: Trouble): Command =>
  ofMoney('cancel', index, trouble, 'cancelPayment', 'CancelPaymentPayload', () => ({}), rules.mayCancel, model.cancel);
const refundIt = (index: number, minor: number, trouble: Trouble): Command =>
  ofMoney(
    `refund ${minor} of`,
    index,
    trouble,
    'refundPayment',
    'RefundPayload',
    ({ provider }) => ({ amount: money(minor, currencies[provider]) }),
    (payment) => rules.mayRefund(payment, minor),
    (payment) => model.refund(payment, minor),
  );

const reverse = (index: number): Command =>
  command(
    `the bank takes ${index} back`,
    async (story, { world, payments }) => {
      const payment = nth(story.payments, index);
      const id = rules.mayReverse(payment) ? await paymentOf(world, nth(payments, index)) : null;
      if (id && (await play(world, id, 'LATE_FAILURE', 'NORMAL'))) model.reverse(payment);
    },
    any,
  );

const repeat = (): Command =>
  command('repeat the last call', async (_story, real) => {
    if (!real.last) return;
    const { call, answer } = real.last;
    const again = await insist(real.world, call);
    const asked = (again.asked as { id: string } | undefined)?.id;
    expect(asked ?? JSON.stringify(again.payment ?? again.code), 'a repeat is answered as the first was').toBe(answer);
  });

const tick = (by: string): Command => command(`${by} passes`, (_story, { world }) => pass(world, by));

const pushesGoWrong = (provider: ProviderKey, fault: string): Command =>
  command(`${provider}: ${fault}`, (story, real) => befall({ fault }, provider, story, real));

const providers: readonly ProviderKey[] = ['mobilepay', 'betalingsservice', 'gocardless', 'buckaroo'];
const crashes = [
  'capturePayment.afterKey',
  'capturePayment.afterCommit',
  'payment.capture.afterIntent',
  'payment.capture.afterReply',
  'payment.capture.afterSettle',
  'capturePayment.beforeAnswer',
  'refundPayment.afterCommit',
  'payment.refund.afterReply',
  'transfer.refund.afterReply',
  'agreement.create.afterReply',
  'request.create.afterReply',
  'transfer.create.afterReply',
  'inbox.afterRead',
  'inbox.beforeCommit',
];
const faults = [
  'effectThenTimeout',
  'effectThenReset',
  '5xxAfterEffect',
  '5xxNoEffect',
  'resetNoEffect',
  'timeoutNoEffect',
  'html502',
  'truncatedJson',
  'rateLimit',
  'expiredToken',
];
const pushFaults = ['duplicatePush', 'pushBeforeReply', 'pushReordered', 'neverPush'];
const deliveries = ['NORMAL', 'NORMAL', 'NORMAL', 'DUPLICATED', 'REORDERED', 'DELAYED', 'DROPPED', 'BAD_SIGNATURE'];
const index = fc.nat(2);
// Small amounts, so that what is asked for is often just what is there, or a little more.
const minor = fc.integer({ min: 100, max: 300 });
const provider = fc.constantFrom(...providers);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(...faults).map((fault) => ({ fault })) },
  { weight: 1, arbitrary: fc.constantFrom(...crashes).map((crash) => ({ crash })) },
);

const asked = fc.tuple(provider, minor, trouble).map((of) => ask(...of));
const approved = fc.tuple(index, fc.constantFrom(...deliveries)).map((of) => approve(...of));
const refunded = fc.tuple(index, minor, trouble).map((of) => refundIt(...of));

/** Everything that a story is made of; what comes often stands there more than once. */
export const steps = [
  asked,
  fc.tuple(fc.constant('mobilepay' as const), minor, trouble).map((of) => ask(...of)),
  approved,
  approved,
  fc.tuple(index, trouble).map((of) => captureIt(...of)),
  fc.tuple(index, trouble).map((of) => captureIt(...of)),
  fc.tuple(index, trouble).map((of) => cancelIt(...of)),
  refunded,
  refunded,
  index.map(reverse),
  fc.constant(0).map(repeat),
  fc.constantFrom('PT10S', 'PT2M', 'PT45M', 'PT3H').map(tick),
  fc.tuple(provider, fc.constantFrom(...pushFaults)).map((of) => pushesGoWrong(...of)),
];
