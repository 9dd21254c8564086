import { html, type Markup } from '../../../kernel/markup.ts';
import { hiddenFields } from '../../kit/page-parts.ts';
import type { Step } from '../../kit/simulator.ts';
import { institutionOf, institutionsIn } from '../institutions.ts';
import { find, given } from '../records.ts';
import type { Flaw } from '../replies.ts';
import { openAuthorisation } from '../requests/bank-authorisations.ts';
import { currenciesFor, currencyOf, missingFields } from '../requests/graph.ts';
import { countriesOf } from '../schemes.ts';
import type { Screen, Visit } from './screens.ts';

/** What a page is made of beside what is kept. */
export interface PageInput {
  readonly notice: string | null;
  readonly flaws: readonly Flaw[];
  /** What the payer typed, where it was refused. */
  readonly values: Readonly<Record<string, string>>;
  readonly token: string;
  /** The path to which its forms go, below the simulator. */
  readonly action: string;
}

/** The form of one screen, with whatever is known already filled in. */
export function screenForm(step: Step, visit: Visit, screen: Screen, input: PageInput): Markup {
  const fields = forms[screen]?.(step, visit, input) ?? html`<button class="button">Finish</button>`;
  return html`<form method="post" action="/gocardless${input.action}">
${hiddenFields({ id: visit.flow?.id ?? '', token: input.token, step: screen })}${fields}</form>`;
}

type Form = (step: Step, visit: Visit, input: PageInput) => Markup;

const forms: Readonly<Partial<Record<Screen, Form>>> = {
  currency: (_turn, { request }) =>
    html`${currenciesFor(request).map(
      (currency, index) =>
        html`<label class="choice"><input type="radio" name="currency" value="${currency}" ${index === 0 ? 'checked' : ''}> ${currency}</label>`,
    )}${next}`,
  details: detailsForm,
  institution(_turn, { request }) {
    const banks = institutionsIn(countriesOf(currencyOf(request)));
    return html`<p>You will confirm this at your own bank.</p>${banks.map(
      ({ id, name, countryCode }, index) =>
        html`<label class="choice"><input type="radio" name="institution" value="${id}" ${(request.institutionId ?? banks[0]?.id) === id || (index === 0 && request.institutionId === null) ? 'checked' : ''}> ${name} <small>${countryCode}</small></label>`,
    )}${next}`;
  },
  account: accountForm,
  confirm: confirmForm,
  bank(step, visit) {
    const authorisation = visit.authorisation ?? openAuthorisation(step, visit.request);
    const { payment } = visit.request;
    return html`<p class="bank">${institutionOf(authorisation?.institutionId ?? null)?.name}</p>
<p>${
      payment && authorisation?.authorisationType === 'payment'
        ? html`Do you want to pay <strong>${(payment.amount / 100).toFixed(2)} ${payment.currency}</strong>?`
        : 'Do you allow this mandate on your account?'
    }</p>
<button class="button" name="decision" value="authorised">Authorise</button>
<button class="button plain" name="decision" value="denied">Decline</button>
<p class="tools">For tests: <button class="quiet" name="decision" value="failed">the bank has a fault</button>
<button class="quiet" name="decision" value="expired">let it expire</button></p>`;
  },
};

const next = html`<button class="button">Continue</button>`;

const labels: Readonly<Record<string, string>> = {
  given_name: 'First name',
  family_name: 'Last name',
  email: 'E-mail',
  address_line1: 'Address',
  city: 'Town',
  region: 'State',
  postal_code: 'Postcode',
  swedish_identity_number: 'Personal identity number',
  danish_identity_number: 'CPR number',
  account_holder_name: 'Account holder',
  iban: 'IBAN',
  branch_code: 'Sort code',
  bank_code: 'Bank code',
  account_number: 'Account number',
  account_number_suffix: 'Suffix',
};

function detailsForm(step: Step, visit: Visit, { values }: PageInput): Markup {
  const customer = given(step, 'customers', visit.request.customerId);
  const prefilled = visit.flow?.prefilledCustomer ?? {};
  const missing = missingFields(visit.request, customer);
  const known = customer as unknown as Readonly<Record<string, string | null>>;
  const value = (field: string) => values[field] ?? known[field] ?? prefilled[field] ?? '';
  const countries = countriesOf(currencyOf(visit.request));
  const asked = ['email', ...missing.customer, ...missing.customer_billing_detail].filter(
    (field) => field !== 'country_code',
  );
  return html`${asked.map((field) => input(field, value(field), field !== 'email'))}
<label>Country <select name="country_code">${countries.map(
    (country) =>
      html`<option value="${country}" ${country === value('country_code') ? 'selected' : ''}>${country}</option>`,
  )}</select></label>${next}`;
}

/** Which details an account has, by its currency. */
const accountFields: Readonly<Record<string, readonly string[]>> = {
  AUD: ['branch_code', 'account_number'],
  CAD: ['bank_code', 'branch_code', 'account_number'],
  DKK: ['bank_code', 'account_number'],
  EUR: ['iban'],
  GBP: ['branch_code', 'account_number'],
  NZD: ['bank_code', 'branch_code', 'account_number', 'account_number_suffix'],
  SEK: ['branch_code', 'account_number'],
  USD: ['bank_code', 'account_number'],
};

function accountForm(step: Step, { request, flow }: Visit, { values }: PageInput): Markup {
  const currency = currencyOf(request) ?? 'GBP';
  const customer = given(step, 'customers', request.customerId);
  const name = customer.company_name ?? [customer.given_name, customer.family_name].filter(Boolean).join(' ');
  const type = values.account_type ?? flow?.prefilledBankAccount?.account_type ?? 'checking';
  return html`${input('account_holder_name', values.account_holder_name ?? name)}
${(accountFields[currency] ?? ['iban']).map((field) => input(field, values[field] ?? ''))}
${
  currency === 'USD'
    ? html`<label>Kind <select name="account_type">${['checking', 'savings'].map((kind) => html`<option ${kind === type ? 'selected' : ''}>${kind}</option>`)}</select></label>`
    : ''
}
${hiddenFields({ country_code: currency === 'EUR' ? null : countriesOf(currency)[0] })}${next}`;
}

function confirmForm(step: Step, { request }: Visit): Markup {
  const customer = given(step, 'customers', request.customerId);
  const account = find(step, 'customer_bank_accounts', request.bankAccountId);
  return html`<dl><dt>Name</dt><dd>${customer.company_name ?? `${customer.given_name} ${customer.family_name}`}</dd>
<dt>Address</dt><dd>${customer.address_line1}, ${customer.postal_code} ${customer.city}</dd>
<dt>Account</dt><dd>${account?.accountHolderName} •••• ${account?.accountNumberEnding}</dd></dl>
<label class="choice"><input type="checkbox" name="dual_signature" value="yes"> Someone else has to sign as well</label>
<button class="button">Confirm</button>`;
}

function input(name: string, value: string, required = true): Markup {
  return html`<label>${labels[name] ?? name} <input name="${name}" value="${value}" ${required ? 'required' : ''} maxlength="255" autocomplete="off"></label>`;
}
