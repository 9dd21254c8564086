/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How often the payer has been told to expect a charge. */
export type AgreementFrequency =
  /** Once a year. */
  | 'ANNUAL'
  /** Every second week. */
  | 'BIWEEKLY'
  /** Every day. */
  | 'DAILY'
  /** At no fixed interval. */
  | 'FLEXIBLE'
  /** Every month. */
  | 'MONTHLY'
  /** Four times a year. */
  | 'QUARTERLY'
  /** Twice a year. */
  | 'SEMIANNUAL'
  /** Every week. */
  | 'WEEKLY';

/** Takes reserved money. */
export type CapturePaymentInput = {
  /** Leave out for everything capturable; a provider that captures once takes nothing else. */
  amount?: MoneyInput | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The payment. */
  paymentId: string;
};

/** Asks a payer for an agreement. */
export type CreateAgreementInput = {
  /** The amount shown to the payer as the regular charge. */
  amount?: MoneyInput | null | undefined;
  /** The payer's country, ISO 3166-1 alpha-2: DK or FI for MobilePay. */
  country: string;
  /** What the payer sees beneath the name. */
  description?: string | null | undefined;
  /** How long the payer has to answer. */
  expiresIn: string;
  /** Your own reference of the agreement, unique for life among your agreements. */
  externalId: string;
  /** How often the payer is to expect a charge. */
  frequency: AgreementFrequency;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** Your own notes. */
  metadata?: Record<string, string> | null | undefined;
  /** The day of the first regular charge, as told to the payer. */
  nextPaymentDate?: string | null | undefined;
  /** A first payment, asked for together with the agreement. */
  oneOffPayment?: InitialOneOffPaymentInput | null | undefined;
  /** The payer's phone number, to be filled in for them. */
  payerPhone?: string | null | undefined;
  /** What the payer sees as the name of the agreement. */
  plan: string;
  /** Where the payer is sent afterwards, whether accepted or not. */
  returnUrl: string;
};

/** What an event tells. May grow: an unknown one must be read as "something changed". */
export type EventType =
  /** The payer accepted the agreement. */
  | 'AGREEMENT_ACTIVATED'
  /** An agreement was created here. */
  | 'AGREEMENT_CREATED'
  /** The agreement was cancelled, rejected or refused, or it lapsed. */
  | 'AGREEMENT_ENDED'
  /** Something about an agreement changed that has no type of its own. */
  | 'AGREEMENT_STATUS_CHANGED'
  /** An action of a billing request was completed; its status may have changed with it. */
  | 'BILLING_REQUEST_ACTION_COMPLETED'
  /** A billing request was withdrawn. */
  | 'BILLING_REQUEST_CANCELLED'
  /** A billing request was created here. */
  | 'BILLING_REQUEST_CREATED'
  /** A billing request lapsed. */
  | 'BILLING_REQUEST_EXPIRED'
  /** Everything that a billing request asked for is there. */
  | 'BILLING_REQUEST_FULFILLED'
  /** The payer said no to a billing request, or the provider refused to take it in. */
  | 'BILLING_REQUEST_REJECTED'
  /** Something about a billing request changed that has no type of its own. */
  | 'BILLING_REQUEST_STATUS_CHANGED'
  /** A capture failed; the money is still reserved if the payment says so. */
  | 'CAPTURE_FAILED'
  /** A capture succeeded. */
  | 'CAPTURE_SUCCEEDED'
  /** The mandate can be charged. */
  | 'MANDATE_ACTIVATED'
  /** A mandate was created here, or the provider named one that a billing request has led to. */
  | 'MANDATE_CREATED'
  /** The mandate was cancelled, rejected or refused, or it lapsed. A provider may still reinstate it. */
  | 'MANDATE_ENDED'
  /** Something about a mandate changed that has no type of its own. */
  | 'MANDATE_STATUS_CHANGED'
  /** Amounts of a payment changed while its status stayed the same. */
  | 'PAYMENT_AMOUNTS_CHANGED'
  /** The money is reserved. */
  | 'PAYMENT_AUTHORIZED'
  /** Reserving without the payer's swipe failed; the payer is asked instead. */
  | 'PAYMENT_AUTO_RESERVE_FAILED'
  /** The payment was given up before any money was taken. */
  | 'PAYMENT_CANCELLED'
  /** A payment was created here. */
  | 'PAYMENT_CREATED'
  /** The payment or its reservation lapsed. */
  | 'PAYMENT_EXPIRED'
  /** The provider refused to take the payment in, or the bank did not collect it. */
  | 'PAYMENT_FAILED'
  /** The payer said no. */
  | 'PAYMENT_REJECTED'
  /** Money that was taken back was given to the merchant again. */
  | 'PAYMENT_RESTORED'
  /** Collected money was taken back by the payer or the bank. */
  | 'PAYMENT_REVERSED'
  /** The money was taken. */
  | 'PAYMENT_SETTLED'
  /** A reservation will lapse soon: capture it or cancel it. */
  | 'PAYMENT_SETTLEMENT_DUE'
  /** The status of a payment changed in a way that has no type of its own. */
  | 'PAYMENT_STATUS_CHANGED'
  /** The outcome of a call is not known; the provider is being asked. */
  | 'PAYMENT_UNRESOLVED'
  /** A person has said which transfer unmatched money is for. */
  | 'RECEIPT_ASSIGNED'
  /** A refund failed; the money can be refunded again. */
  | 'REFUND_FAILED'
  /** A refund succeeded. */
  | 'REFUND_SUCCEEDED'
  /** What came in for a transfer is less, or more, than was asked for. */
  | 'TRANSFER_AMOUNT_MISMATCH'
  /** Money came in by bank transfer, of whatever amount: about the receipt. */
  | 'TRANSFER_RECEIVED';

