import { z } from 'zod';
import { address, amount, metadata, neededText, text } from '../input.ts';
import { mandateSchemes, paymentSchemes } from '../schemes.ts';

const purposeCodes =
  'mortgage utility loan dependant_support gambling retail salary personal government pension tax other bonus_payment cash_management_transfer card_bulk_clearing credit_card_payment trade_settlement_payment debit_card_payment dividend deliver_against_payment epayment fee_collection_and_interest fee_collection person_to_person_payment government_payment hedging_transaction irrevocable_credit_card_payment irrevocable_debit_card_payment intra_company_payment interest lockbox_transactions commercial consumer other_payment pension_payment represented reimbursement_received_credit_transfer receive_against_payment salary_payment securities social_security_benefit supplier_payment tax_payment trade treasury_payment value_added_tax_payment with_holding cash_management_sweep_account cash_management_top_account cash_management_zero_balance_account crossborder_mi_payments foreign_currency_domestic_transfer cash_in_pre_credit cash_out_notes_coins carrier_guarded_wholesale_valuables';
const contextCodes =
  'billing_goods_and_services_in_advance billing_goods_and_services_in_arrears face_to_face_point_of_sale ecommerce_merchant_initiated_payment transfer_to_self transfer_to_third_party';
const oneOf = (names: string) => z.enum(names.split(' '), 'is not included in the list');
const currency = z.string().regex(/^[A-Z]{3}$/, 'is invalid');

const paymentRequest = z.object({
  amount,
  currency,
  // A blank one is refused, and the payer sees it at the bank: taken as needed.
  description: neededText(),
  scheme: z.enum(paymentSchemes, 'is not included in the list').nullish(),
  app_fee: amount.nullish(),
  reference: text(140).nullish(),
  funds_settlement: z.enum(['managed', 'direct']).nullish(),
  retry_if_possible: z.boolean().nullish(),
  metadata: metadata.nullish(),
});

const periodicLimit = z.object({
  period: z.enum(['day', 'week', 'month', 'year', 'flexible']),
  alignment: z.enum(['calendar', 'creation_date']).nullish(),
  max_payments: z.int().min(1).nullish(),
  max_total_amount: amount.nullish(),
});
const constraints = z
  .object({
    start_date: z.iso.date('is not a date').nullish(),
    end_date: z.iso.date('is not a date').nullish(),
    max_amount_per_payment: amount.nullish(),
    payment_method: text().nullish(),
    periodic_limits: z.array(periodicLimit).max(10).nullish(),
  })
  .refine(({ start_date, end_date }) => !start_date || !end_date || end_date > start_date, {
    path: ['end_date'],
    message: 'must be after the start date',
  });

const mandateRequest = z.object({
  currency: currency.nullish(),
  scheme: z.enum(mandateSchemes, 'is not included in the list').nullish(),
  description: text().nullish(),
  reference: text(140).nullish(),
  metadata: metadata.nullish(),
  verify: z.enum(['minimum', 'recommended', 'when_available', 'always'], 'is not included in the list').nullish(),
  sweeping: z.boolean().nullish(),
  constraints: constraints.nullish(),
  consent_type: z.enum(['one_off', 'recurring', 'standing', 'single', 'sporadic']).nullish(),
  authorisation_source: z.enum(['web', 'telephone', 'paper']).nullish(),
  funds_settlement: z.enum(['managed', 'direct']).nullish(),
});

/** What a billing request can be created from; that its parts go together is checked apart. */
export const newBillingRequest = z.object({
  payment_request: paymentRequest.nullish(),
  mandate_request: mandateRequest.nullish(),
  subscription_request: z.unknown().optional(),
  instalment_schedule_request: z.unknown().optional(),
  links: z
    .object({
      creditor: z.string().nullish(),
      customer: z.string().nullish(),
      customer_bank_account: z.string().nullish(),
    })
    .nullish(),
  metadata: metadata.nullish(),
  fallback_enabled: z.boolean().nullish(),
  purpose_code: oneOf(purposeCodes).nullish(),
  payment_purpose_code: text().nullish(),
  payment_context_code: oneOf(contextCodes).nullish(),
});
export type NewBillingRequest = z.infer<typeof newBillingRequest>;
export type NewPaymentRequest = z.infer<typeof paymentRequest>;
export type NewMandateRequest = z.infer<typeof mandateRequest>;

/** What a flow can be created from. */
export const newFlow = z.object({
  links: z.object({ billing_request: z.string() }),
  redirect_uri: address.nullish(),
  exit_uri: address.nullish(),
  auto_fulfil: z.literal(true, 'cannot be turned off').nullish(),
  lock_customer_details: z.boolean().nullish(),
  lock_bank_account: z.boolean().nullish(),
  lock_currency: z.boolean().nullish(),
  // Stored as they come: the page shows them and the payer corrects them.
  prefilled_customer: z.record(z.string(), z.string().max(255).nullish()).nullish(),
  prefilled_bank_account: z.object({ account_type: z.string().max(40).nullish() }).nullish(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'is invalid')
    .nullish(),
  show_redirect_buttons: z.boolean().nullish(),
  show_success_redirect_button: z.boolean().nullish(),
  skip_success_screen: z.boolean().nullish(),
  customer_details_captured: z.boolean().nullish(),
});
