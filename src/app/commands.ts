import { cancelAgreement, createAgreement } from '../domain/agreement/commands.ts';
import {
  cancelBillingRequest,
  completeBillingRequestAction,
  createBillingRequestFlow,
  fallBackBillingRequest,
  fulfilBillingRequest,
  notifyBillingRequest,
} from '../domain/billing-request/commands.ts';
import { createBillingRequest } from '../domain/billing-request/create.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import { cancelMandate, createMandate } from '../domain/mandate/commands.ts';
import { resolveOperation } from '../domain/operation/resolve.ts';
import { createDebtorCheck } from '../domain/payer/debtor-check.ts';
import { erasePayer } from '../domain/payer/erase.ts';
import { cancelPayment, capturePayment, refundPayment } from '../domain/payment/commands.ts';
import { createOneOffPayment } from '../domain/payment/create.ts';
import { assignReceipt } from '../domain/transfer/assign.ts';
import { createTransfer } from '../domain/transfer/create.ts';
import type { Commands } from '../graphql/schema/context.ts';
import {
  createEndpoint,
  deleteEndpoint,
  type EndpointCommandDeps,
  rotateSecret,
  updateEndpoint,
} from '../partner-webhooks/endpoint-commands.ts';
import { replay, resend } from '../partner-webhooks/replay-commands.ts';
import type { Clock } from '../platform/clock.ts';

type WebhookCommands = Pick<Commands, Extract<keyof Commands, `${string}Webhook${string}`>>;

/** The commands of the domain, bound to what they need. */
export function bindCommands(deps: DomainDeps, clock: Clock): Omit<Commands, keyof WebhookCommands> {
  return {
    createAgreement: (caller, input) => createAgreement(deps, caller, input),
    cancelAgreement: (caller, input) => cancelAgreement(deps, caller, input),
    createOneOffPayment: (caller, input) => createOneOffPayment(deps, caller, input),
    capturePayment: (caller, input) => capturePayment(deps, caller, input),
    cancelPayment: (caller, input) => cancelPayment(deps, caller, input),
    refundPayment: (caller, input) => refundPayment(deps, caller, input),
    createTransfer: (caller, input) => createTransfer(deps, caller, input),
    assignReceipt: (caller, input) => assignReceipt(deps, caller, input),
    createMandate: (caller, input) => createMandate(deps, caller, input),
    cancelMandate: (caller, input) => cancelMandate(deps, caller, input),
    createBillingRequest: (caller, input) => createBillingRequest(deps, caller, input),
    completeBillingRequestAction: (caller, input) => completeBillingRequestAction(deps, caller, input),
    createBillingRequestFlow: (caller, input) => createBillingRequestFlow(deps, caller, input),
    fulfilBillingRequest: (caller, input) => fulfilBillingRequest(deps, caller, input),
    cancelBillingRequest: (caller, input) => cancelBillingRequest(deps, caller, input),
    fallBackBillingRequest: (caller, input) => fallBackBillingRequest(deps, caller, input),
    notifyBillingRequest: (caller, input) => notifyBillingRequest(deps, caller, input),
    checkDebtor: createDebtorCheck(deps, clock),
    erasePayer: (caller, input) => erasePayer(deps, caller, input),
    resolveOperation: (caller, input) => resolveOperation(deps, caller, input),
  };
}

/** The commands on webhook endpoints, bound to what they need. */
export function bindWebhookCommands(deps: EndpointCommandDeps): WebhookCommands {
  return {
    createWebhookEndpoint: (caller, input) => createEndpoint(deps, caller, input),
    updateWebhookEndpoint: (caller, input) => updateEndpoint(deps, caller, input),
    deleteWebhookEndpoint: (caller, input) => deleteEndpoint(deps, caller, input),
    rotateWebhookSecret: (caller, input) => rotateSecret(deps, caller, input),
    replayWebhooks: (caller, input) => replay(deps, caller, input),
    resendWebhookDelivery: (caller, input) => resend(deps, caller, input),
  };
}
