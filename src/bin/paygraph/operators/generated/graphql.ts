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

/** Connects a merchant to a provider. */
export type ConnectProviderAccountInput = {
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose account: mer_… */
  merchantId: string;
  /** Which one. */
  provider: Provider;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
  /** The settings there as a JSON object, as `paygraph accounts connect --settings-file` reads them. */
  settings: string;
};

/** Makes a merchant's key. */
export type CreateApiKeyInput = {
  /** For how long it is good. Leave out for no end. */
  expiresIn?: string | null | undefined;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose key: mer_… */
  merchantId: string;
  /** What it is called: 1 to 100 characters. */
  name: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
  /** What it may do: one or more of agreements:write, payments:write, payments:capture, payments:refund, mandates:write, payers:erase, events:read, ledger:read, operations:resolve, keys:read, keys:write, accounts:read, accounts:write, client_tokens:write, origins:read, origins:write, audit:read, webhooks:read, webhooks:write. */
  scopes: Array<string>;
};

/** Makes a merchant. */
export type CreateMerchantInput = {
  /** Whether its money is real, for ever. */
  environment: Environment;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** What it is called: 1 to 200 characters. */
  name: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
  /** By which its days are counted: a name of the IANA time zone database, for example Europe/Oslo. Europe/Copenhagen when left out. */
  timeZone?: string | null | undefined;
};

/** Makes an operator's key. */
export type CreateOperatorKeyInput = {
  /** For how long it is good: 365 days at most, and no longer than the key that asks. 90 days when left out, or as long as that key. */
  expiresIn?: string | null | undefined;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose it is: 1 to 100 characters. */
  name: string;
  /** What it may do: one or more of merchants:read, merchants:write, operators:read, operators:write, keys:write, accounts:write, operations:resolve, inbox:read, inbox:write, audit:read, which your own key has. */
  scopes: Array<string>;
};

/** Ends an account. */
export type DisconnectProviderAccountInput = {
  /** The account: acc_… */
  accountId: string;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whether it is done although money is under way: that stays as it is, and nobody asks about it. */
  leaveOpen?: boolean;
  /** Whose account: mer_… */
  merchantId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason: string;
};

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

/** Pauses an account, or lets it go on. */
export type ProviderAccountPauseInput = {
  /** The account: acc_… */
  accountId: string;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose account: mer_… */
  merchantId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason: string;
};

/** Gives a merchant another name. */
export type RenameMerchantInput = {
  /** The merchant: mer_… */
  merchantId: string;
  /** What it is called: 1 to 200 characters. */
  name: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
};

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

/** Ends a merchant's key. */
export type RevokeApiKeyInput = {
  /** The key: key_… */
  apiKeyId: string;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose key: mer_… */
  merchantId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
};

/** Ends an operator's key. */
export type RevokeOperatorKeyInput = {
  /** The key: opk_… */
  operatorKeyId: string;
  /** Why: 1 to 500 characters. It stays with the key. */
  reason: string;
};

/** Makes a key that takes the place of another of the same merchant's. */
export type RotateApiKeyInput = {
  /** The key: key_… */
  apiKeyId: string;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose key: mer_… */
  merchantId: string;
  /** How long the key before goes on beside the new one: 30 days at most. */
  overlap?: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
};

/** Has a merchant's days counted by another time zone. */
export type SetMerchantTimeZoneInput = {
  /** The merchant: mer_… */
  merchantId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
  /** By which its days are counted: a name of the IANA time zone database, for example Europe/Oslo. */
  timeZone: string;
};

/** How urgent it is. */
export type Severity =
  /** A person is needed now. */
  | 'CRITICAL'
  /** Nothing to do yet. */
  | 'NOTICE'
  /** A person is needed. */
  | 'WARNING';

/** Gives an account other settings. */
export type UpdateProviderAccountInput = {
  /** The account: acc_… */
  accountId: string;
  /** Your own key, of those of your operator's key: a repeat does nothing twice. */
  idempotencyKey: string;
  /** Whose account: mer_… */
  merchantId: string;
  /** Why, for the audit record: 1 to 500 characters. */
  reason?: string | null | undefined;
  /** Names of settings that go back to what they are when they are left out. */
  reset?: Array<string> | null | undefined;
  /** The settings there as a JSON object, as `paygraph accounts connect --settings-file` reads them. */
  settings: string;
};

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

export type RefusedFieldsFragment = { code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> };

export type MerchantFieldsFragment = { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null };