/** A first payment, asked for together with the agreement: reserved when the payer accepts the agreement. */
export type InitialOneOffPaymentInput = {
  /** What the payer is asked for. */
  amount: MoneyInput;
  /** What the payer sees as the reason. */
  description: string;
  /** Your own reference of the payment, unique for life among your payments. */
  externalId: string;
};

/** An amount of money that is asked for. It has to be above zero. */
export type MoneyInput = {
  /** The amount in minor units, for example "8000" for 80.00. */
  amountMinor: string;
  /** ISO 4217 code of the currency. */
  currency: string;
};

/** What has become of one intention sent to a provider. */
export type OperationStatus =
  /** It did not happen and will not. Final. */
  | 'FAILED'
  /** The provider has taken it in and decides later. */
  | 'PENDING'
  /** Stored, and about to be sent. */
  | 'REQUESTED'
  /** On its way: the answer has not come yet. */
  | 'SENT'
  /** It happened. Final. */
  | 'SUCCEEDED'
  /** It may have happened: the provider is asked, and nothing is sent again without proof. */
  | 'UNRESOLVED';

/** Where a payment stands, in one small set for all kinds of payment. May grow. */
export type PaymentStatus =
  /** The money is reserved. Capture it or cancel it before `settleBy`. */
  | 'AUTHORIZED'
  /** Given up before any money was taken; a reservation is released. */
  | 'CANCELLED'
  /** Our intent is stored and on its way to the provider. */
  | 'CREATED'
  /** Nobody acted in time; a reservation is released. */
  | 'EXPIRED'
  /** The provider refused to take it in. */
  | 'FAILED'
  /** A part of the money has come in, and the rest is waited for (transfer). */
  | 'PARTIALLY_SETTLED'
  /** A capture or a cancellation is on its way to the provider. */
  | 'PROCESSING'
  /** The payer said no. */
  | 'REJECTED'
  /** The provider waits for the payer: see `nextAction`. */
  | 'REQUIRES_PAYER_ACTION'
  /** Settled money was taken back by the payer or the bank (late failure, charge-back). */
  | 'REVERSED'
  /** The money has been taken, or has come in: all of it. */
  | 'SETTLED'
  /** The outcome of a call to the provider is not known. The provider is being asked; never treat it as failed. */
  | 'UNRESOLVED';

/** Gives captured money back, whole or in part. */
export type RefundPaymentInput = {
  /** Leave out for everything refundable. */
  amount?: MoneyInput | null | undefined;
  /** Act only if the thing is still at this version. */
  expectedVersion?: number | null | undefined;
  /** Your own reference of the refund, unique for life among your refunds. */
  externalId?: string | null | undefined;
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** The payment. */
  paymentId: string;
  /** Your own words for it. */
  reason?: string | null | undefined;
};

