import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  type CallContext,
  defineProvider,
  type Fact,
  type InboundItem,
  type Interpretation,
  type OperationMap,
  type Outcome,
  type ProviderRef,
  type RawRequest,
  type SignatureCheck,
  type StatusCheck,
  type StatusReason,
} from '../../../src/domain/port/provider.ts';
import { currency, isCurrency, type Money, money } from '../../../src/kernel/money.ts';
import { ok, type Result, refuse } from '../../../src/kernel/result.ts';
import { optional, text, when } from '../../../src/providers/kit/checks.ts';
import {
  type CallOf,
  classify,
  exchange,
  expectBody,
  foundIn,
  type Reply,
  type ReplyRules,
  type Request,
  read,
  startCall,
  toText,
} from '../../../src/providers/kit/client.ts';
import { mismatch, type NotSent, type Unknown, unknown } from '../../../src/providers/kit/outcomes.ts';
import { quote } from '../../../src/providers/kit/quote.ts';
import { entryOf, isIn, reason, type Words } from '../../../src/providers/kit/reasons.ts';
import { readTime } from '../../../src/providers/kit/times.ts';
import { baseUrl } from '../../../src/providers/kit/urls.ts';
import { answers, deliveredJson, isOneOf, splitBatch } from '../../../src/providers/kit/webhooks.ts';

/**
 * A fifth provider, as small as one can be: what a new adapter has to write is its settings, its wire, its words, its operations and
 * its table, each marked below. All else comes from the kit. In src/providers each part is a file, and the name stands in the port.
 */

// ── settings.ts: credentials ──────────────────────────────────────────────────────────────────────────────────────────────

export const settings = z.strictObject({ apiUrl: baseUrl, token: z.string().min(1), webhookSecret: z.string().min(1) });
type Settings = z.output<typeof settings>;
type Context = CallContext<Settings>;
type Call = CallOf<Settings>;

// ── wire.ts: what it writes ───────────────────────────────────────────────────────────────────────────────────────────────

const id = z.string().regex(/^\w{1,40}$/);
const payment = z.object({
  id,
  status: z.string().max(40),
  amount: z.string().regex(/^\d{1,15}$/),
  currency: z.string().max(10),
  code: z.string().max(40).nullish(),
  changed_at: z.string().max(40).nullish(),
});
type WirePayment = z.output<typeof payment>;
const refund = z.object({ id, amount: z.string().regex(/^\d{1,15}$/), currency: z.string().max(10) });
const errorBody = z.object({ error: z.string().max(40) });
const event = z.object({ event_id: id, payment_id: id, type: z.string().max(40), at: z.string().max(40) });

// ── client.ts: how it is called ───────────────────────────────────────────────────────────────────────────────────────────

const rules: ReplyRules = { provider: 'Tideway', unauthorised: [401], credentials: 'our token' };

async function send(call: Call, request: Request, key?: string): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  const headers = { authorization: `Bearer ${account.settings.token}`, ...(key ? { 'idempotency-key': key } : {}) };
  const target = { baseUrl: account.settings.apiUrl, headers };
  return classify(await exchange(call, { ...request, body: toText(request.body) }, target), rules, now());
}

// ── reasons.ts and translate.ts: its words in ours ────────────────────────────────────────────────────────────────────────

const words: Readonly<Record<string, Words>> = {
  no_money: { code: 'INSUFFICIENT_FUNDS', origin: 'BANK', message: 'There was not enough money.', retryable: true },
  too_late: { code: 'NOT_IN_THIS_STATE', origin: 'PROVIDER', message: 'It is with the bank already.' },
};

function why(code: string | null | undefined): StatusReason {
  const known = entryOf(words, code);
  return reason(known ?? { code: 'OTHER', origin: 'PROVIDER', message: 'Tideway does not say why.' }, known && code);
}

const facts = {
  queued: (told) => [{ kind: 'scheduled', ...told }],
  paid: (told, amount) => [{ kind: 'captured', ...told, amount }],
  failed: (told, _, code) => [{ kind: 'failed', ...told, why: why(code) }],
  withdrawn: (told, _, code) => [{ kind: 'cancelled', ...told, why: why(code) }],
} as const satisfies Record<
  string,
  (told: { ref: ProviderRef; at: Date }, amount: Money, code: string | null | undefined) => readonly [Fact, ...Fact[]]
>;

function toMoney(wire: { readonly amount: string; readonly currency: string }): Result<Money, Unknown> {
  if (!isCurrency(wire.currency)) return refuse(unknown('unreadable', `unknown currency ${quote(wire.currency)}`));
  return ok(money(BigInt(wire.amount), wire.currency));
}

function toOutcome(
  wire: WirePayment,
  asked: Date,
  expected: Money | null,
): Extract<Outcome, { kind: 'facts' }> | Unknown {
  if (!isIn(facts, wire.status)) return unknown('unknownStatus', `payment status ${quote(wire.status)}`);
  const amount = toMoney(wire);
  if (!amount.ok) return amount.error;
  const wrong = expected && mismatch('Tideway', amount.value, expected);
  if (wrong) return wrong;
  const told = { ref: paymentRef(wire.id), at: readTime(wire.changed_at, 'Europe/Stockholm') ?? asked };
  return { kind: 'facts', facts: facts[wire.status](told, amount.value, wire.code) };
}

