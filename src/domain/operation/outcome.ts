import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { isTransfer } from '../payment/states.ts';
import type { PaymentPatch } from '../payment/store.ts';
import type { Capability, Fact, StatusReason } from '../port/provider.ts';
import { standingOf } from '../transfer/match.ts';
import type { OpenOperation } from './store.ts';

/** What a fact says about an operation that is still open: it came about, it will not any more, or nothing. */
export type OperationOutcome =
  | { readonly as: 'SUCCEEDED' }
  | { readonly as: 'FAILED'; readonly why: StatusReason }
  | null;

/** `answered`: the fact is the provider's answer to this very operation, or to a question about it. */
/** `before`: what was captured of the payment before this fact. */
type Judge = (fact: Fact, operation: OpenOperation, answered: boolean, before: bigint) => OperationOutcome;
const succeeded: OperationOutcome = { as: 'SUCCEEDED' };

const ended = (fact: Fact, what: string): OperationOutcome =>
  fact.kind === 'rejected' || fact.kind === 'expired' || fact.kind === 'cancelled' || fact.kind === 'failed'
    ? { as: 'FAILED', why: { ...fact.why, message: `${what}: ${fact.why.message}` } }
    : null;

/** Total over all operations, so that a new one cannot be forgotten. */
const judges: Readonly<Record<Capability, Judge>> = {
  'agreement.create': (fact) => (fact.kind === 'authority' ? succeeded : null),
  'agreement.cancel': (fact) => {
    if (fact.kind !== 'authority') return null;
    if (fact.now === 'CANCELLED') return succeeded;
    if (fact.now === 'REJECTED' || fact.now === 'EXPIRED')
      return { as: 'FAILED', why: fact.why ?? tooLate(`The agreement is ${fact.now.toLowerCase()} already.`) };
    return null;
  },
  'agreement.update': (fact, _operation, answered) => {
    if (fact.kind !== 'authority') return null;
    if (fact.now !== 'PENDING' && fact.now !== 'ACTIVE')
      return { as: 'FAILED', why: tooLate(`The agreement was ${fact.now.toLowerCase()} before it could be changed.`) };
    // What was changed cannot be told from a reading by somebody who does not know what was asked for.
    return answered ? succeeded : null;
  },
  'mandate.create': (fact) => (fact.kind === 'authority' ? succeeded : null),
  'mandate.cancel': (fact) => {
    if (fact.kind !== 'authority') return null;
    if (fact.now === 'CANCELLED') return succeeded;
    if (fact.now === 'REJECTED' || fact.now === 'EXPIRED' || fact.now === 'FAILED')
      return { as: 'FAILED', why: fact.why ?? tooLate(`The mandate is ${fact.now.toLowerCase()} already.`) };
    return null;
  },
  'mandate.reinstate': (fact, _operation, answered) => {
    if (fact.kind !== 'authority') return null;
    if (fact.now === 'PENDING' || fact.now === 'ACTIVE') return succeeded;
    if (answered || fact.now !== 'FAILED') return null;
    return { as: 'FAILED', why: fact.why ?? tooLate('The mandate failed before it could be reinstated.') };
  },
  'request.create': (fact) => (fact.kind === 'request' ? succeeded : null),
  // What an action was cannot be seen from the request alone, so only an answer decides.
  'request.action': (fact, _operation, answered) => (fact.kind === 'request' && answered ? succeeded : null),
  'request.notify': (fact, _operation, answered) => (fact.kind === 'request' && answered ? succeeded : null),
  'request.flow': (fact, _operation, answered) => (fact.kind === 'flow' && answered ? succeeded : null),
  'request.fulfil': (fact) => {
    if (fact.kind !== 'request') return null;
    if (fact.now === 'FULFILLING' || fact.now === 'FULFILLED') return succeeded;
    return requestEnded(fact, 'it could be fulfilled');
  },
  'request.cancel': (fact) => {
    if (fact.kind !== 'request') return null;
    if (fact.now === 'CANCELLED') return succeeded;
    return requestEnded(fact, 'it could be cancelled');
  },
  'request.fallBack': (fact) => {
    if (fact.kind !== 'request') return null;
    return fact.fallbackOccurred ? succeeded : requestEnded(fact, 'it could fall back');
  },
  'payment.charge': (fact) => (isAboutPayment(fact) ? succeeded : null),
  'payment.create': (fact) => (isAboutPayment(fact) ? succeeded : null),
  'payment.capture': (fact, { providerKey }) => {
    if (fact.kind !== 'captured') return ended(fact, 'The payment ended before it was captured');
    return fact.operationKeys?.includes(providerKey) === false ? null : succeeded;
  },
  'payment.cancel': (fact, { providerKey }) => {
    if (fact.kind === 'cancelled') return succeeded;
    // What is left of one that is taken in parts is released by it.
    if (fact.kind === 'captured' && fact.operationKeys)
      return fact.operationKeys.includes(providerKey) ? succeeded : null;
    if (fact.kind === 'captured')
      return { as: 'FAILED', why: tooLate('The payment was captured before it could be cancelled.') };
    return ended(fact, 'The payment ended before it was cancelled');
  },
  'payment.retry': (fact) =>
    fact.kind === 'scheduled' || fact.kind === 'submitted' || fact.kind === 'captured' ? succeeded : null,
  'charge.create': (fact) => (isAboutPayment(fact) ? succeeded : null),
  'charge.update': (fact, _operation, answered) => {
    if (answered && (fact.kind === 'scheduled' || fact.kind === 'submitted')) return succeeded;
    return fact.kind === 'captured' || fact.kind === 'reserved'
      ? { as: 'FAILED', why: tooLate('The money was taken before the charge could be changed.') }
      : ended(fact, 'The charge ended before it was changed');
  },
  // Captures come in parts: another's total does not tell of this one, where the keys by which money was taken are not told.
  'charge.capture': (fact, { capture, providerKey }, _answered, before) => {
    if (fact.kind !== 'captured') return ended(fact, 'The charge ended before it was captured');
    const took = fact.operationKeys
      ? fact.operationKeys.includes(providerKey)
      : fact.amount.amountMinor >= before + (capture?.amountMinor ?? 0n);
    return took ? succeeded : null;
  },
  'charge.cancel': (fact, { providerKey }, _answered, before) => {
    if (fact.kind === 'cancelled') return succeeded;
    if (fact.kind === 'captured' && fact.operationKeys?.includes(providerKey)) return succeeded;
    if (fact.kind === 'captured' && fact.amount.amountMinor > before)
      return { as: 'FAILED', why: tooLate('The charge was taken before it could be cancelled.') };
    return ended(fact, 'The charge ended before it was cancelled');
  },
  'charge.retry': (fact) =>
    fact.kind === 'scheduled' || fact.kind === 'submitted' || fact.kind === 'captured' ? succeeded : null,
  'charge.refund': refundOutcome,
  'transfer.create': (fact) => (fact.kind === 'instructed' ? succeeded : null),
  'transfer.cancel': (fact) => {
    if (fact.kind === 'cancelled') return succeeded;
    if (fact.kind === 'received')
      return { as: 'FAILED', why: tooLate('Money came in before the transfer could be cancelled.') };
    return ended(fact, 'The transfer ended before it was cancelled');
  },
  'transfer.refund': refundOutcome,
  'payment.refund': refundOutcome,
};

