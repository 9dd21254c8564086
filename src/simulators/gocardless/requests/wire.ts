import type { Step } from '../../kit/simulator.ts';
import { bankAccountToWire, billingDetailToWire, customerToWire } from '../customers.ts';
import { creditorId, creditorName, organisationId } from '../guard.ts';
import { type BillingRequestRecord, find, given, type MandateRequest, type PaymentRequest } from '../records.ts';
import { actionsOf } from './graph.ts';

/** A billing request as GoCardless shows it, with the fields that its types do not name but its responses have. */
export function billingRequestToWire(step: Step, request: BillingRequestRecord): object {
  const customer = given(step, 'customers', request.customerId);
  const account = find(step, 'customer_bank_accounts', request.bankAccountId);
  const { payment, mandate } = request;
  return {
    id: request.id,
    created_at: request.createdAt,
    status: request.status,
    mandate_request: mandate && mandateRequestToWire(mandate, request),
    payment_request: payment && paymentRequestToWire(payment, request),
    metadata: request.metadata,
    links: {
      customer: customer.id,
      customer_billing_detail: customer.billingDetailId,
      creditor: creditorId,
      organisation: organisationId,
      ...(payment && { payment_request: payment.id }),
      ...(mandate && { mandate_request: mandate.id }),
      ...(account && { customer_bank_account: account.id }),
      ...(request.bankAuthorisationId !== null && { bank_authorisation: request.bankAuthorisationId }),
      ...(request.paymentId !== null && { payment_request_payment: request.paymentId }),
      ...(request.mandateId !== null && { mandate_request_mandate: request.mandateId }),
    },
    fallback_enabled: request.fallbackEnabled,
    fallback_occurred: request.fallbackOccurred,
    ...(request.purposeCode !== null && { purpose_code: request.purposeCode }),
    ...(request.paymentContextCode !== null && { payment_context_code: request.paymentContextCode }),
    ...(request.paymentPurposeCode !== null && { payment_purpose_code: request.paymentPurposeCode }),
    sign_flow_url: null,
    creditor_name: creditorName,
    actions: actionsOf(request, customer),
    resources: {
      customer: customerToWire(customer),
      customer_billing_detail: billingDetailToWire(customer),
      ...(account && { customer_bank_account: bankAccountToWire(account) }),
    },
    experimentation: {
      is_eligible_for_share_of_wallet_experiments: false,
      is_eligible_for_optional_vm_experiments: false,
      is_eligible_for_institution_experiments: false,
      is_eligible_for_ach_optional_address_experiments: false,
      is_eligible_for_ach_mx_experiments: false,
      is_eligible_for_single_tab_experiments: false,
      is_eligible_for_bankid_safe_start_experiments: false,
    },
  };
}

function mandateRequestToWire(mandate: MandateRequest, request: BillingRequestRecord): object {
  return {
    currency: mandate.currency,
    constraints: mandate.constraints,
    scheme: mandate.scheme,
    sweeping: mandate.sweeping,
    verify: mandate.verify,
    links: request.mandateId === null ? {} : { mandate: request.mandateId },
    metadata: mandate.metadata,
    description: mandate.description,
    payer_requested_dual_signature: request.dualSignature,
    ...(mandate.consentType !== null && { consent_type: mandate.consentType }),
    ...(mandate.authorisationSource !== null && { authorisation_source: mandate.authorisationSource }),
  };
}

function paymentRequestToWire(payment: PaymentRequest, request: BillingRequestRecord): object {
  return {
    description: payment.description,
    currency: payment.currency,
    amount: payment.amount,
    min_amount: null,
    max_amount: null,
    default_min_amount: null,
    default_max_amount: null,
    app_fee: payment.appFee,
    scheme: payment.scheme,
    links: request.paymentId === null ? {} : { payment: request.paymentId },
    metadata: payment.metadata,
    flexible_amount: false,
    reference: payment.reference,
    funds_settlement: payment.fundsSettlement,
  };
}