/** Plays the payer or the provider on one agreement or payment. */
export type RunSandboxScenarioInput = {
  /** Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice. */
  idempotencyKey: string;
  /** What happens. */
  scenario: SandboxScenario;
  /** Decides what is left to chance: the same seed gives the same course. */
  seed?: number;
  /** The agreement or payment. */
  subjectId: string;
  /** How we are told of it. */
  webhookDelivery?: SandboxWebhookDelivery;
};

/** What the world does next. May grow. */
export type SandboxScenario =
  /** The next reservation without the payer's swipe fails, and the payer is asked instead. */
  | 'AUTO_RESERVE_FAILS'
  /** The next capture takes no effect, and its answer never comes. */
  | 'CAPTURE_TIMES_OUT_AND_FAILS'
  /** The next capture takes effect, but its answer never comes. */
  | 'CAPTURE_TIMES_OUT_BUT_SUCCEEDS'
  /** The payer swipes accept. */
  | 'PAYER_ACCEPTS'
  /** The payer does nothing, until the request lapses. */
  | 'PAYER_IGNORES'
  /** The payer swipes reject. */
  | 'PAYER_REJECTS'
  /** The next refund is taken in, and declined later. */
  | 'REFUND_DECLINED_LATE'
  /** The payer sends exactly what a transfer asks for. */
  | 'TRANSFER_EXACT'
  /** The payer sends the money after the transfer was given up. */
  | 'TRANSFER_LATE'
  /** The payer sends more than a transfer asks for. */
  | 'TRANSFER_OVERPAID'
  /** The payer sends what a transfer asks for, twice. */
  | 'TRANSFER_TWICE'
  /** The payer sends less than a transfer asks for. */
  | 'TRANSFER_UNDERPAID'
  /** The payer sends the money with a reference that names no transfer. */
  | 'TRANSFER_WRONG_REFERENCE';

/** How the simulated provider misbehaves when it calls us back. */
export type SandboxWebhookDelivery =
  /** With a proof that is wrong. */
  | 'BAD_SIGNATURE'
  /** Later than it should. */
  | 'DELAYED'
  /** Not at all. */
  | 'DROPPED'
  /** Each one twice. */
  | 'DUPLICATED'
  /** Once, in order, at once. */
  | 'NORMAL'
  /** In another order. */
  | 'REORDERED';

/** What kind of refusal it is. May grow: `retryable` says what to do with an unknown one. */
export type UserErrorCode =
  /** More than is there to be taken or given back. */
  | 'AMOUNT_TOO_LARGE'
  /** Less than would be accepted. */
  | 'AMOUNT_TOO_SMALL'
  /** Another currency than that of the payment or the agreement. */
  | 'CURRENCY_MISMATCH'
  /** The key is in use this very moment. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** The key was used before with other input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A field of the input breaks a rule. */
  | 'INVALID_INPUT'
  /** It is not possible as things stand. */
  | 'INVALID_STATE'
  /** There is no such thing, or it is not yours. */
  | 'NOT_FOUND'
  /** The provider does not offer it, or not to this merchant. */
  | 'NOT_SUPPORTED_BY_PROVIDER'
  /** The provider said no. */
  | 'PROVIDER_REJECTED'
  /** The provider cannot be reached, and nothing was done. */
  | 'PROVIDER_UNAVAILABLE'
  /** It has changed since it was read. */
  | 'VERSION_CONFLICT';

export type FindReferencesQueryVariables = Exact<{
  agreement: string;
  payment: string;
}>;


export type FindReferencesQuery = { agreement: { id: string } | null, payment:
    | { id: string }
    | { id: string }
   | null };

export type CreateAgreementMutationVariables = Exact<{
  input: CreateAgreementInput;
}>;


export type CreateAgreementMutation = { createAgreement:
    | { __typename: 'AgreementPayload', agreement: { id: string, nextAction:
          | { url: string }
          | Record<PropertyKey, never>
         | null }, oneOffPayment: { id: string, providerReference: string | null } | null }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RunScenarioMutationVariables = Exact<{
  input: RunSandboxScenarioInput;
}>;


export type RunScenarioMutation = { runSandboxScenario:
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'SandboxScenarioPayload' }
   };

export type CapturePaymentMutationVariables = Exact<{
  input: CapturePaymentInput;
}>;