function refundOutcome(fact: Fact, operation: OpenOperation): OperationOutcome {
  if (fact.kind === 'refunded')
    return fact.operationKey === undefined || fact.operationKey === operation.providerKey ? succeeded : null;
  if (fact.kind === 'refundDeclined')
    return fact.operationKey === undefined || fact.operationKey === operation.providerKey
      ? { as: 'FAILED', why: fact.why }
      : null;
  return null;
}

export function operationOutcome(
  operation: OpenOperation,
  fact: Fact,
  answered: boolean,
  captured = 0n,
): OperationOutcome {
  const outcome = judges[operation.kind as Capability](fact, operation, answered, captured);
  // What was never sent cannot have come about, even when its subject has ended as it would have made it end. What was asked about has been
  // sent before: it may have come about by that attempt after all.
  if (operation.status === 'REQUESTED' && operation.pollCount === 0 && outcome?.as === 'SUCCEEDED') {
    const why = 'why' in fact && fact.why ? fact.why : tooLate('It was over before this could be sent.');
    return { as: 'FAILED', why };
  }
  return outcome;
}

function requestEnded({ now, why }: Extract<Fact, { kind: 'request' }>, what: string): OperationOutcome {
  if (now !== 'FULFILLED' && now !== 'CANCELLED' && now !== 'REJECTED' && now !== 'EXPIRED') return null;
  return { as: 'FAILED', why: why ?? tooLate(`The billing request was ${now.toLowerCase()} before ${what}.`) };
}

/** What an operation has set aside on its payment, given back or taken when it ends. Pure. */
export function afterEnd(payment: OneOffPayment, operation: OpenOperation, as: 'SUCCEEDED' | 'FAILED'): PaymentPatch {
  const amount = (operation.capture ?? operation.refund)?.amountMinor ?? 0n;
  const unresolvedCount = operation.status === 'UNRESOLVED' ? payment.unresolvedCount - 1 : payment.unresolvedCount;
  switch (operation.kind as Capability) {
    case 'payment.capture':
    case 'charge.capture':
      return { unresolvedCount, captureInFlight: payment.captureInFlight - amount };
    case 'payment.refund':
    case 'charge.refund':
    case 'transfer.refund': {
      const refundInFlight = payment.refundInFlight - amount;
      const refunded = payment.refunded + (as === 'SUCCEEDED' ? amount : 0n);
      return {
        unresolvedCount,
        refundInFlight,
        refunded,
        // A refund that failed leaves the money there, and one that was paid takes it away.
        ...(isTransfer(payment) ? standingOf({ ...payment, refundInFlight, refunded }) : {}),
      };
    }
    case 'payment.cancel':
    case 'charge.cancel':
    case 'transfer.cancel':
      return { unresolvedCount, cancelling: false };
    default:
      return { unresolvedCount };
  }
}

const notAboutPayment: readonly Fact['kind'][] = [
  'authority',
  'request',
  'flow',
  'refundRequested',
  'refunded',
  'refundDeclined',
  'instructed',
  'received',
];

function isAboutPayment({ kind }: Fact): boolean {
  return !notAboutPayment.includes(kind);
}

function tooLate(message: string): StatusReason {
  return { code: 'NOT_IN_THIS_STATE', message, origin: 'SYSTEM', retryable: false };
}