export type MerchantAfterFragment = { merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } };

export type AccountFieldsFragment = { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null };

export type AccountAfterFragment = { account: { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }, setUp: Array<{ where: string, what: string, value: string | null }> };

export type OperationFieldsFragment = { id: string, merchantId: string, merchantName: string, provider: Provider, kind: string, status: OperationStatus, subjectId: string, amountMinor: string | null, currency: string | null, problem: string | null, explanation: string, requestedBy: string, sends: number, asked: number, requestedAt: string, sentAt: string | null, completedAt: string | null, nextAskAt: string | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, name: string, scopes: Array<string>, expiresAt: string } };

export type CreateOperatorKeyMutationVariables = Exact<{
  input: CreateOperatorKeyInput;
}>;


export type CreateOperatorKeyMutation = { result:
    | { __typename: 'CreateOperatorKeyPayload', id: string, secret: string | null, expiresAt: string }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type OperatorKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type OperatorKeysQuery = { operatorKeys: Array<{ id: string, name: string, lastFour: string, scopes: Array<string>, createdBy: string, createdAt: string, expiresAt: string, revokedAt: string | null, revokedBy: string | null, revokedBecause: string | null, lastUsedAt: string | null }> };

export type RevokeOperatorKeyMutationVariables = Exact<{
  input: RevokeOperatorKeyInput;
}>;


export type RevokeOperatorKeyMutation = { result:
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'RevokeOperatorKeyPayload', id: string }
   };