const paymentRef = (paymentId: string): ProviderRef => ({ kind: 'payment', id: paymentId });
const pathOf = (ref: ProviderRef): string => `/payments/${encodeURIComponent(ref.id)}`;

// ── payments.ts and refunds.ts: its operations ────────────────────────────────────────────────────────────────────────────

async function charge(context: Context, input: OperationMap['payment.charge'], key: string): Promise<Outcome> {
  const { amount, externalId, mandate } = input;
  const body = { mandate: mandate.id, amount: amount.amountMinor, currency: amount.currency, reference: externalId };
  const reply = await send(startCall(context), { method: 'POST', path: '/payments', body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: why(read(reply, errorBody)?.error) };
  const wire = expectBody(reply, payment, 'the answer to a new payment');
  return wire.ok ? toOutcome(wire.value, context.now(), amount) : wire.error;
}

async function cancel(context: Context, input: OperationMap['payment.cancel']): Promise<Outcome> {
  const reply = await send(startCall(context), { method: 'DELETE', path: pathOf(input.payment) });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: why(read(reply, errorBody)?.error) };
  const wire = expectBody(reply, payment, 'the answer to a cancellation');
  return wire.ok ? toOutcome(wire.value, context.now(), null) : wire.error;
}

async function giveBack(context: Context, input: OperationMap['payment.refund'], key: string): Promise<Outcome> {
  const { amount, payment: of } = input;
  const body = { amount: amount.amountMinor, currency: amount.currency };
  const reply = await send(startCall(context), { method: 'POST', path: `${pathOf(of)}/refunds`, body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: why(read(reply, errorBody)?.error) };
  const wire = expectBody(reply, refund, 'the answer to a refund');
  if (!wire.ok) return wire.error;
  const echoed = toMoney(wire.value);
  if (!echoed.ok) return echoed.error;
  const ref: ProviderRef = { kind: 'refund', id: wire.value.id, within: of };
  const refunded: Fact = { kind: 'refunded', ref, amount: amount, at: context.now(), operationKey: key };
  return mismatch('Tideway', echoed.value, amount) ?? { kind: 'facts', facts: [refunded] };
}

async function checkStatus(context: Context, ref: ProviderRef): Promise<StatusCheck> {
  if (ref.kind !== 'payment') return { kind: 'absent', certain: true };
  const reply = await send(startCall(context), { method: 'GET', path: pathOf(ref) });
  const isMissing = (answer: Reply) => read(answer, errorBody) !== null;
  const found = foundIn(reply, payment, { provider: 'Tideway', isMissing });
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return found.kind === 'found' ? toOutcome(found.value, context.now(), null) : found;
}

// ── webhook.ts: what it tells by itself ───────────────────────────────────────────────────────────────────────────────────

function verify({ headers, body }: RawRequest, { webhookSecret }: Settings): SignatureCheck {
  const expected = createHmac('sha256', webhookSecret).update(body).digest('hex');
  return isOneOf(headers['tideway-signature'] ?? '', [expected]) ? 'verified' : 'invalid';
}

function split(request: RawRequest): Result<readonly InboundItem[], string> {
  const json = deliveredJson(request, 64 * 1024);
  if (!json.ok) return json;
  const bodies: readonly unknown[] = [json.value].flat();
  return splitBatch(bodies, { itemsMax: 100, noun: 'events', one: 'a Tideway event' }, (body) => {
    const { data } = event.safeParse(body);
    return data ? { dedupeKey: data.event_id, about: paymentRef(data.payment_id), body: data } : null;
  });
}

function interpret({ about, body }: InboundItem): Interpretation {
  const { data } = event.safeParse(body);
  if (!data) return { kind: 'unrecognised', detail: 'not a Tideway event' };
  if (data.type !== 'payment.changed') return { kind: 'unrecognised', detail: `event ${quote(data.type)}` };
  return { kind: 'checkStatus', ref: about };
}

// ── provider.ts: its table ────────────────────────────────────────────────────────────────────────────────────────────────

const creates = { repeat: 'sameKey', keyLivesHours: 24, deadlineMs: 2_000 } as const;
const atLeastOne = (amount: Money) =>
  when(amount.amountMinor < 1n, ['amount'], 'amountMin', `expected at least 1; got ${amount.amountMinor}`);

export const tideway = defineProvider({
  // A name of its own is added to `providerNames`; the sketch borrows one.
  name: 'GOCARDLESS',
  settings,
  capabilities: (_: Settings) => ({
    currencies: [currency('SEK')],
    partialCapture: false,
    partialRefund: true,
    autoReserve: false,
    refundWindowMs: null,
  }),
  operations: {
    'payment.charge': {
      ...creates,
      check: ({ amount, externalId }) => [...atLeastOne(amount), ...text(30)(externalId, ['externalId'])],
      call: charge,
    },
    'payment.cancel': {
      repeat: 'lookFirst',
      quietMs: 600_000,
      deadlineMs: 2_000,
      check: () => [],
      call: cancel,
      probe: (context, input) => checkStatus(context, input.payment),
    },
    'payment.refund': {
      ...creates,
      check: ({ amount, externalId }) => [...atLeastOne(amount), ...optional(externalId, text(30), ['externalId'])],
      call: giveBack,
    },
  },
  checkStatus,
  inbound: { verify, split, interpret, answer: answers({ taken: 200, refused: 401 }) },
  checkCredentials: async () => ok(undefined),
  connect: async () => ok(undefined),
});