export type CapturePaymentMutation = { capturePayment:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'CapturePayload', capture: { id: string, status: OperationStatus } }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type RefundPaymentMutationVariables = Exact<{
  input: RefundPaymentInput;
}>;


export type RefundPaymentMutation = { refundPayment:
    | { __typename: 'AmountError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'IdempotencyError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidInputError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'InvalidStateError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'ProviderRejectedError', code: UserErrorCode, message: string, path: Array<string> }
    | { __typename: 'RefundPayload', refund: { id: string, status: OperationStatus } }
    | { __typename: 'VersionConflictError', code: UserErrorCode, message: string, path: Array<string> }
   };

export type ReadPaymentQueryVariables = Exact<{
  id: string;
}>;


export type ReadPaymentQuery = { payment:
    | { status: PaymentStatus, amounts: { requested: { decimal: string, currency: string }, captured: { decimal: string, currency: string }, refunded: { decimal: string, currency: string }, refundable: { decimal: string, currency: string } } }
    | { status: PaymentStatus, amounts: { requested: { decimal: string, currency: string }, captured: { decimal: string, currency: string }, refunded: { decimal: string, currency: string }, refundable: { decimal: string, currency: string } } }
   | null };

export type FollowEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowEventsSubscription = { eventStream:
    | { __typename: 'CaughtUpFrame', cursor: string }
    | { __typename: 'EventFrame', cursor: string, event: { sequence: string, type: EventType, subjectId: string, change: { from: string | null, to: string, amount: { decimal: string, currency: string } | null } | null } }
    | { __typename: 'HeartbeatFrame', cursor: string }
    | { __typename: 'ReauthenticateFrame', cursor: string }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const FindReferencesDocument = new TypedDocumentString(`
    query FindReferences($agreement: String!, $payment: String!) {
  agreement(by: {externalId: $agreement}) {
    id
  }
  payment(by: {externalId: $payment}) {
    id
  }
}
    `) as unknown as TypedDocumentString<FindReferencesQuery, FindReferencesQueryVariables>;
export const CreateAgreementDocument = new TypedDocumentString(`
    mutation CreateAgreement($input: CreateAgreementInput!) {
  createAgreement(input: $input) {
    __typename
    ... on AgreementPayload {
      agreement {
        id
        nextAction {
          ... on RedirectPayer {
            url
          }
        }
      }
      oneOffPayment {
        id
        providerReference
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateAgreementMutation, CreateAgreementMutationVariables>;
export const RunScenarioDocument = new TypedDocumentString(`
    mutation RunScenario($input: RunSandboxScenarioInput!) {
  runSandboxScenario(input: $input) {
    __typename
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RunScenarioMutation, RunScenarioMutationVariables>;
export const CapturePaymentDocument = new TypedDocumentString(`
    mutation CapturePayment($input: CapturePaymentInput!) {
  capturePayment(input: $input) {
    __typename
    ... on CapturePayload {
      capture {
        id
        status
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CapturePaymentMutation, CapturePaymentMutationVariables>;
export const RefundPaymentDocument = new TypedDocumentString(`
    mutation RefundPayment($input: RefundPaymentInput!) {
  refundPayment(input: $input) {
    __typename
    ... on RefundPayload {
      refund {
        id
        status
      }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RefundPaymentMutation, RefundPaymentMutationVariables>;
export const ReadPaymentDocument = new TypedDocumentString(`
    query ReadPayment($id: ID!) {
  payment(by: {id: $id}) {
    status
    amounts {
      requested {
        decimal
        currency
      }
      captured {
        decimal
        currency
      }
      refunded {
        decimal
        currency
      }
      refundable {
        decimal
        currency
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadPaymentQuery, ReadPaymentQueryVariables>;
export const FollowEventsDocument = new TypedDocumentString(`
    subscription FollowEvents($after: EventCursor) {
  eventStream(after: $after) {
    __typename
    ... on EventFrame {
      cursor
      event {
        sequence
        type
        subjectId
        change {
          from
          to
          amount {
            decimal
            currency
          }
        }
      }
    }
    ... on CaughtUpFrame {
      cursor
    }
    ... on HeartbeatFrame {
      cursor
    }
    ... on ReauthenticateFrame {
      cursor
    }
  }
}
    `) as unknown as TypedDocumentString<FollowEventsSubscription, FollowEventsSubscriptionVariables>;