/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment RefusedFields on Refused {\n    code message path\n    problems {\n      path message\n    }\n  }\n": typeof types.RefusedFieldsFragmentDoc,
    "\n  fragment MerchantFields on Merchant {\n    id name environment timeZone createdAt suspendedAt\n  }\n": typeof types.MerchantFieldsFragmentDoc,
    "\n  fragment MerchantAfter on MerchantPayload {\n    merchant {\n      ...MerchantFields\n    }\n  }\n": typeof types.MerchantAfterFragmentDoc,
    "\n  fragment AccountFields on ProviderAccount {\n    id provider status callbackUrl pausedAt pausedBecause lastCallbackAt connectProblem\n  }\n": typeof types.AccountFieldsFragmentDoc,
    "\n  fragment AccountAfter on ProviderAccountPayload {\n    account {\n      ...AccountFields\n    }\n    setUp {\n      where what value\n    }\n  }\n": typeof types.AccountAfterFragmentDoc,
    "\n  fragment OperationFields on Operation {\n    id merchantId merchantName provider kind status subjectId amountMinor currency problem explanation requestedBy\n    sends asked requestedAt sentAt completedAt nextAskAt\n  }\n": typeof types.OperationFieldsFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      id name scopes expiresAt\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  mutation CreateOperatorKey($input: CreateOperatorKeyInput!) {\n    result: createOperatorKey(input: $input) {\n      __typename\n      ... on CreateOperatorKeyPayload {\n        id secret expiresAt\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.CreateOperatorKeyDocument,
    "\n  query OperatorKeys {\n    operatorKeys {\n      id name lastFour scopes createdBy createdAt expiresAt revokedAt revokedBy revokedBecause lastUsedAt\n    }\n  }\n": typeof types.OperatorKeysDocument,
    "\n  mutation RevokeOperatorKey($input: RevokeOperatorKeyInput!) {\n    result: revokeOperatorKey(input: $input) {\n      __typename\n      ... on RevokeOperatorKeyPayload {\n        id\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.RevokeOperatorKeyDocument,
    "\n  query Merchants($first: Int!, $after: String) {\n    page: merchants(first: $first, after: $after) {\n      nodes {\n        ...MerchantFields\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.MerchantsDocument,
    "\n  query Merchant($id: ID!) {\n    merchant(id: $id) {\n      ...MerchantFields\n    }\n  }\n": typeof types.MerchantDocument,
    "\n  mutation CreateMerchant($input: CreateMerchantInput!) {\n    result: createMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.CreateMerchantDocument,
    "\n  mutation RenameMerchant($input: RenameMerchantInput!) {\n    result: renameMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.RenameMerchantDocument,
    "\n  mutation SetMerchantTimeZone($input: SetMerchantTimeZoneInput!) {\n    result: setMerchantTimeZone(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.SetMerchantTimeZoneDocument,
    "\n  mutation SuspendMerchant($input: MerchantSuspensionInput!) {\n    result: suspendMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.SuspendMerchantDocument,
    "\n  mutation ResumeMerchant($input: MerchantSuspensionInput!) {\n    result: resumeMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.ResumeMerchantDocument,
    "\n  query ApiKeys($merchantId: ID!, $first: Int!, $after: String) {\n    merchant(id: $merchantId) {\n      page: apiKeys(first: $first, after: $after) {\n        nodes {\n          id name lastFour scopes createdAt createdBy expiresAt revokedAt lastUsedAt replacedBy\n        }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.ApiKeysDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    result: createApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n        secret\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.CreateApiKeyDocument,
    "\n  mutation RotateApiKey($input: RotateApiKeyInput!) {\n    result: rotateApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n        secret\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.RotateApiKeyDocument,
    "\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    result: revokeApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.RevokeApiKeyDocument,
    "\n  query ProviderAccounts($merchantId: ID!) {\n    merchant(id: $merchantId) {\n      providerAccounts {\n        ...AccountFields\n      }\n    }\n  }\n": typeof types.ProviderAccountsDocument,
    "\n  mutation ConnectProviderAccount($input: ConnectProviderAccountInput!) {\n    result: connectProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.ConnectProviderAccountDocument,
    "\n  mutation UpdateProviderAccount($input: UpdateProviderAccountInput!) {\n    result: updateProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.UpdateProviderAccountDocument,
    "\n  mutation PauseProviderAccount($input: ProviderAccountPauseInput!) {\n    result: pauseProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.PauseProviderAccountDocument,
    "\n  mutation ResumeProviderAccount($input: ProviderAccountPauseInput!) {\n    result: resumeProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.ResumeProviderAccountDocument,
    "\n  mutation DisconnectProviderAccount($input: DisconnectProviderAccountInput!) {\n    result: disconnectProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": typeof types.DisconnectProviderAccountDocument,
    "\n  query Attention {\n    attention {\n      kind severity count countIsCapped oldestSince sentence whatToDo nextAct actBy\n    }\n  }\n": typeof types.AttentionDocument,
    "\n  query AttentionItems($kind: AttentionKind!, $merchantId: ID, $first: Int!, $after: String) {\n    page: attentionItems(kind: $kind, merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id merchantId merchantName since sentence whatToDo nextAct actBy\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.AttentionItemsDocument,
    "\n  query Processes {\n    processes {\n      id host pid roles version publicUrl\n      settings { name value }\n      startedAt beatAt lives\n    }\n  }\n": typeof types.ProcessesDocument,
    "\n  query UnresolvedOperations($merchantId: ID, $first: Int!, $after: String) {\n    page: unresolvedOperations(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        ...OperationFields\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.UnresolvedOperationsDocument,
    "\n  query Operation($merchantId: ID!, $id: ID!) {\n    merchant(id: $merchantId) {\n      environment\n    }\n    operation(merchantId: $merchantId, id: $id) {\n      ...OperationFields\n    }\n  }\n": typeof types.OperationDocument,
    "\n  mutation ResolveOperation($input: ResolveOperationInput!) {\n    result: resolveOperation(input: $input) {\n      __typename\n      ... on OperationPayload {\n        operationId\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.ResolveOperationDocument,
    "\n  mutation ReprocessNotification($input: ReprocessProviderNotificationInput!) {\n    result: reprocessProviderNotification(input: $input) {\n      __typename\n      ... on ProviderNotificationPayload {\n        notificationId\n      }\n      ...RefusedFields\n    }\n  }\n": typeof types.ReprocessNotificationDocument,
    "\n  query AuditRecords($merchantId: ID, $first: Int!, $after: String) {\n    page: auditRecords(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id createdAt merchantId actor action subjectId reason requestId details\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.AuditRecordsDocument,
    "\n  query OperatorRecords($merchantId: ID, $first: Int!, $after: String) {\n    page: operatorRecords(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id createdAt merchantId actor action subjectId reason requestId outcome\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.OperatorRecordsDocument,
};
const documents: Documents = {
    "\n  fragment RefusedFields on Refused {\n    code message path\n    problems {\n      path message\n    }\n  }\n": types.RefusedFieldsFragmentDoc,
    "\n  fragment MerchantFields on Merchant {\n    id name environment timeZone createdAt suspendedAt\n  }\n": types.MerchantFieldsFragmentDoc,
    "\n  fragment MerchantAfter on MerchantPayload {\n    merchant {\n      ...MerchantFields\n    }\n  }\n": types.MerchantAfterFragmentDoc,
    "\n  fragment AccountFields on ProviderAccount {\n    id provider status callbackUrl pausedAt pausedBecause lastCallbackAt connectProblem\n  }\n": types.AccountFieldsFragmentDoc,
    "\n  fragment AccountAfter on ProviderAccountPayload {\n    account {\n      ...AccountFields\n    }\n    setUp {\n      where what value\n    }\n  }\n": types.AccountAfterFragmentDoc,
    "\n  fragment OperationFields on Operation {\n    id merchantId merchantName provider kind status subjectId amountMinor currency problem explanation requestedBy\n    sends asked requestedAt sentAt completedAt nextAskAt\n  }\n": types.OperationFieldsFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      id name scopes expiresAt\n    }\n  }\n": types.ViewerDocument,
    "\n  mutation CreateOperatorKey($input: CreateOperatorKeyInput!) {\n    result: createOperatorKey(input: $input) {\n      __typename\n      ... on CreateOperatorKeyPayload {\n        id secret expiresAt\n      }\n      ...RefusedFields\n    }\n  }\n": types.CreateOperatorKeyDocument,
    "\n  query OperatorKeys {\n    operatorKeys {\n      id name lastFour scopes createdBy createdAt expiresAt revokedAt revokedBy revokedBecause lastUsedAt\n    }\n  }\n": types.OperatorKeysDocument,
    "\n  mutation RevokeOperatorKey($input: RevokeOperatorKeyInput!) {\n    result: revokeOperatorKey(input: $input) {\n      __typename\n      ... on RevokeOperatorKeyPayload {\n        id\n      }\n      ...RefusedFields\n    }\n  }\n": types.RevokeOperatorKeyDocument,
    "\n  query Merchants($first: Int!, $after: String) {\n    page: merchants(first: $first, after: $after) {\n      nodes {\n        ...MerchantFields\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.MerchantsDocument,
    "\n  query Merchant($id: ID!) {\n    merchant(id: $id) {\n      ...MerchantFields\n    }\n  }\n": types.MerchantDocument,
    "\n  mutation CreateMerchant($input: CreateMerchantInput!) {\n    result: createMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": types.CreateMerchantDocument,
    "\n  mutation RenameMerchant($input: RenameMerchantInput!) {\n    result: renameMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": types.RenameMerchantDocument,
    "\n  mutation SetMerchantTimeZone($input: SetMerchantTimeZoneInput!) {\n    result: setMerchantTimeZone(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": types.SetMerchantTimeZoneDocument,
    "\n  mutation SuspendMerchant($input: MerchantSuspensionInput!) {\n    result: suspendMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": types.SuspendMerchantDocument,
    "\n  mutation ResumeMerchant($input: MerchantSuspensionInput!) {\n    result: resumeMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n": types.ResumeMerchantDocument,
    "\n  query ApiKeys($merchantId: ID!, $first: Int!, $after: String) {\n    merchant(id: $merchantId) {\n      page: apiKeys(first: $first, after: $after) {\n        nodes {\n          id name lastFour scopes createdAt createdBy expiresAt revokedAt lastUsedAt replacedBy\n        }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.ApiKeysDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    result: createApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n        secret\n      }\n      ...RefusedFields\n    }\n  }\n": types.CreateApiKeyDocument,
    "\n  mutation RotateApiKey($input: RotateApiKeyInput!) {\n    result: rotateApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n        secret\n      }\n      ...RefusedFields\n    }\n  }\n": types.RotateApiKeyDocument,
    "\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    result: revokeApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n      }\n      ...RefusedFields\n    }\n  }\n": types.RevokeApiKeyDocument,
    "\n  query ProviderAccounts($merchantId: ID!) {\n    merchant(id: $merchantId) {\n      providerAccounts {\n        ...AccountFields\n      }\n    }\n  }\n": types.ProviderAccountsDocument,
    "\n  mutation ConnectProviderAccount($input: ConnectProviderAccountInput!) {\n    result: connectProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": types.ConnectProviderAccountDocument,
    "\n  mutation UpdateProviderAccount($input: UpdateProviderAccountInput!) {\n    result: updateProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": types.UpdateProviderAccountDocument,
    "\n  mutation PauseProviderAccount($input: ProviderAccountPauseInput!) {\n    result: pauseProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": types.PauseProviderAccountDocument,
    "\n  mutation ResumeProviderAccount($input: ProviderAccountPauseInput!) {\n    result: resumeProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": types.ResumeProviderAccountDocument,
    "\n  mutation DisconnectProviderAccount($input: DisconnectProviderAccountInput!) {\n    result: disconnectProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n": types.DisconnectProviderAccountDocument,
    "\n  query Attention {\n    attention {\n      kind severity count countIsCapped oldestSince sentence whatToDo nextAct actBy\n    }\n  }\n": types.AttentionDocument,
    "\n  query AttentionItems($kind: AttentionKind!, $merchantId: ID, $first: Int!, $after: String) {\n    page: attentionItems(kind: $kind, merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id merchantId merchantName since sentence whatToDo nextAct actBy\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.AttentionItemsDocument,
    "\n  query Processes {\n    processes {\n      id host pid roles version publicUrl\n      settings { name value }\n      startedAt beatAt lives\n    }\n  }\n": types.ProcessesDocument,
    "\n  query UnresolvedOperations($merchantId: ID, $first: Int!, $after: String) {\n    page: unresolvedOperations(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        ...OperationFields\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.UnresolvedOperationsDocument,
    "\n  query Operation($merchantId: ID!, $id: ID!) {\n    merchant(id: $merchantId) {\n      environment\n    }\n    operation(merchantId: $merchantId, id: $id) {\n      ...OperationFields\n    }\n  }\n": types.OperationDocument,
    "\n  mutation ResolveOperation($input: ResolveOperationInput!) {\n    result: resolveOperation(input: $input) {\n      __typename\n      ... on OperationPayload {\n        operationId\n      }\n      ...RefusedFields\n    }\n  }\n": types.ResolveOperationDocument,
    "\n  mutation ReprocessNotification($input: ReprocessProviderNotificationInput!) {\n    result: reprocessProviderNotification(input: $input) {\n      __typename\n      ... on ProviderNotificationPayload {\n        notificationId\n      }\n      ...RefusedFields\n    }\n  }\n": types.ReprocessNotificationDocument,
    "\n  query AuditRecords($merchantId: ID, $first: Int!, $after: String) {\n    page: auditRecords(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id createdAt merchantId actor action subjectId reason requestId details\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.AuditRecordsDocument,
    "\n  query OperatorRecords($merchantId: ID, $first: Int!, $after: String) {\n    page: operatorRecords(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id createdAt merchantId actor action subjectId reason requestId outcome\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.OperatorRecordsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RefusedFields on Refused {\n    code message path\n    problems {\n      path message\n    }\n  }\n"): typeof import('./graphql.ts').RefusedFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MerchantFields on Merchant {\n    id name environment timeZone createdAt suspendedAt\n  }\n"): typeof import('./graphql.ts').MerchantFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MerchantAfter on MerchantPayload {\n    merchant {\n      ...MerchantFields\n    }\n  }\n"): typeof import('./graphql.ts').MerchantAfterFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountFields on ProviderAccount {\n    id provider status callbackUrl pausedAt pausedBecause lastCallbackAt connectProblem\n  }\n"): typeof import('./graphql.ts').AccountFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountAfter on ProviderAccountPayload {\n    account {\n      ...AccountFields\n    }\n    setUp {\n      where what value\n    }\n  }\n"): typeof import('./graphql.ts').AccountAfterFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OperationFields on Operation {\n    id merchantId merchantName provider kind status subjectId amountMinor currency problem explanation requestedBy\n    sends asked requestedAt sentAt completedAt nextAskAt\n  }\n"): typeof import('./graphql.ts').OperationFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id name scopes expiresAt\n    }\n  }\n"): typeof import('./graphql.ts').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateOperatorKey($input: CreateOperatorKeyInput!) {\n    result: createOperatorKey(input: $input) {\n      __typename\n      ... on CreateOperatorKeyPayload {\n        id secret expiresAt\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').CreateOperatorKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OperatorKeys {\n    operatorKeys {\n      id name lastFour scopes createdBy createdAt expiresAt revokedAt revokedBy revokedBecause lastUsedAt\n    }\n  }\n"): typeof import('./graphql.ts').OperatorKeysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeOperatorKey($input: RevokeOperatorKeyInput!) {\n    result: revokeOperatorKey(input: $input) {\n      __typename\n      ... on RevokeOperatorKeyPayload {\n        id\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').RevokeOperatorKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Merchants($first: Int!, $after: String) {\n    page: merchants(first: $first, after: $after) {\n      nodes {\n        ...MerchantFields\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.ts').MerchantsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Merchant($id: ID!) {\n    merchant(id: $id) {\n      ...MerchantFields\n    }\n  }\n"): typeof import('./graphql.ts').MerchantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateMerchant($input: CreateMerchantInput!) {\n    result: createMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').CreateMerchantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameMerchant($input: RenameMerchantInput!) {\n    result: renameMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').RenameMerchantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetMerchantTimeZone($input: SetMerchantTimeZoneInput!) {\n    result: setMerchantTimeZone(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').SetMerchantTimeZoneDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SuspendMerchant($input: MerchantSuspensionInput!) {\n    result: suspendMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').SuspendMerchantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeMerchant($input: MerchantSuspensionInput!) {\n    result: resumeMerchant(input: $input) {\n      __typename\n      ...MerchantAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').ResumeMerchantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiKeys($merchantId: ID!, $first: Int!, $after: String) {\n    merchant(id: $merchantId) {\n      page: apiKeys(first: $first, after: $after) {\n        nodes {\n          id name lastFour scopes createdAt createdBy expiresAt revokedAt lastUsedAt replacedBy\n        }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ApiKeysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    result: createApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n        secret\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').CreateApiKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RotateApiKey($input: RotateApiKeyInput!) {\n    result: rotateApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n        secret\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').RotateApiKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    result: revokeApiKey(input: $input) {\n      __typename\n      ... on ApiKeyPayload {\n        apiKey {\n          id\n        }\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').RevokeApiKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ProviderAccounts($merchantId: ID!) {\n    merchant(id: $merchantId) {\n      providerAccounts {\n        ...AccountFields\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ProviderAccountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConnectProviderAccount($input: ConnectProviderAccountInput!) {\n    result: connectProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').ConnectProviderAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateProviderAccount($input: UpdateProviderAccountInput!) {\n    result: updateProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').UpdateProviderAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseProviderAccount($input: ProviderAccountPauseInput!) {\n    result: pauseProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').PauseProviderAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeProviderAccount($input: ProviderAccountPauseInput!) {\n    result: resumeProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').ResumeProviderAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DisconnectProviderAccount($input: DisconnectProviderAccountInput!) {\n    result: disconnectProviderAccount(input: $input) {\n      __typename\n      ...AccountAfter\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').DisconnectProviderAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Attention {\n    attention {\n      kind severity count countIsCapped oldestSince sentence whatToDo nextAct actBy\n    }\n  }\n"): typeof import('./graphql.ts').AttentionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AttentionItems($kind: AttentionKind!, $merchantId: ID, $first: Int!, $after: String) {\n    page: attentionItems(kind: $kind, merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id merchantId merchantName since sentence whatToDo nextAct actBy\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.ts').AttentionItemsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Processes {\n    processes {\n      id host pid roles version publicUrl\n      settings { name value }\n      startedAt beatAt lives\n    }\n  }\n"): typeof import('./graphql.ts').ProcessesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UnresolvedOperations($merchantId: ID, $first: Int!, $after: String) {\n    page: unresolvedOperations(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        ...OperationFields\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.ts').UnresolvedOperationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Operation($merchantId: ID!, $id: ID!) {\n    merchant(id: $merchantId) {\n      environment\n    }\n    operation(merchantId: $merchantId, id: $id) {\n      ...OperationFields\n    }\n  }\n"): typeof import('./graphql.ts').OperationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResolveOperation($input: ResolveOperationInput!) {\n    result: resolveOperation(input: $input) {\n      __typename\n      ... on OperationPayload {\n        operationId\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').ResolveOperationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReprocessNotification($input: ReprocessProviderNotificationInput!) {\n    result: reprocessProviderNotification(input: $input) {\n      __typename\n      ... on ProviderNotificationPayload {\n        notificationId\n      }\n      ...RefusedFields\n    }\n  }\n"): typeof import('./graphql.ts').ReprocessNotificationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditRecords($merchantId: ID, $first: Int!, $after: String) {\n    page: auditRecords(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id createdAt merchantId actor action subjectId reason requestId details\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.ts').AuditRecordsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OperatorRecords($merchantId: ID, $first: Int!, $after: String) {\n    page: operatorRecords(merchantId: $merchantId, first: $first, after: $after) {\n      nodes {\n        id createdAt merchantId actor action subjectId reason requestId outcome\n      }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.ts').OperatorRecordsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
