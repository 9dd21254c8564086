import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { type Money, money, toDecimal } from '../../kernel/money.ts';
import type { InputProblem, RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Rejected, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import { capturable, type PaymentAction, refundable } from './rules.ts';

/**
 * What a capture or refund is for: the amount given, or everything that is left. `whole` is what was there to begin with: it is
 * what a caller who gave no amount asks for when nothing is left.
 */
export function amountOf(
  payment: OneOffPayment,
  rule: PaymentAction,
  given: Money | undefined,
  whole: Money,
): Result<Money, Rejected<RefusalOf<'invalidInput' | 'invalidState' | 'amount'>>> {
  const field = ['input', 'amount'];
  if (given && given.currency !== payment.currency) {
    const problem: InputProblem = {
      path: [...field, 'currency'],
      rule: 'currency',
      message: `expected ${payment.currency}, the currency of the payment; got ${given.currency}`,
    };
    return refuse(rejectFreeingKey({ kind: 'invalidInput', code: 'CURRENCY_MISMATCH', problems: [problem] }));
  }
  if (given && given.amountMinor <= 0n) {
    const problem: InputProblem = {
      path: [...field, 'amountMinor'],
      rule: 'positive',
      message: `expected more than 0; got ${given.amountMinor}`,
    };
    return refuse(rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems: [problem] }));
  }
  const left = rule.kind === 'CAPTURE' ? capturable(payment) : refundable(payment);
  const offered = (rule.allowedFrom as readonly string[]).includes(payment.state);
  // Nothing left because others were quicker is a question of the amount; anything else that stands in the way is one of state.
  const usedUp = offered && left.amountMinor <= 0n && !payment.cancelling;
  if (!rule.available && !usedUp) return refuse(rejectKeepingKey(unavailable(payment, rule)));

  const requested = given ?? (usedUp ? whole : left);
  if (requested.amountMinor > left.amountMinor)
    return refuse(
      rejectKeepingKey(
        wrongAmount(
          'AMOUNT_TOO_LARGE',
          requested,
          left,
          `At most ${show(left)} can be asked for now; ${show(requested)} was.`,
        ),
      ),
    );
  if (requested.amountMinor < left.amountMinor && !rule.partialAllowed) {
    return refuse(
      rejectKeepingKey(
        wrongAmount(
          'AMOUNT_TOO_SMALL',
          requested,
          left,
          `The provider takes the whole reservation at once, ${show(left)}; ${show(requested)} was asked for. Leave the amount out to take all of it.`,
        ),
      ),
    );
  }
  return ok(requested);
}

/** The refusal of an action that the payment's state does not allow now. */
export function unavailable(payment: OneOffPayment, rule: PaymentAction): RefusalOf<'invalidState'> {
  const message = rule.unavailableBecause?.message ?? 'This is not possible now.';
  return {
    kind: 'invalidState',
    path: ['input', 'paymentId'],
    message,
    current: payment.status,
    allowedFrom: rule.allowedFrom,
    paymentId: payment.id,
  };
}

/** The refusal of an amount that is outside what is possible now. */
export function wrongAmount(
  code: 'AMOUNT_TOO_LARGE' | 'AMOUNT_TOO_SMALL',
  requested: Money,
  limit: Money,
  message: string,
): RefusalOf<'amount'> {
  return {
    kind: 'amount',
    code,
    message,
    path: ['input', 'amount'],
    requested,
    limit: money(limit.amountMinor, limit.currency),
  };
}

function show(amount: Money): string {
  return `${toDecimal(amount)} ${amount.currency}`;
}
