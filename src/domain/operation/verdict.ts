import type { OneOffPayment } from '../../generated/prisma/client.ts';
import type { PaymentPatch } from '../payment/store.ts';
import type { Capability, Fact, StatusReason } from '../provider.ts';
import type { OpenOperation } from './store.ts';

/** What a fact says about an operation that is still open: it came about, it will not any more, or nothing. */
export type FactVerdict = { readonly as: 'SUCCEEDED' } | { readonly as: 'FAILED'; readonly why: StatusReason } | null;

type Judge = (fact: Fact, operation: OpenOperation) => FactVerdict;
const succeeded: FactVerdict = { as: 'SUCCEEDED' };

const ended = (fact: Fact, what: string): FactVerdict =>
  fact.is === 'rejected' || fact.is === 'expired' || fact.is === 'cancelled'
    ? { as: 'FAILED', why: { ...fact.why, message: `${what}: ${fact.why.message}` } }
    : null;

/** Total over all operations, so that a new one cannot be forgotten. */
const judges: Readonly<Record<Capability, Judge>> = {
  'agreement.create': (fact) => (fact.is === 'authority' ? succeeded : null),
  'agreement.cancel': (fact) => {
    if (fact.is !== 'authority') return null;
    if (fact.now === 'CANCELLED') return succeeded;
    if (fact.now === 'REJECTED' || fact.now === 'EXPIRED')
      return { as: 'FAILED', why: fact.why ?? tooLate(`The agreement is ${fact.now.toLowerCase()} already.`) };
    return null;
  },
  'payment.create': (fact) => (isAboutPayment(fact) ? succeeded : null),
  'payment.capture': (fact) =>
    fact.is === 'captured' ? succeeded : ended(fact, 'The payment ended before it was captured'),
  'payment.cancel': (fact) => {
    if (fact.is === 'cancelled') return succeeded;
    if (fact.is === 'captured')
      return { as: 'FAILED', why: tooLate('The payment was captured before it could be cancelled.') };
    return ended(fact, 'The payment ended before it was cancelled');
  },
  'payment.refund': (fact, operation) => {
    if (fact.is === 'refunded')
      return fact.operationKey === undefined || fact.operationKey === operation.providerKey ? succeeded : null;
    if (fact.is === 'refundDeclined')
      return fact.operationKey === undefined || fact.operationKey === operation.providerKey
        ? { as: 'FAILED', why: fact.why }
        : null;
    return null;
  },
};

export function verdictOf(operation: OpenOperation, fact: Fact): FactVerdict {
  const verdict = judges[operation.kind as Capability](fact, operation);
  // What was never sent cannot have come about, even when its subject has ended as it would have made it end.
  if (operation.status === 'REQUESTED' && verdict?.as === 'SUCCEEDED') {
    const why = 'why' in fact && fact.why ? fact.why : tooLate('It was over before this could be sent.');
    return { as: 'FAILED', why };
  }
  return verdict;
}

/** What an operation has set aside on its payment, given back or taken when it ends. Pure. */
export function afterEnd(payment: OneOffPayment, operation: OpenOperation, as: 'SUCCEEDED' | 'FAILED'): PaymentPatch {
  const amount = (operation.capture ?? operation.refund)?.amountMinor ?? 0n;
  const unresolved = operation.status === 'UNRESOLVED' ? payment.unresolved - 1 : payment.unresolved;
  switch (operation.kind as Capability) {
    case 'payment.capture':
      return { unresolved, captureInFlight: payment.captureInFlight - amount };
    case 'payment.refund':
      return {
        unresolved,
        refundInFlight: payment.refundInFlight - amount,
        ...(as === 'SUCCEEDED' ? { refunded: payment.refunded + amount } : {}),
      };
    case 'payment.cancel':
      return { unresolved, cancelling: false };
    case 'payment.create':
    case 'agreement.create':
    case 'agreement.cancel':
      return { unresolved };
  }
}

function isAboutPayment({ is }: Fact): boolean {
  return is !== 'authority' && is !== 'refunded' && is !== 'refundDeclined';
}

function tooLate(message: string): StatusReason {
  return { code: 'NOT_IN_THIS_STATE', message, origin: 'SYSTEM', retryable: false };
}
