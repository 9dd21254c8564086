import type { RequestActionInput } from '../../domain/port/provider.ts';
import type { WireBillingRequest } from './wire.ts';

/** The actions of a billing request that can be completed by API: what is sent, and how one sees that it stands (notes §2.7). */
export interface Step {
  /** As it stands in the path. */
  readonly action: string;
  readonly data: object;
  /** Whether what we sent is what GoCardless has. Only asked where the answer to our own call is not known. */
  stands(request: WireBillingRequest): boolean;
}

type Names = RequestActionInput extends infer A ? (A extends unknown ? keyof A : never) : never;
type Inputs = { readonly [K in Names]: Extract<RequestActionInput, { readonly [N in K]: unknown }>[K] };

/** Null where GoCardless has no such call. */
const steps: { readonly [K in Names]: (input: Inputs[K]) => Step | null } = {
  chooseCurrency: ({ currency }) => ({
    action: 'choose_currency',
    data: { currency },
    stands: ({ mandate_request }) => mandate_request?.currency === currency,
  }),
  // An amount is fixed when the request is made, or asked of the payer on the page.
  collectAmount: () => null,
  // No action of the path: a page of the bank is made for it.
  bankAuthorisation: () => null,
  collectCustomerDetails(given) {
    const customer = toPerson(given);
    const detail = toBillingDetail(given);
    return {
      action: 'collect_customer_details',
      data: { customer, customer_billing_detail: detail },
      stands: ({ resources }) =>
        holds(resources?.customer, customer) && holds(resources?.customer_billing_detail, detail),
    };
  },
  selectInstitution: ({ institution, countryCode }) => ({
    action: 'select_institution',
    data: { institution, country_code: countryCode },
    // Which one was chosen is not shown; that it was chosen, and not guessed from the bank account, is.
    stands: (request) =>
      isOver(request) ||
      isCompleted(request, 'select_institution', (action) => action.institution_guess_status === 'not_needed'),
  }),
  collectBankAccount(given) {
    const data =
      'iban' in given
        ? { account_holder_name: given.iban.accountHolderName, iban: given.iban.iban }
        : compact({
            account_holder_name: given.local.accountHolderName,
            account_number: given.local.accountNumber,
            bank_code: given.local.bankCode,
            branch_code: given.local.branchCode,
            country_code: given.local.countryCode,
            account_type: given.local.accountType,
          });
    const number = plain('iban' in given ? given.iban.iban : given.local.accountNumber);
    return {
      action: 'collect_bank_account',
      data,
      // Of an account only the end of its number is shown.
      stands({ resources }) {
        const ending = resources?.customer_bank_account?.account_number_ending;
        return typeof ending === 'string' && ending !== '' && number.endsWith(plain(ending));
      },
    };
  },
  confirmPayerDetails: ({ payerRequestedDualSignature }) => ({
    action: 'confirm_payer_details',
    data: { payer_requested_dual_signature: payerRequestedDualSignature },
    stands: (request) => isOver(request) || isCompleted(request, 'confirm_payer_details'),
  }),
};

type Details = Inputs['collectCustomerDetails'];

function toPerson(given: Details): Record<string, string> {
  return compact({
    given_name: given.givenName,
    family_name: given.familyName,
    company_name: given.companyName,
    email: given.email,
    phone_number: given.phone,
    language: given.language,
  });
}

function toBillingDetail(given: Details): Record<string, string> {
  return compact({
    address_line1: given.addressLine1,
    address_line2: given.addressLine2,
    address_line3: given.addressLine3,
    city: given.city,
    region: given.region,
    postal_code: given.postalCode,
    country_code: given.countryCode,
    danish_identity_number: given.danishIdentityNumber,
    swedish_identity_number: given.swedishIdentityNumber,
  });
}

/** What a page shows as filled in: there a payer's details are not parted in two, and have no phone and no language (notes §3). */
export function toCustomer(given: Details): object {
  const { phone_number: _, language: __, ...person } = toPerson(given);
  return { ...person, ...toBillingDetail(given) };
}

export function stepOf(action: RequestActionInput): Step | null {
  const [name] = Object.keys(action) as Names[];
  if (name === undefined) return null;
  const toStep = steps[name] as (input: unknown) => Step | null;
  return toStep((action as Partial<Inputs>)[name]);
}

/** Being fulfilled, all that had to be done was done, and the actions are shown no more. */
function isOver({ status }: WireBillingRequest): boolean {
  return status === 'fulfilling' || status === 'fulfilled';
}

type WireAction = NonNullable<WireBillingRequest['actions']>[number];

function isCompleted(
  { actions }: WireBillingRequest,
  type: string,
  and: (action: WireAction) => boolean = () => true,
): boolean {
  return actions?.some((action) => action.type === type && action.status === 'completed' && and(action)) ?? false;
}

/** Whether every field that was sent is there, in whatever spelling GoCardless keeps it. */
function holds(
  kept: Readonly<Record<string, unknown>> | null | undefined,
  sent: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(sent).every(([name, value]) => plain(String(kept?.[name] ?? '')) === plain(value));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function compact(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}
