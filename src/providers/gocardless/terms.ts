import {
  type MandateConstraints,
  type MandateScheme,
  schemeCurrencies,
  type TermsMap,
} from '../../domain/port/provider.ts';
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
    readonly appFee?: bigint;
    readonly metadata?: Readonly<Record<string, string>>;
  };
  readonly mandate?: {
    /** The scheme's, or the payment's, where it is left out; the payer's choice where there is neither. */
    readonly currency?: Currency;
    /** The currency's usual one where it is left out. */
    readonly scheme?: MandateScheme;
    readonly verify?: string;
    readonly description?: string;
    readonly constraints?: MandateConstraints;
    readonly metadata?: Readonly<Record<string, string>>;
    readonly sweeping: boolean;
  };
  readonly fallbackEnabled: boolean;
  /** GoCardless' purpose code. */
  readonly purpose?: string;
  /** GoCardless' ids of a payer and an account that it has already. */
  readonly customerReference?: string;
  readonly customerBankAccountReference?: string;
  /** And its code for how the payment comes about. */
  readonly paymentContext?: string;
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
  const { mandate, customerReference: _c, customerBankAccountReference: _a, ...rest } = terms.goCardless;
  if (!mandate) return rest;
  const { sweeping: _, ...asked } = mandate;
  const currency = mandateCurrency(terms.goCardless);
  return { ...rest, mandate: { ...asked, ...(currency ? { currency } : {}) } };
}

/** The currency of the mandate that is asked for; undefined where the payer chooses it. */
export function mandateCurrency({ payment, mandate }: RequestTerms): Currency | undefined {
  return mandate?.currency ?? (mandate?.scheme ? schemeCurrencies[mandate.scheme] : payment?.amount.currency);
}
