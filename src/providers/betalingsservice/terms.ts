import type { CreditorNumbers, DebtorName, TermsMap } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import type { Settings } from './settings.ts';

/** What is asked of Betalingsservice in its own words, and the same in the core's. */

/** The debtor and the bank account of a mandate. */
export interface DebtorTerms {
  /** The provider account's when left out. */
  readonly creditorNumber?: string;
  readonly debtorGroupNumber?: string;
  /** The customer number: the creditor's own key for the debtor. */
  readonly debtorReference: string;
  readonly bankRegistrationNumber: string;
  readonly bankAccountNumber: string;
  /** CPR or CVR number. */
  readonly nationalId?: string;
}

/** A collection request: one payment, with a mandate where `createMandate` is true. */
export interface RequestTerms {
  /** The provider account's when left out. */
  readonly creditorNumber?: string;
  readonly debtorGroupNumber?: string;
  /** The customer number. One is made where it is left out. */
  readonly debtorReference?: string;
  readonly amount: Money;
  readonly description: string;
  readonly debtor: DebtorName;
  readonly createMandate: boolean;
  readonly expiresInMs?: number;
  readonly returnUrl?: string;
}

declare module '../../domain/port/terms.ts' {
  interface DebtorByProvider {
    readonly betalingsservice: DebtorTerms;
  }
  interface RequestByProvider {
    readonly betalingsservice: RequestTerms;
  }
}

const scheme = 'BETALINGSSERVICE';

/** By which of the creditor's numbers it is filed: those that are given, else the account's. */
export function creditorOf(
  given: { readonly creditorNumber?: string; readonly debtorGroupNumber?: string },
  settings: CreditorNumbers,
): CreditorNumbers {
  return {
    creditorNumber: given.creditorNumber ?? settings.creditorNumber,
    debtorGroupNumber: given.debtorGroupNumber ?? settings.debtorGroupNumber,
  };
}

export function mandateTerms(
  debtor: TermsMap['mandate.create']['from'],
  settings: Settings | undefined,
): TermsMap['mandate.create']['terms'] {
  if (!('betalingsservice' in debtor)) throw new Error('a debtor of another provider came to Betalingsservice');
  const { debtorReference } = debtor.betalingsservice;
  return {
    scheme,
    debtorReference,
    ...(settings ? { creditor: creditorOf(debtor.betalingsservice, settings) } : {}),
  };
}

export function requestTerms(
  terms: TermsMap['request.create']['from'],
  settings: Settings | undefined,
): TermsMap['request.create']['terms'] {
  if (!('betalingsservice' in terms)) throw new Error('a billing request of another provider came to Betalingsservice');
  const { amount, description, createMandate, debtorReference, expiresInMs } = terms.betalingsservice;
  return {
    payment: { amount, description },
    mandate: createMandate ? { currency: amount.currency, scheme } : undefined,
    fallbackEnabled: false,
    debtorReference: debtorReference ?? null,
    creditor: settings && creditorOf(terms.betalingsservice, settings),
    expiresInMs,
  };
}
