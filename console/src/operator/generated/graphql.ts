/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whether anything is sent for an account. */
export type AccountStatus =
  /** It is at work. */
  | 'ACTIVE'
  /** It has ended, and its settings are gone. */
  | 'DISCONNECTED'
  /** Nothing is sent for it. */
  | 'PAUSED';

/** What needs attention. May grow. */
export type AttentionKind =
  /** An account with a provider that is paused: nothing is sent for it. */
  | 'ACCOUNT_PAUSED'
  /** The last audit found something that must never be: money, the ledger or the history does not agree. */
  | 'AUDIT_BROKEN'
  /** There has been no audit for more than a day. */
  | 'AUDIT_OVERDUE'
  /** A provider's news that could not be read or applied, and was given up. */
  | 'DEAD_NOTIFICATION'
  /** An endpoint of a partner that takes nothing just now. */
  | 'DELIVERY_FAILING'
  /** An endpoint of a partner that was switched off, since nothing but failure came back. */
  | 'ENDPOINT_OFF'
  /** A provider's news that is due, and that nobody has taken up. */
  | 'INBOX_BEHIND'
  /** Something that has stood in one state for longer than that state lasts. */
  | 'NOT_FINAL_TOO_LONG'
  /** A provider's news about something that is not known here, and that waits for it. */
  | 'PARKED_NOTIFICATION'
  /** A reservation that lapses within a day. */
  | 'RESERVATION_EXPIRING'
  /** A payment schedule that is due, and that nobody has taken up. */
  | 'SCHEDULE_BEHIND'
  /** A payment schedule whose charge could not be asked for. */
  | 'SCHEDULE_FAILED'
  /** An event that has no number yet, so that nobody is told of it. */
  | 'SEQUENCER_BEHIND'
  /** A process has other settings than the one that was started first, where all must have the same. */
  | 'SETTINGS_DIFFER'
  /** An operation of which nobody knows whether it happened. */
  | 'UNKNOWN_OUTCOME'
  /** Money that came in, and is on no transfer. */
  | 'UNMATCHED_RECEIPT';

/** Whether money is real. A merchant, and so each of its keys, belongs to one environment. */
export type Environment =
  /** Real money. */
  | 'LIVE'
  /** Simulated providers and a clock that can be moved; no money moves. */
  | 'SANDBOX';

