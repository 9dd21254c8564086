import type { ProviderRef } from '../../kernel/provider-ref.ts';

/** A bank at which a payer can approve. */
export interface Institution {
  /** The provider's id of it, with which it is chosen. */
  readonly id: string;
  readonly name: string;
  readonly countryCode: string;
  readonly logoUrl?: string;
  readonly iconUrl?: string;
  /** Whether it can be chosen now. */
  readonly available: boolean;
  /** Whether it hands over the payer's account with the approval, so that nobody has to type it. */
  readonly completesBankAccount: boolean;
}

/** Which banks: those of a country, or those among them at which one billing request can be approved. */
export interface InstitutionsQuestion {
  readonly countryCode: string;
  /** The provider's name of a payment scheme; the usual one of the country where it is left out. */
  readonly scheme?: string;
  readonly request?: ProviderRef;
}
