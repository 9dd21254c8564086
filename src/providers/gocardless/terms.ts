import type { MandateScheme, TermsMap } from '../../domain/port/provider.ts';
import type { Currency, Money } from '../../kernel/money.ts';

/** What is asked of GoCardless in its own words, and the same in the core's. */

/** A bank account that GoCardless has already. */
export interface DebtorTerms {
  readonly scheme: MandateScheme;
  readonly customerBankAccountReference: string;
}

/** A payment, a mandate, or both. */
export interface RequestTerms {
  readonly payment?: {
    readonly amount: Money;
    readonly description: string;
    readonly scheme?: string;
    readonly reference?: string;
  };
  readonly mandate?: {
    readonly currency: Currency;
    readonly scheme: MandateScheme;
    readonly verify?: string;
    readonly description?: string;
    readonly constraints?: {
      /** Plain days, YYYY-MM-DD. */
      readonly startDate?: string;
      readonly endDate?: string;
      readonly maxAmountPerPayment?: bigint;
    };
    readonly sweeping: boolean;
  };
  readonly fallbackEnabled: boolean;
  /** GoCardless' purpose code. */
  readonly purpose?: string;
}

declare module '../../domain/port/terms.ts' {
  interface DebtorByProvider {
    readonly goCardless: DebtorTerms;
  }
  interface RequestByProvider {
    readonly goCardless: RequestTerms;
  }
}

export function mandateTerms(debtor: TermsMap['mandate.create']['from']): TermsMap['mandate.create']['terms'] {
  if (!('goCardless' in debtor)) throw new Error('a debtor of another provider came to GoCardless');
  return { scheme: debtor.goCardless.scheme, debtorReference: null };
}

export function requestTerms(terms: TermsMap['request.create']['from']): TermsMap['request.create']['terms'] {
  if (!('goCardless' in terms)) throw new Error('a billing request of another provider came to GoCardless');
  const { payment, mandate, fallbackEnabled } = terms.goCardless;
  return { payment, mandate, fallbackEnabled };
}
