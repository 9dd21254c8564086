import type { PaymentSchedule } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { currency, type Money, money } from '../../kernel/money.ts';
import type { NewCharge } from '../payment/create-charge.ts';
import type { RetryPlan } from '../port/provider.ts';

/** What a schedule says of each of its charges. */
type ChargeTerms = Pick<
  PaymentSchedule,
  'id' | 'agreementId' | 'mandateId' | 'description' | 'reference' | 'retryKind' | 'retryDays' | 'metadata'
>;

/** The reference of the charge of a period: one for each, so the database refuses a second. */
export function chargeExternalId(scheduleId: string, period: number): string {
  return `${encodeId('sch', scheduleId)}-${period + 1}`;
}

/** The charge of a period. `dueOn` is left out where it is to be taken as soon as possible. */
export function chargeOf(schedule: ChargeTerms, period: number, amount: Money, dueOn?: string): NewCharge {
  const { id, agreementId, mandateId, description, reference, metadata } = schedule;
  return {
    ...(mandateId === null ? { agreementId } : { mandateId }),
    amount,
    externalId: chargeExternalId(id, period),
    description,
    ...(dueOn === undefined ? {} : { dueOn }),
    retryPlan: retryPlanOf(schedule),
    reserve: false,
    ...(reference === null ? {} : { reference }),
    metadata: metadata as Record<string, string>,
  };
}

export function retryPlanOf({ retryKind, retryDays }: Pick<PaymentSchedule, 'retryKind' | 'retryDays'>): RetryPlan {
  return retryKind === 'PROVIDER_DAYS' ? { kind: retryKind, days: retryDays ?? 1 } : { kind: retryKind };
}

/** Money in the currency of a schedule. */
export function inCurrencyOf({ currency: code }: Pick<PaymentSchedule, 'currency'>, amountMinor: bigint): Money {
  return money(amountMinor, currency(code));
}
