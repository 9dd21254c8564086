import type {
  CallContext,
  Fact,
  OperationMap,
  Outcome,
  ProviderRef,
  Sent,
  StatusCheck,
} from '../../domain/port/provider.ts';
import { sameMoney } from '../../kernel/money.ts';
import { expectBody, read, startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { transferStatus } from './check-status.ts';
import { send } from './client.ts';
import { type Entry, findAllTransactions } from './lookup.ts';
import { cancelledByUs, whyEnded, whyInvalid } from './reasons.ts';
import type { Settings } from './settings.ts';
import {
  amountOf,
  differs,
  roleOf,
  standingOf,
  statusCode,
  toNewTransfer,
  toReceived,
  toStanding,
} from './translate.ts';
import { cancelReply, createReply, jsonTransaction, type Transaction, type WireMessage } from './wire.ts';

/** Transfers: asking for one, finding it again, and giving it up. */

type NewTransfer = OperationMap['transfer.create'];

export async function createTransfer(
  context: CallContext<Settings>,
  input: NewTransfer,
  key: string,
): Promise<Outcome> {
  const call = startCall(context);
  const body = toNewTransfer(input, key, context.callbackUrl);
  const { culture } = input;
  const reply = await send(call, {
    method: 'POST',
    path: '/json/Transaction',
    body,
    ...(culture === undefined ? {} : { culture }),
  });
  if (reply.kind !== 'reply') return reply;
  const answer = expectBody(reply, createReply, 'the answer to a new transfer');
  if (!answer.ok) return answer.error;
  const head = answer.value;
  // What failed has no money in it, so nothing of it needs to be the echo of what we asked.
  const refused = refusedBy(head.Status.Code.Code, () => whyInvalid('transfer', head.RequestErrors));
  if (refused) return refused;
  const whole = expectBody(reply, jsonTransaction, 'the answer to a new transfer');
  if (!whole.ok) return whole.error;
  const wire = whole.value;
  if (roleOf(wire) !== 'transfer' || wire.invoice !== input.invoice)
    return unknown('unreadable', 'the answer to a new transfer is about something else');
  return differs(wire, input.amount) ?? taken(context, { wire, message: head.ConsumerMessage ?? null });
}

/** A status that says: it did not happen and will not. 492 may be the gateway's mistake alone, so that one is looked up. */
function refusedBy(code: string, whyNotValid: () => ReturnType<typeof whyInvalid>): Outcome | null {
  const known = statusCode(code);
  switch (known) {
    case '491':
      return { kind: 'refused', why: whyNotValid() };
    case '492':
      return unknown('serverError', 'Buckaroo answered with status 492');
    case '490':
    case '690':
    case '890':
    case '891':
      return { kind: 'refused', why: whyEnded('transfer', known) };
    default:
      return null;
  }
}

function taken(
  context: CallContext<Settings>,
  { wire, message }: { wire: Transaction; message: WireMessage | null },
): Outcome {
  const received = toReceived(wire, context.now());
  if (!received.ok) return unknown('unreadable', `a transfer: expected ${received.error}`);
  const [head, ...tail]: readonly [Fact, ...Fact[]] = toStanding(wire, context.now(), message);
  return { kind: 'facts', facts: [head, ...tail, ...(received.value ? [received.value] : [])] };
}

/**
 * After an unknown outcome: is there a transfer under our key, or else one of this invoice that bears nobody's key? Copies for other
 * amounts bear the key too, so it is the one of our own amount.
 */
export async function probeNewTransfer(
  context: CallContext<Settings>,
  input: NewTransfer,
  key: string,
  sent: Sent,
): Promise<StatusCheck> {
  const call = startCall(context);
  if (sent.ref) return transferStatus(call, sent.ref);
  const found = await findAllTransactions(call, [{ operationKey: key }, { invoice: input.invoice }]);
  if (found.kind !== 'found') return found;
  const all = found.entries.filter(({ wire }) => roleOf(wire) === 'transfer');
  const ours = all.filter(({ wire }) => wire.operationKey === key);
  // Ours all the same, so it must not be asked for again; but money for it would come with an invoice that we do not know.
  if (ours.some(({ wire }) => wire.invoice !== input.invoice))
    return unknown('unreadable', 'a transfer under our key with another invoice');
  const nobodys = all.filter(({ wire }) => wire.operationKey === null && wire.invoice === input.invoice);
  const original = firstOf((ours.length > 0 ? ours : nobodys).filter(({ wire }) => isOf(wire, input.amount)));
  if (!original) {
    const [other] = ours;
    return (other && differs(other.wire, input.amount)) ?? { kind: 'absent', certain: false };
  }
  const known = statusCode(original.wire.code);
  if (known === '492') return { kind: 'refused', why: whyEnded('transfer', known) };
  return refusedBy(original.wire.code, () => whyInvalid('transfer', [])) ?? taken(context, original);
}

function isOf(wire: Transaction, amount: NewTransfer['amount']): boolean {
  const got = amountOf(wire);
  return got.ok && sameMoney(got.value, amount);
}

/** The original is the one that still waits; of those that do not, the earliest. A copy has its money from the start. */
function firstOf(candidates: readonly Entry[]): Entry | undefined {
  const waits = candidates.find(({ wire }) => {
    const known = statusCode(wire.code);
    return known !== null && standingOf(known) === 'pending';
  });
  return waits ?? candidates.toSorted((a, b) => (a.wire.at ?? '').localeCompare(b.wire.at ?? ''))[0];
}

/**
 * Buckaroo cancels what it says can be cancelled, which a transfer as a rule is not. Otherwise the cancellation is ours alone: we ask for
 * no more money, and take it in if it comes. A transfer whose money is there under its own key is not cancelled.
 */
export async function cancelTransfer(context: CallContext<Settings>, ref: ProviderRef): Promise<Outcome> {
  const call = startCall(context);
  const reply = await send(call, { method: 'GET', path: `/json/Transaction/Cancel/${encodeURIComponent(ref.id)}` });
  if (reply.kind !== 'reply') return reply;
  const answer = read(reply, cancelReply);
  if (answer === null || (answer.Key != null && answer.Key !== ref.id))
    return unknown('unreadable', 'the answer to a cancellation could not be read');
  const at = context.now();
  const cancelled: Fact = { kind: 'cancelled', ref, at, why: cancelledByUs };
  if (answer.IsCanceled) return { kind: 'facts', facts: [cancelled] };
  const book = await transferStatus(call, ref);
  if (book.kind === 'absent') return unknown('unreadable', 'Buckaroo does not know the transfer');
  if (book.kind !== 'facts') return book;
  const over = book.facts.some(
    (fact) => fact.kind === 'cancelled' || (fact.kind === 'received' && fact.ref.id === ref.id),
  );
  if (over) return book;
  const [standing, ...rest] = book.facts;
  return { kind: 'facts', facts: [standing, cancelled, ...rest] };
}