/** Suspends a merchant, or takes that back. */
export type MerchantSuspensionInput = {
  /** The merchant: mer_… */
  merchantId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason: string;
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

/** What a person has found out about an operation. */
export type OperationVerdict =
  /** The provider did not do it and will not: what was set aside is free again. */
  | 'DID_NOT_HAPPEN'
  /** The provider did it: what was set aside is taken or given back. */
  | 'HAPPENED';

/** The party that moves the money. May grow. */
export type Provider =
  /** Betalingsservice: Danish direct debit. */
  | 'BETALINGSSERVICE'
  /** Buckaroo: bank transfers. */
  | 'BUCKAROO'
  /** GoCardless: bank debit and billing requests. */
  | 'GOCARDLESS'
  /** MobilePay Subscriptions: agreements and one-off payments. */
  | 'MOBILEPAY'
  /** Vipps MobilePay Recurring: agreements, and payments on them without the payer. */
  | 'VIPPS_MOBILEPAY';

/** Takes up again a provider's news. */
export type ReprocessProviderNotificationInput = {
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose it is: mer_… */
  merchantId: string;
  /** The news, from `attentionItems`: inb_… */
  notificationId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
};

/** Settles an operation whose outcome is not known. */
export type ResolveOperationInput = {
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose it is: mer_… */
  merchantId: string;
  /** The operation, from `attentionItems`: opr_… */
  operationId: string;
  /** What was found out. */
  outcome: OperationVerdict;
  /** How that is known, 1 to 300 characters. It stays in the event log; name no payer. */
  reason: string;
};

/** How urgent it is. */
export type Severity =
  /** A person is needed now. */
  | 'CRITICAL'
  /** Nothing to do yet. */
  | 'NOTICE'
  /** A person is needed. */
  | 'WARNING';

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
  /** Whether the key was used before with this input can no longer be told, so nothing was done. Do not take a new key: what it asks for may have been done. Ask `idempotencyRecord` by this key what became of it. */
  | 'IDEMPOTENCY_KEY_UNVERIFIABLE'
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

export type OperatorAttentionQueryVariables = Exact<{ [key: string]: never; }>;


export type OperatorAttentionQuery = { attention: Array<{ kind: AttentionKind, severity: Severity, count: number, countIsCapped: boolean, oldestSince: string, sentence: string, whatToDo: string, nextAct: string | null, actBy: string | null }>, lastAudit: { broken: boolean, startedAt: string, finishedAt: string, checks: Array<{ id: string, outcome: string, sentence: string, breachCount: number }> } | null };

export type OperatorAttentionItemsQueryVariables = Exact<{
  kind: AttentionKind;
  after?: string | null | undefined;
}>;


export type OperatorAttentionItemsQuery = { attentionItems: { nodes: Array<{ id: string, merchantId: string | null, merchantName: string | null, since: string, sentence: string, nextAct: string | null, actBy: string | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OperatorMerchantsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorMerchantsQuery = { merchants: { nodes: Array<{ id: string, name: string, environment: Environment, createdAt: string, suspendedAt: string | null, providerAccounts: Array<{ id: string, provider: Provider, status: AccountStatus, lastCallbackAt: string | null, pausedBecause: string | null }> }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OperatorOperationsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorOperationsQuery = { unresolvedOperations: { nodes: Array<{ id: string, merchantId: string, merchantName: string, kind: string, provider: Provider, status: OperationStatus, explanation: string, asked: number, sends: number, nextAskAt: string | null, requestedAt: string, sentAt: string | null, subjectId: string, amountMinor: string | null, currency: string | null, problem: string | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OperatorSystemQueryVariables = Exact<{ [key: string]: never; }>;


export type OperatorSystemQuery = { processes: Array<{ id: string, host: string, pid: number, roles: Array<string>, version: string, lives: boolean, startedAt: string, beatAt: string }>, operatorKeys: Array<{ id: string, name: string, lastFour: string, scopes: Array<string>, createdAt: string, createdBy: string, expiresAt: string, lastUsedAt: string | null, revokedAt: string | null }> };

export type OperatorRecordsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorRecordsQuery = { operatorRecords: { nodes: Array<{ id: string, action: string, actor: string, createdAt: string, merchantId: string | null, subjectId: string | null, outcome: string | null, reason: string | null, requestId: string }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OperatorResolveMutationVariables = Exact<{
  input: ResolveOperationInput;
}>;


export type OperatorResolveMutation = { result:
    | { __typename: 'OperationPayload' }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type OperatorReprocessMutationVariables = Exact<{
  input: ReprocessProviderNotificationInput;
}>;


export type OperatorReprocessMutation = { result:
    | { __typename: 'ProviderNotificationPayload' }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type OperatorSuspendMutationVariables = Exact<{
  input: MerchantSuspensionInput;
}>;


export type OperatorSuspendMutation = { result:
    | { __typename: 'MerchantPayload' }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type OperatorResumeMutationVariables = Exact<{
  input: MerchantSuspensionInput;
}>;


export type OperatorResumeMutation = { result:
    | { __typename: 'MerchantPayload' }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type OperatorRefusalFragment = { code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> };

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
export const OperatorRefusalFragmentDoc = new TypedDocumentString(`
    fragment OperatorRefusal on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
    `, {"fragmentName":"OperatorRefusal"}) as unknown as TypedDocumentString<OperatorRefusalFragment, unknown>;
export const OperatorAttentionDocument = new TypedDocumentString(`
    query OperatorAttention {
  attention {
    kind
    severity
    count
    countIsCapped
    oldestSince
    sentence
    whatToDo
    nextAct
    actBy
  }
  lastAudit {
    broken
    startedAt
    finishedAt
    checks {
      id
      outcome
      sentence
      breachCount
    }
  }
}
    `) as unknown as TypedDocumentString<OperatorAttentionQuery, OperatorAttentionQueryVariables>;
export const OperatorAttentionItemsDocument = new TypedDocumentString(`
    query OperatorAttentionItems($kind: AttentionKind!, $after: String) {
  attentionItems(kind: $kind, first: 50, after: $after) {
    nodes {
      id
      merchantId
      merchantName
      since
      sentence
      nextAct
      actBy
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<OperatorAttentionItemsQuery, OperatorAttentionItemsQueryVariables>;
export const OperatorMerchantsDocument = new TypedDocumentString(`
    query OperatorMerchants($after: String) {
  merchants(first: 50, after: $after) {
    nodes {
      id
      name
      environment
      createdAt
      suspendedAt
      providerAccounts {
        id
        provider
        status
        lastCallbackAt
        pausedBecause
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<OperatorMerchantsQuery, OperatorMerchantsQueryVariables>;
export const OperatorOperationsDocument = new TypedDocumentString(`
    query OperatorOperations($after: String) {
  unresolvedOperations(first: 50, after: $after) {
    nodes {
      id
      merchantId
      merchantName
      kind
      provider
      status
      explanation
      asked
      sends
      nextAskAt
      requestedAt
      sentAt
      subjectId
      amountMinor
      currency
      problem
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<OperatorOperationsQuery, OperatorOperationsQueryVariables>;
export const OperatorSystemDocument = new TypedDocumentString(`
    query OperatorSystem {
  processes {
    id
    host
    pid
    roles
    version
    lives
    startedAt
    beatAt
  }
  operatorKeys {
    id
    name
    lastFour
    scopes
    createdAt
    createdBy
    expiresAt
    lastUsedAt
    revokedAt
  }
}
    `) as unknown as TypedDocumentString<OperatorSystemQuery, OperatorSystemQueryVariables>;
export const OperatorRecordsDocument = new TypedDocumentString(`
    query OperatorRecords($after: String) {
  operatorRecords(first: 50, after: $after) {
    nodes {
      id
      action
      actor
      createdAt
      merchantId
      subjectId
      outcome
      reason
      requestId
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<OperatorRecordsQuery, OperatorRecordsQueryVariables>;
export const OperatorResolveDocument = new TypedDocumentString(`
    mutation OperatorResolve($input: ResolveOperationInput!) {
  result: resolveOperation(input: $input) {
    __typename
    ... on Refused {
      ...OperatorRefusal
    }
  }
}
    fragment OperatorRefusal on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<OperatorResolveMutation, OperatorResolveMutationVariables>;
export const OperatorReprocessDocument = new TypedDocumentString(`
    mutation OperatorReprocess($input: ReprocessProviderNotificationInput!) {
  result: reprocessProviderNotification(input: $input) {
    __typename
    ... on Refused {
      ...OperatorRefusal
    }
  }
}
    fragment OperatorRefusal on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<OperatorReprocessMutation, OperatorReprocessMutationVariables>;
export const OperatorSuspendDocument = new TypedDocumentString(`
    mutation OperatorSuspend($input: MerchantSuspensionInput!) {
  result: suspendMerchant(input: $input) {
    __typename
    ... on Refused {
      ...OperatorRefusal
    }
  }
}
    fragment OperatorRefusal on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<OperatorSuspendMutation, OperatorSuspendMutationVariables>;
export const OperatorResumeDocument = new TypedDocumentString(`
    mutation OperatorResume($input: MerchantSuspensionInput!) {
  result: resumeMerchant(input: $input) {
    __typename
    ... on Refused {
      ...OperatorRefusal
    }
  }
}
    fragment OperatorRefusal on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<OperatorResumeMutation, OperatorResumeMutationVariables>;