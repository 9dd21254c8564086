import { ok, refuse } from '../../kernel/result.ts';
import type { Step } from '../kit/simulator.ts';
import type { Handler } from './handler.ts';
import { newId } from './ids.ts';
import { pageOf } from './lists.ts';
import { all, type BankAccountRecord, type CustomerRecord, find, keep } from './records.ts';
import { notFound } from './replies.ts';

/** A customer of whom nothing is known yet: each billing request without one has one made for it. */
export function newCustomer(step: Step): CustomerRecord {
  return keep(step, 'customers', {
    id: newId(step, 'customer'),
    createdAt: step.now.toISOString(),
    billingDetailId: newId(step, 'customerBillingDetail'),
    email: null,
    given_name: null,
    family_name: null,
    company_name: null,
    language: 'en',
    phone_number: null,
    metadata: {},
    address_line1: null,
    address_line2: null,
    address_line3: null,
    city: null,
    region: null,
    postal_code: null,
    country_code: null,
    swedish_identity_number: null,
    danish_identity_number: null,
    ip_address: null,
  });
}

/** The customer as a billing request shows it. */
export function customerToWire({ id, createdAt, ...customer }: CustomerRecord): object {
  const { email, given_name, family_name, company_name, language, phone_number, metadata } = customer;
  return {
    id,
    created_at: createdAt,
    email,
    given_name,
    family_name,
    company_name,
    language,
    phone_number,
    metadata,
  };
}

/** The customer's address as a billing request shows it: a resource of its own. */
export function billingDetailToWire(customer: CustomerRecord): object {
  return {
    id: customer.billingDetailId,
    created_at: customer.createdAt,
    ...addressOf(customer),
    ...(customer.ip_address !== null && { ip_address: customer.ip_address }),
  };
}

export function bankAccountToWire(account: BankAccountRecord): object {
  return {
    id: account.id,
    created_at: account.createdAt,
    account_holder_name: account.accountHolderName,
    account_number_ending: account.accountNumberEnding,
    account_type: account.accountType,
    bank_account_token: null,
    bank_name: account.bankName,
    country_code: account.countryCode,
    currency: account.currency,
    enabled: true,
    metadata: account.metadata,
    payer_name_verification_result: account.nameVerification,
    links: { customer: account.customerId },
  };
}

export const getCustomer: Handler = (step, _request, id) => {
  const customer = find(step, 'customers', id);
  return customer ? ok({ body: { customers: wholeCustomer(customer) } }) : refuse(notFound);
};

export const listCustomers: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'customers'), {
    equal: {},
    range: { created_at: ({ createdAt }) => createdAt },
  });
  return page.ok ? ok({ body: { customers: page.value.rows.map(wholeCustomer), meta: page.value.meta } }) : page;
};

export const getBankAccount: Handler = (step, _request, id) => {
  const account = find(step, 'customer_bank_accounts', id);
  return account ? ok({ body: { customer_bank_accounts: bankAccountToWire(account) } }) : refuse(notFound);
};

export const listBankAccounts: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'customer_bank_accounts'), {
    equal: { customer: ({ customerId }) => customerId },
    range: { created_at: ({ createdAt }) => createdAt },
  });
  return page.ok
    ? ok({ body: { customer_bank_accounts: page.value.rows.map(bankAccountToWire), meta: page.value.meta } })
    : page;
};

function wholeCustomer(customer: CustomerRecord): object {
  return { ...customerToWire(customer), ...addressOf(customer) };
}

function addressOf(customer: CustomerRecord): object {
  const { address_line1, address_line2, address_line3, city, region, postal_code, country_code } = customer;
  const { swedish_identity_number, danish_identity_number } = customer;
  return {
    address_line1,
    address_line2,
    address_line3,
    city,
    region,
    postal_code,
    country_code,
    swedish_identity_number,
    danish_identity_number,
  };
}
