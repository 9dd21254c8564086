import type { CallContext, OperationMap, Outcome, ProviderRef, Sent, StatusCheck } from '../../domain/port/provider.ts';
import { startCall } from '../kit/client.ts';
import type { NotSent } from '../kit/outcomes.ts';
import { unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { type Call, send } from './client.ts';
import { createOnce, findByKey, type Made } from './create.ts';
import { getOne, getSome, pathOf, readError, readOne } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import { isGiven, keyName, toRefund } from './refund-status.ts';
import type { Settings } from './settings.ts';
import { refundRef } from './translate.ts';
import type { WirePayment, WireRefund } from './wire.ts';

/**
 * Refunds. GoCardless has to be told the sum of all refunds of the payment, which is to catch one that we know nothing of. So each refund begins
 * with a fresh reading of the payment, and ends there when others have given back more than we know of.
 */

type Refund = OperationMap['payment.refund'];

// Two refunds at once read the same sum, and the later one is refused: it reads again. More than three in a row is no accident.
const attemptsMax = 3;

export async function refundPayment(context: CallContext<Settings>, input: Refund, key: string): Promise<Outcome> {
  const call = startCall(context);
  let outcome: Outcome = unknown('unreadable', 'a refund was not begun');
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const payment = await readFresh(call, input.payment);
    if ('kind' in payment) return payment;
    const elsewhere = await refundedElsewhere(call, input, payment, key);
    if (elsewhere) return elsewhere;
    const made = await refundOnce(call, input, payment, key);
    outcome = made.kind === 'made' ? describe(call, made.value, input) : made;
    const outdated = outcome.kind === 'refused' && outcome.why.providerCode === 'total_amount_confirmation_invalid';
    if (!outdated) return outcome;
  }
  return outcome;
}

/** What ends a refund before it is sent: that others have given back more than we know of, or that it was sent before. */
async function refundedElsewhere(
  call: Call,
  input: Refund,
  { amount_refunded }: WirePayment,
  key: string,
): Promise<Outcome | null> {
  const { payment, refundedElsewhere: known } = input;
  const given = BigInt(amount_refunded ?? '0');
  if (!known || given <= known.amountMinor) return null;
  const found = await getSome(call, 'refunds', { payment: payment.id });
  if (found.kind === 'unknown') return notBegun(found.why.detail);
  const refunds = found.kind === 'found' ? found.value.items : [];
  const ours = refunds.find(({ metadata }) => metadata?.[keyName] === key);
  if (ours) return describe(call, ours, input);
  const standing = refunds.filter(({ status }) => isGiven(status));
  // Until the list shows what the payment says, what is missing from it may be this one.
  if (sumOf(standing) < given) return notBegun('the refunds of the payment are not all to be seen');
  const others = sumOf(standing.filter(({ metadata }) => metadata?.[keyName] === undefined));
  return others > known.amountMinor ? { kind: 'refused', why } : null;
}

function sumOf(refunds: readonly WireRefund[]): bigint {
  return refunds.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

const why = reason({
  code: 'AMOUNT_NOT_AVAILABLE',
  origin: 'PROVIDER',
  message:
    'More of the payment has been given back at GoCardless than is known here, so nothing was sent. The payment is asked about; see what is refundable then.',
});

/**
 * After an unknown outcome: is there a refund of this payment under our key? If not, the same key is sent again. One that somebody else has made
 * bears no key of ours, and is asked about by its id.
 */
export async function probeRefund(
  context: CallContext<Settings>,
  input: Refund,
  key: string,
  sent: Sent,
): Promise<StatusCheck> {
  const call = startCall(context);
  if (sent.ref) {
    const known = await getOne(call, 'refunds', sent.ref.id);
    if (known.kind === 'found') return describe(call, known.value, input);
    return known.kind === 'unknown' ? known : { kind: 'absent', certain: false };
  }
  const found = await findByKey(call, 'refunds', { payment: input.payment.id }, key);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return found.kind === 'unknown' ? found : describe(call, found.value, input);
}

function refundOnce(call: Call, input: Refund, payment: WirePayment, key: string): Promise<Made<'refunds'>> {
  const { amount, externalId } = input;
  return createOnce(call, {
    resource: 'refunds',
    what: 'refund',
    key,
    among: { payment: input.payment.id },
    body: {
      amount: amount.amountMinor,
      total_amount_confirmation: BigInt(payment.amount_refunded ?? '0') + amount.amountMinor,
      metadata: { [keyName]: key, ...(externalId === undefined ? {} : { external_id: externalId }) },
      links: { payment: input.payment.id },
    },
  });
}

/** The payment as it stands now, or why nothing was sent: as long as this is all we did, no money can have moved. */
async function readFresh(
  call: Call,
  { id }: ProviderRef,
): Promise<WirePayment | NotSent | Extract<Outcome, { kind: 'refused' }>> {
  const reply = await send(call, { method: 'GET', path: pathOf('payments', id) });
  if (reply.kind === 'notSent') return reply;
  if (reply.kind === 'unknown') return notBegun(reply.why.detail);
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('refund', readError(reply)) };
  return readOne(reply, 'payments') ?? notBegun('the payment could not be read');
}

function notBegun(detail: string): NotSent {
  return { kind: 'notSent', why: { kind: 'unavailable', detail: `the payment was not to be read: ${detail}` } };
}

function describe(call: Call, wire: WireRefund, { payment, amount }: Refund): Outcome {
  if (wire.links?.payment && wire.links.payment !== payment.id)
    return unknown('unreadable', 'GoCardless answered with a refund of another payment');
  return toRefund(wire, refundRef(payment, wire.id), call.context.now(), amount);
}
