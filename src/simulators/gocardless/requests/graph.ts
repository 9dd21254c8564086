import { type Institution, institutionOf } from '../institutions.ts';
import type { BillingRequestRecord, CustomerRecord } from '../records.ts';
import { countriesOf, mandateCurrencies, paymentCurrencies, schemes } from '../schemes.ts';

/** What a payer or a merchant has to do before a billing request can be fulfilled. */
export type ActionType =
  | 'choose_currency'
  | 'collect_amount'
  | 'collect_customer_details'
  | 'select_institution'
  | 'collect_bank_account'
  | 'confirm_payer_details'
  | 'bank_authorisation';

export interface Action {
  readonly type: ActionType;
  readonly required: boolean;
  readonly completes_actions: readonly ActionType[];
  readonly requires_actions: readonly ActionType[];
  readonly status: 'pending' | 'completed';
  /** What only some types have. */
  readonly [more: string]: unknown;
}

/**
 * The actions of a billing request, from what has been collected so far; none once it is being fulfilled or is over. Sets and
 * fields are those of real responses for Bacs with and without a payment; for PayTo and VRP they are derived.
 */
export function actionsOf(request: BillingRequestRecord, customer: CustomerRecord): readonly Action[] {
  if (request.status !== 'pending' && request.status !== 'ready_to_fulfil') return [];
  const { payment } = request;
  const currency = currencyOf(request);
  const authorisation = authorisationOf(request);
  const actions: (Action | false)[] = [
    {
      ...action('choose_currency', true, currency !== null),
      available_currencies: currenciesFor(request),
    },
    payment !== null && action('collect_amount', true, true),
    {
      ...action('collect_customer_details', true, !somethingMissing(missingFields(request, customer)), {
        requires: payment ? ['choose_currency', 'collect_amount'] : ['choose_currency'],
      }),
      collect_customer_details: {
        incomplete_fields: missingFields(request, customer),
        default_country_code: defaultCountryOf(currency),
      },
    },
    authorisation?.required === true && {
      ...action('select_institution', true, request.institutionId !== null),
      institution_guess_status: request.institutionGuess,
    },
    {
      ...action('collect_bank_account', true, request.bankAccountId !== null, {
        requires: payment ? ['collect_amount'] : [],
        completes: ['choose_currency'],
      }),
      available_country_codes: countriesOf(currency),
    },
    payerConfirms(request) &&
      action('confirm_payer_details', true, request.payerConfirmed, {
        requires: ['collect_customer_details', 'collect_bank_account'],
      }),
    authorisation !== null && {
      ...action('bank_authorisation', authorisation.required, request.bankAuthorised, {
        requires: ['select_institution'],
        completes: authorisation.completesBankAccount ? ['collect_bank_account'] : [],
      }),
      bank_authorisation: { authorisation_type: authorisation.type, adapter: authorisation.adapter },
    },
  ];
  return actions.filter((candidate) => candidate !== false);
}

/** Whether nothing that is required is left to do. */
export function isReady(request: BillingRequestRecord, customer: CustomerRecord): boolean {
  return actionsOf(request, customer).every(({ required, status }) => !required || status === 'completed');
}

export interface Authorisation {
  readonly required: boolean;
  readonly type: 'payment' | 'mandate';
  readonly adapter: string;
  readonly completesBankAccount: boolean;
}

/** What the payer has to do at the bank; null where there is nothing. */
export function authorisationOf(request: BillingRequestRecord): Authorisation | null {
  const { payment, mandate, fallbackOccurred } = request;
  const institution: Institution | null = institutionOf(request.institutionId);
  const autocompletes = institution?.autocompletesBankAccount ?? false;
  if (payment && !fallbackOccurred)
    return {
      required: true,
      type: 'payment',
      adapter: 'open_banking_gateway_pis',
      completesBankAccount: autocompletes,
    };
  if (!mandate?.scheme) return null;
  const scheme = schemes[mandate.scheme];
  if (scheme.instant)
    return { required: true, type: 'mandate', adapter: 'bank_pay_recurring', completesBankAccount: autocompletes };
  if (!scheme.verifiable || mandate.verify === 'minimum' || fallbackOccurred) return null;
  const required = mandate.verify === 'always' || mandate.verify === 'when_available';
  return { required, type: 'mandate', adapter: 'open_banking_gateway_ais', completesBankAccount: true };
}

/** The currency of the request; null until the payer has chosen one. */
export function currencyOf({ payment, mandate }: BillingRequestRecord): string | null {
  return payment?.currency ?? mandate?.currency ?? null;
}

/** The currencies that the payer could choose among. */
export function currenciesFor({ payment, mandate }: BillingRequestRecord): readonly string[] {
  if (payment?.scheme === 'pay_to' || mandate?.scheme === 'pay_to') return ['AUD'];
  if (payment) return Object.keys(paymentCurrencies).filter((currency) => currency !== 'AUD');
  return Object.keys(mandateCurrencies);
}

export interface MissingFields {
  readonly customer: readonly string[];
  readonly customer_billing_detail: readonly string[];
}

/** What is not known of the payer yet. An e-mail address is never demanded. */
export function missingFields(request: BillingRequestRecord, customer: CustomerRecord): MissingFields {
  const missing = (fields: readonly (keyof CustomerRecord)[]) => fields.filter((field) => !customer[field]);
  const identity = { SEK: 'swedish_identity_number', DKK: 'danish_identity_number' } as const;
  const currency = currencyOf(request);
  return {
    customer: customer.company_name ? [] : missing(['given_name', 'family_name']),
    customer_billing_detail: missing([
      'address_line1',
      'city',
      ...(currency === 'USD' ? (['region'] as const) : []),
      'postal_code',
      'country_code',
      ...(currency === 'SEK' || currency === 'DKK' ? [identity[currency]] : []),
    ]),
  };
}

function somethingMissing({ customer, customer_billing_detail }: MissingFields): boolean {
  return customer.length + customer_billing_detail.length > 0;
}

// A fallback makes a mandate of the payment, so the payer confirms its details as with any other.
function payerConfirms({ mandate, fallbackOccurred }: BillingRequestRecord): boolean {
  return fallbackOccurred || (mandate !== null && mandate.scheme !== 'pay_to');
}

function defaultCountryOf(currency: string | null): string | null {
  const countries = currency === null ? [] : countriesOf(currency);
  return countries.length === 1 ? (countries[0] ?? null) : null;
}

function action(
  type: ActionType,
  required: boolean,
  done: boolean,
  { requires = [], completes = [] }: { readonly requires?: ActionType[]; readonly completes?: ActionType[] } = {},
): Action {
  return {
    type,
    required,
    completes_actions: completes,
    requires_actions: requires,
    status: done ? 'completed' : 'pending',
  };
}