export type MerchantsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type MerchantsQuery = { page: { nodes: Array<{ id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MerchantQueryVariables = Exact<{
  id: string;
}>;


export type MerchantQuery = { merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } | null };

export type CreateMerchantMutationVariables = Exact<{
  input: CreateMerchantInput;
}>;


export type CreateMerchantMutation = { result:
    | { __typename: 'MerchantPayload', merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type RenameMerchantMutationVariables = Exact<{
  input: RenameMerchantInput;
}>;


export type RenameMerchantMutation = { result:
    | { __typename: 'MerchantPayload', merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type SetMerchantTimeZoneMutationVariables = Exact<{
  input: SetMerchantTimeZoneInput;
}>;


export type SetMerchantTimeZoneMutation = { result:
    | { __typename: 'MerchantPayload', merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type SuspendMerchantMutationVariables = Exact<{
  input: MerchantSuspensionInput;
}>;


export type SuspendMerchantMutation = { result:
    | { __typename: 'MerchantPayload', merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type ResumeMerchantMutationVariables = Exact<{
  input: MerchantSuspensionInput;
}>;


export type ResumeMerchantMutation = { result:
    | { __typename: 'MerchantPayload', merchant: { id: string, name: string, environment: Environment, timeZone: string, createdAt: string, suspendedAt: string | null } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type ApiKeysQueryVariables = Exact<{
  merchantId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ApiKeysQuery = { merchant: { page: { nodes: Array<{ id: string, name: string, lastFour: string | null, scopes: Array<string>, createdAt: string, createdBy: string | null, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, replacedBy: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { result:
    | { __typename: 'ApiKeyPayload', secret: string | null, apiKey: { id: string } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type RotateApiKeyMutationVariables = Exact<{
  input: RotateApiKeyInput;
}>;


export type RotateApiKeyMutation = { result:
    | { __typename: 'ApiKeyPayload', secret: string | null, apiKey: { id: string } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type RevokeApiKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeApiKeyMutation = { result:
    | { __typename: 'ApiKeyPayload', apiKey: { id: string } }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type ProviderAccountsQueryVariables = Exact<{
  merchantId: string;
}>;


export type ProviderAccountsQuery = { merchant: { providerAccounts: Array<{ id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }> } | null };

export type ConnectProviderAccountMutationVariables = Exact<{
  input: ConnectProviderAccountInput;
}>;


export type ConnectProviderAccountMutation = { result:
    | { __typename: 'ProviderAccountPayload', account: { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }, setUp: Array<{ where: string, what: string, value: string | null }> }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type UpdateProviderAccountMutationVariables = Exact<{
  input: UpdateProviderAccountInput;
}>;


export type UpdateProviderAccountMutation = { result:
    | { __typename: 'ProviderAccountPayload', account: { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }, setUp: Array<{ where: string, what: string, value: string | null }> }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type PauseProviderAccountMutationVariables = Exact<{
  input: ProviderAccountPauseInput;
}>;


export type PauseProviderAccountMutation = { result:
    | { __typename: 'ProviderAccountPayload', account: { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }, setUp: Array<{ where: string, what: string, value: string | null }> }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type ResumeProviderAccountMutationVariables = Exact<{
  input: ProviderAccountPauseInput;
}>;


export type ResumeProviderAccountMutation = { result:
    | { __typename: 'ProviderAccountPayload', account: { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }, setUp: Array<{ where: string, what: string, value: string | null }> }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type DisconnectProviderAccountMutationVariables = Exact<{
  input: DisconnectProviderAccountInput;
}>;


export type DisconnectProviderAccountMutation = { result:
    | { __typename: 'ProviderAccountPayload', account: { id: string, provider: Provider, status: AccountStatus, callbackUrl: string | null, pausedAt: string | null, pausedBecause: string | null, lastCallbackAt: string | null, connectProblem: string | null }, setUp: Array<{ where: string, what: string, value: string | null }> }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type AttentionQueryVariables = Exact<{ [key: string]: never; }>;


export type AttentionQuery = { attention: Array<{ kind: AttentionKind, severity: Severity, count: number, countIsCapped: boolean, oldestSince: string, sentence: string, whatToDo: string, nextAct: string | null, actBy: string | null }> };

export type AttentionItemsQueryVariables = Exact<{
  kind: AttentionKind;
  merchantId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type AttentionItemsQuery = { page: { nodes: Array<{ id: string, merchantId: string | null, merchantName: string | null, since: string, sentence: string, whatToDo: string, nextAct: string | null, actBy: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProcessesQueryVariables = Exact<{ [key: string]: never; }>;


export type ProcessesQuery = { processes: Array<{ id: string, host: string, pid: number, roles: Array<string>, version: string, publicUrl: string, startedAt: string, beatAt: string, lives: boolean, settings: Array<{ name: string, value: string }> }> };

export type UnresolvedOperationsQueryVariables = Exact<{
  merchantId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type UnresolvedOperationsQuery = { page: { nodes: Array<{ id: string, merchantId: string, merchantName: string, provider: Provider, kind: string, status: OperationStatus, subjectId: string, amountMinor: string | null, currency: string | null, problem: string | null, explanation: string, requestedBy: string, sends: number, asked: number, requestedAt: string, sentAt: string | null, completedAt: string | null, nextAskAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperationQueryVariables = Exact<{
  merchantId: string;
  id: string;
}>;


export type OperationQuery = { merchant: { environment: Environment } | null, operation: { id: string, merchantId: string, merchantName: string, provider: Provider, kind: string, status: OperationStatus, subjectId: string, amountMinor: string | null, currency: string | null, problem: string | null, explanation: string, requestedBy: string, sends: number, asked: number, requestedAt: string, sentAt: string | null, completedAt: string | null, nextAskAt: string | null } | null };

export type ResolveOperationMutationVariables = Exact<{
  input: ResolveOperationInput;
}>;


export type ResolveOperationMutation = { result:
    | { __typename: 'OperationPayload', operationId: string }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type ReprocessNotificationMutationVariables = Exact<{
  input: ReprocessProviderNotificationInput;
}>;


export type ReprocessNotificationMutation = { result:
    | { __typename: 'ProviderNotificationPayload', notificationId: string }
    | { __typename: 'Refused', code: UserErrorCode, message: string, path: Array<string>, problems: Array<{ path: Array<string>, message: string }> }
   };

export type AuditRecordsQueryVariables = Exact<{
  merchantId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type AuditRecordsQuery = { page: { nodes: Array<{ id: string, createdAt: string, merchantId: string, actor: string, action: string, subjectId: string, reason: string | null, requestId: string, details: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OperatorRecordsQueryVariables = Exact<{
  merchantId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type OperatorRecordsQuery = { page: { nodes: Array<{ id: string, createdAt: string, merchantId: string | null, actor: string, action: string, subjectId: string | null, reason: string | null, requestId: string, outcome: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

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
export const RefusedFieldsFragmentDoc = new TypedDocumentString(`
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
    `, {"fragmentName":"RefusedFields"}) as unknown as TypedDocumentString<RefusedFieldsFragment, unknown>;
export const MerchantFieldsFragmentDoc = new TypedDocumentString(`
    fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}
    `, {"fragmentName":"MerchantFields"}) as unknown as TypedDocumentString<MerchantFieldsFragment, unknown>;
export const MerchantAfterFragmentDoc = new TypedDocumentString(`
    fragment MerchantAfter on MerchantPayload {
  merchant {
    ...MerchantFields
  }
}
    fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}`, {"fragmentName":"MerchantAfter"}) as unknown as TypedDocumentString<MerchantAfterFragment, unknown>;
export const AccountFieldsFragmentDoc = new TypedDocumentString(`
    fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}
    `, {"fragmentName":"AccountFields"}) as unknown as TypedDocumentString<AccountFieldsFragment, unknown>;
export const AccountAfterFragmentDoc = new TypedDocumentString(`
    fragment AccountAfter on ProviderAccountPayload {
  account {
    ...AccountFields
  }
  setUp {
    where
    what
    value
  }
}
    fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}`, {"fragmentName":"AccountAfter"}) as unknown as TypedDocumentString<AccountAfterFragment, unknown>;
export const OperationFieldsFragmentDoc = new TypedDocumentString(`
    fragment OperationFields on Operation {
  id
  merchantId
  merchantName
  provider
  kind
  status
  subjectId
  amountMinor
  currency
  problem
  explanation
  requestedBy
  sends
  asked
  requestedAt
  sentAt
  completedAt
  nextAskAt
}
    `, {"fragmentName":"OperationFields"}) as unknown as TypedDocumentString<OperationFieldsFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    name
    scopes
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const CreateOperatorKeyDocument = new TypedDocumentString(`
    mutation CreateOperatorKey($input: CreateOperatorKeyInput!) {
  result: createOperatorKey(input: $input) {
    __typename
    ... on CreateOperatorKeyPayload {
      id
      secret
      expiresAt
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<CreateOperatorKeyMutation, CreateOperatorKeyMutationVariables>;
export const OperatorKeysDocument = new TypedDocumentString(`
    query OperatorKeys {
  operatorKeys {
    id
    name
    lastFour
    scopes
    createdBy
    createdAt
    expiresAt
    revokedAt
    revokedBy
    revokedBecause
    lastUsedAt
  }
}
    `) as unknown as TypedDocumentString<OperatorKeysQuery, OperatorKeysQueryVariables>;
export const RevokeOperatorKeyDocument = new TypedDocumentString(`
    mutation RevokeOperatorKey($input: RevokeOperatorKeyInput!) {
  result: revokeOperatorKey(input: $input) {
    __typename
    ... on RevokeOperatorKeyPayload {
      id
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<RevokeOperatorKeyMutation, RevokeOperatorKeyMutationVariables>;
export const MerchantsDocument = new TypedDocumentString(`
    query Merchants($first: Int!, $after: String) {
  page: merchants(first: $first, after: $after) {
    nodes {
      ...MerchantFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}`) as unknown as TypedDocumentString<MerchantsQuery, MerchantsQueryVariables>;
export const MerchantDocument = new TypedDocumentString(`
    query Merchant($id: ID!) {
  merchant(id: $id) {
    ...MerchantFields
  }
}
    fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}`) as unknown as TypedDocumentString<MerchantQuery, MerchantQueryVariables>;
export const CreateMerchantDocument = new TypedDocumentString(`
    mutation CreateMerchant($input: CreateMerchantInput!) {
  result: createMerchant(input: $input) {
    __typename
    ...MerchantAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}
fragment MerchantAfter on MerchantPayload {
  merchant {
    ...MerchantFields
  }
}`) as unknown as TypedDocumentString<CreateMerchantMutation, CreateMerchantMutationVariables>;
export const RenameMerchantDocument = new TypedDocumentString(`
    mutation RenameMerchant($input: RenameMerchantInput!) {
  result: renameMerchant(input: $input) {
    __typename
    ...MerchantAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}
fragment MerchantAfter on MerchantPayload {
  merchant {
    ...MerchantFields
  }
}`) as unknown as TypedDocumentString<RenameMerchantMutation, RenameMerchantMutationVariables>;
export const SetMerchantTimeZoneDocument = new TypedDocumentString(`
    mutation SetMerchantTimeZone($input: SetMerchantTimeZoneInput!) {
  result: setMerchantTimeZone(input: $input) {
    __typename
    ...MerchantAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}
fragment MerchantAfter on MerchantPayload {
  merchant {
    ...MerchantFields
  }
}`) as unknown as TypedDocumentString<SetMerchantTimeZoneMutation, SetMerchantTimeZoneMutationVariables>;
export const SuspendMerchantDocument = new TypedDocumentString(`
    mutation SuspendMerchant($input: MerchantSuspensionInput!) {
  result: suspendMerchant(input: $input) {
    __typename
    ...MerchantAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}
fragment MerchantAfter on MerchantPayload {
  merchant {
    ...MerchantFields
  }
}`) as unknown as TypedDocumentString<SuspendMerchantMutation, SuspendMerchantMutationVariables>;
export const ResumeMerchantDocument = new TypedDocumentString(`
    mutation ResumeMerchant($input: MerchantSuspensionInput!) {
  result: resumeMerchant(input: $input) {
    __typename
    ...MerchantAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment MerchantFields on Merchant {
  id
  name
  environment
  timeZone
  createdAt
  suspendedAt
}
fragment MerchantAfter on MerchantPayload {
  merchant {
    ...MerchantFields
  }
}`) as unknown as TypedDocumentString<ResumeMerchantMutation, ResumeMerchantMutationVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys($merchantId: ID!, $first: Int!, $after: String) {
  merchant(id: $merchantId) {
    page: apiKeys(first: $first, after: $after) {
      nodes {
        id
        name
        lastFour
        scopes
        createdAt
        createdBy
        expiresAt
        revokedAt
        lastUsedAt
        replacedBy
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  result: createApiKey(input: $input) {
    __typename
    ... on ApiKeyPayload {
      apiKey {
        id
      }
      secret
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RotateApiKeyDocument = new TypedDocumentString(`
    mutation RotateApiKey($input: RotateApiKeyInput!) {
  result: rotateApiKey(input: $input) {
    __typename
    ... on ApiKeyPayload {
      apiKey {
        id
      }
      secret
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<RotateApiKeyMutation, RotateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($input: RevokeApiKeyInput!) {
  result: revokeApiKey(input: $input) {
    __typename
    ... on ApiKeyPayload {
      apiKey {
        id
      }
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const ProviderAccountsDocument = new TypedDocumentString(`
    query ProviderAccounts($merchantId: ID!) {
  merchant(id: $merchantId) {
    providerAccounts {
      ...AccountFields
    }
  }
}
    fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}`) as unknown as TypedDocumentString<ProviderAccountsQuery, ProviderAccountsQueryVariables>;
export const ConnectProviderAccountDocument = new TypedDocumentString(`
    mutation ConnectProviderAccount($input: ConnectProviderAccountInput!) {
  result: connectProviderAccount(input: $input) {
    __typename
    ...AccountAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}
fragment AccountAfter on ProviderAccountPayload {
  account {
    ...AccountFields
  }
  setUp {
    where
    what
    value
  }
}`) as unknown as TypedDocumentString<ConnectProviderAccountMutation, ConnectProviderAccountMutationVariables>;
export const UpdateProviderAccountDocument = new TypedDocumentString(`
    mutation UpdateProviderAccount($input: UpdateProviderAccountInput!) {
  result: updateProviderAccount(input: $input) {
    __typename
    ...AccountAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}
fragment AccountAfter on ProviderAccountPayload {
  account {
    ...AccountFields
  }
  setUp {
    where
    what
    value
  }
}`) as unknown as TypedDocumentString<UpdateProviderAccountMutation, UpdateProviderAccountMutationVariables>;
export const PauseProviderAccountDocument = new TypedDocumentString(`
    mutation PauseProviderAccount($input: ProviderAccountPauseInput!) {
  result: pauseProviderAccount(input: $input) {
    __typename
    ...AccountAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}
fragment AccountAfter on ProviderAccountPayload {
  account {
    ...AccountFields
  }
  setUp {
    where
    what
    value
  }
}`) as unknown as TypedDocumentString<PauseProviderAccountMutation, PauseProviderAccountMutationVariables>;
export const ResumeProviderAccountDocument = new TypedDocumentString(`
    mutation ResumeProviderAccount($input: ProviderAccountPauseInput!) {
  result: resumeProviderAccount(input: $input) {
    __typename
    ...AccountAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}
fragment AccountAfter on ProviderAccountPayload {
  account {
    ...AccountFields
  }
  setUp {
    where
    what
    value
  }
}`) as unknown as TypedDocumentString<ResumeProviderAccountMutation, ResumeProviderAccountMutationVariables>;
export const DisconnectProviderAccountDocument = new TypedDocumentString(`
    mutation DisconnectProviderAccount($input: DisconnectProviderAccountInput!) {
  result: disconnectProviderAccount(input: $input) {
    __typename
    ...AccountAfter
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}
fragment AccountFields on ProviderAccount {
  id
  provider
  status
  callbackUrl
  pausedAt
  pausedBecause
  lastCallbackAt
  connectProblem
}
fragment AccountAfter on ProviderAccountPayload {
  account {
    ...AccountFields
  }
  setUp {
    where
    what
    value
  }
}`) as unknown as TypedDocumentString<DisconnectProviderAccountMutation, DisconnectProviderAccountMutationVariables>;
export const AttentionDocument = new TypedDocumentString(`
    query Attention {
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
}
    `) as unknown as TypedDocumentString<AttentionQuery, AttentionQueryVariables>;
export const AttentionItemsDocument = new TypedDocumentString(`
    query AttentionItems($kind: AttentionKind!, $merchantId: ID, $first: Int!, $after: String) {
  page: attentionItems(
    kind: $kind
    merchantId: $merchantId
    first: $first
    after: $after
  ) {
    nodes {
      id
      merchantId
      merchantName
      since
      sentence
      whatToDo
      nextAct
      actBy
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AttentionItemsQuery, AttentionItemsQueryVariables>;
export const ProcessesDocument = new TypedDocumentString(`
    query Processes {
  processes {
    id
    host
    pid
    roles
    version
    publicUrl
    settings {
      name
      value
    }
    startedAt
    beatAt
    lives
  }
}
    `) as unknown as TypedDocumentString<ProcessesQuery, ProcessesQueryVariables>;
export const UnresolvedOperationsDocument = new TypedDocumentString(`
    query UnresolvedOperations($merchantId: ID, $first: Int!, $after: String) {
  page: unresolvedOperations(
    merchantId: $merchantId
    first: $first
    after: $after
  ) {
    nodes {
      ...OperationFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment OperationFields on Operation {
  id
  merchantId
  merchantName
  provider
  kind
  status
  subjectId
  amountMinor
  currency
  problem
  explanation
  requestedBy
  sends
  asked
  requestedAt
  sentAt
  completedAt
  nextAskAt
}`) as unknown as TypedDocumentString<UnresolvedOperationsQuery, UnresolvedOperationsQueryVariables>;
export const OperationDocument = new TypedDocumentString(`
    query Operation($merchantId: ID!, $id: ID!) {
  merchant(id: $merchantId) {
    environment
  }
  operation(merchantId: $merchantId, id: $id) {
    ...OperationFields
  }
}
    fragment OperationFields on Operation {
  id
  merchantId
  merchantName
  provider
  kind
  status
  subjectId
  amountMinor
  currency
  problem
  explanation
  requestedBy
  sends
  asked
  requestedAt
  sentAt
  completedAt
  nextAskAt
}`) as unknown as TypedDocumentString<OperationQuery, OperationQueryVariables>;
export const ResolveOperationDocument = new TypedDocumentString(`
    mutation ResolveOperation($input: ResolveOperationInput!) {
  result: resolveOperation(input: $input) {
    __typename
    ... on OperationPayload {
      operationId
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<ResolveOperationMutation, ResolveOperationMutationVariables>;
export const ReprocessNotificationDocument = new TypedDocumentString(`
    mutation ReprocessNotification($input: ReprocessProviderNotificationInput!) {
  result: reprocessProviderNotification(input: $input) {
    __typename
    ... on ProviderNotificationPayload {
      notificationId
    }
    ...RefusedFields
  }
}
    fragment RefusedFields on Refused {
  code
  message
  path
  problems {
    path
    message
  }
}`) as unknown as TypedDocumentString<ReprocessNotificationMutation, ReprocessNotificationMutationVariables>;
export const AuditRecordsDocument = new TypedDocumentString(`
    query AuditRecords($merchantId: ID, $first: Int!, $after: String) {
  page: auditRecords(merchantId: $merchantId, first: $first, after: $after) {
    nodes {
      id
      createdAt
      merchantId
      actor
      action
      subjectId
      reason
      requestId
      details
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AuditRecordsQuery, AuditRecordsQueryVariables>;
export const OperatorRecordsDocument = new TypedDocumentString(`
    query OperatorRecords($merchantId: ID, $first: Int!, $after: String) {
  page: operatorRecords(merchantId: $merchantId, first: $first, after: $after) {
    nodes {
      id
      createdAt
      merchantId
      actor
      action
      subjectId
      reason
      requestId
      outcome
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<OperatorRecordsQuery, OperatorRecordsQueryVariables>;