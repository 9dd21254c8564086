import { graphql } from './generated/gql.ts';

/** All that the command line asks as an operator, on the database and by the API alike. The types are made from the schema: `npm run generate`. */

graphql(/* GraphQL */ `
  fragment RefusedFields on Refused {
    code message path
    problems {
      path message
    }
  }
`);
graphql(/* GraphQL */ `
  fragment MerchantFields on Merchant {
    id name environment timeZone createdAt suspendedAt
  }
`);
graphql(/* GraphQL */ `
  fragment MerchantAfter on MerchantPayload {
    merchant {
      ...MerchantFields
    }
  }
`);
graphql(/* GraphQL */ `
  fragment AccountFields on ProviderAccount {
    id provider status callbackUrl pausedAt pausedBecause lastCallbackAt connectProblem
  }
`);
graphql(/* GraphQL */ `
  fragment AccountAfter on ProviderAccountPayload {
    account {
      ...AccountFields
    }
    setUp {
      where what value
    }
  }
`);
graphql(/* GraphQL */ `
  fragment OperationFields on Operation {
    id merchantId merchantName provider kind status subjectId amountMinor currency problem explanation requestedBy
    sends asked requestedAt sentAt completedAt nextAskAt
  }
`);

export const viewer = graphql(/* GraphQL */ `
  query Viewer {
    viewer {
      id name scopes expiresAt
    }
  }
`);

export const createOperatorKey = graphql(/* GraphQL */ `
  mutation CreateOperatorKey($input: CreateOperatorKeyInput!) {
    result: createOperatorKey(input: $input) {
      __typename
      ... on CreateOperatorKeyPayload {
        id secret expiresAt
      }
      ...RefusedFields
    }
  }
`);
export const operatorKeys = graphql(/* GraphQL */ `
  query OperatorKeys {
    operatorKeys {
      id name lastFour scopes createdBy createdAt expiresAt revokedAt revokedBy revokedBecause lastUsedAt
    }
  }
`);
export const revokeOperatorKey = graphql(/* GraphQL */ `
  mutation RevokeOperatorKey($input: RevokeOperatorKeyInput!) {
    result: revokeOperatorKey(input: $input) {
      __typename
      ... on RevokeOperatorKeyPayload {
        id
      }
      ...RefusedFields
    }
  }
`);

export const merchants = graphql(/* GraphQL */ `
  query Merchants($first: Int!, $after: String) {
    page: merchants(first: $first, after: $after) {
      nodes {
        ...MerchantFields
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export const merchant = graphql(/* GraphQL */ `
  query Merchant($id: ID!) {
    merchant(id: $id) {
      ...MerchantFields
    }
  }
`);
export const createMerchant = graphql(/* GraphQL */ `
  mutation CreateMerchant($input: CreateMerchantInput!) {
    result: createMerchant(input: $input) {
      __typename
      ...MerchantAfter
      ...RefusedFields
    }
  }
`);
export const renameMerchant = graphql(/* GraphQL */ `
  mutation RenameMerchant($input: RenameMerchantInput!) {
    result: renameMerchant(input: $input) {
      __typename
      ...MerchantAfter
      ...RefusedFields
    }
  }
`);
export const setMerchantTimeZone = graphql(/* GraphQL */ `
  mutation SetMerchantTimeZone($input: SetMerchantTimeZoneInput!) {
    result: setMerchantTimeZone(input: $input) {
      __typename
      ...MerchantAfter
      ...RefusedFields
    }
  }
`);
export const suspendMerchant = graphql(/* GraphQL */ `
  mutation SuspendMerchant($input: MerchantSuspensionInput!) {
    result: suspendMerchant(input: $input) {
      __typename
      ...MerchantAfter
      ...RefusedFields
    }
  }
`);
export const resumeMerchant = graphql(/* GraphQL */ `
  mutation ResumeMerchant($input: MerchantSuspensionInput!) {
    result: resumeMerchant(input: $input) {
      __typename
      ...MerchantAfter
      ...RefusedFields
    }
  }
`);

export const apiKeys = graphql(/* GraphQL */ `
  query ApiKeys($merchantId: ID!, $first: Int!, $after: String) {
    merchant(id: $merchantId) {
      page: apiKeys(first: $first, after: $after) {
        nodes {
          id name lastFour scopes createdAt createdBy expiresAt revokedAt lastUsedAt replacedBy
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);
export const createApiKey = graphql(/* GraphQL */ `
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
`);
export const rotateApiKey = graphql(/* GraphQL */ `
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
`);
export const revokeApiKey = graphql(/* GraphQL */ `
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
`);

export const providerAccounts = graphql(/* GraphQL */ `
  query ProviderAccounts($merchantId: ID!) {
    merchant(id: $merchantId) {
      providerAccounts {
        ...AccountFields
      }
    }
  }
`);
export const connectProviderAccount = graphql(/* GraphQL */ `
  mutation ConnectProviderAccount($input: ConnectProviderAccountInput!) {
    result: connectProviderAccount(input: $input) {
      __typename
      ...AccountAfter
      ...RefusedFields
    }
  }
`);
export const updateProviderAccount = graphql(/* GraphQL */ `
  mutation UpdateProviderAccount($input: UpdateProviderAccountInput!) {
    result: updateProviderAccount(input: $input) {
      __typename
      ...AccountAfter
      ...RefusedFields
    }
  }
`);
export const pauseProviderAccount = graphql(/* GraphQL */ `
  mutation PauseProviderAccount($input: ProviderAccountPauseInput!) {
    result: pauseProviderAccount(input: $input) {
      __typename
      ...AccountAfter
      ...RefusedFields
    }
  }
`);
export const resumeProviderAccount = graphql(/* GraphQL */ `
  mutation ResumeProviderAccount($input: ProviderAccountPauseInput!) {
    result: resumeProviderAccount(input: $input) {
      __typename
      ...AccountAfter
      ...RefusedFields
    }
  }
`);
export const disconnectProviderAccount = graphql(/* GraphQL */ `
  mutation DisconnectProviderAccount($input: DisconnectProviderAccountInput!) {
    result: disconnectProviderAccount(input: $input) {
      __typename
      ...AccountAfter
      ...RefusedFields
    }
  }
`);

export const attention = graphql(/* GraphQL */ `
  query Attention {
    attention {
      kind severity count countIsCapped oldestSince sentence whatToDo nextAct actBy
    }
  }
`);
export const attentionItems = graphql(/* GraphQL */ `
  query AttentionItems($kind: AttentionKind!, $merchantId: ID, $first: Int!, $after: String) {
    page: attentionItems(kind: $kind, merchantId: $merchantId, first: $first, after: $after) {
      nodes {
        id merchantId merchantName since sentence whatToDo nextAct actBy
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export const processes = graphql(/* GraphQL */ `
  query Processes {
    processes {
      id host pid roles version publicUrl
      settings { name value }
      startedAt beatAt lives
    }
  }
`);

export const unresolvedOperations = graphql(/* GraphQL */ `
  query UnresolvedOperations($merchantId: ID, $first: Int!, $after: String) {
    page: unresolvedOperations(merchantId: $merchantId, first: $first, after: $after) {
      nodes {
        ...OperationFields
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export const operation = graphql(/* GraphQL */ `
  query Operation($merchantId: ID!, $id: ID!) {
    merchant(id: $merchantId) {
      environment
    }
    operation(merchantId: $merchantId, id: $id) {
      ...OperationFields
    }
  }
`);
export const resolveOperation = graphql(/* GraphQL */ `
  mutation ResolveOperation($input: ResolveOperationInput!) {
    result: resolveOperation(input: $input) {
      __typename
      ... on OperationPayload {
        operationId
      }
      ...RefusedFields
    }
  }
`);
export const reprocessNotification = graphql(/* GraphQL */ `
  mutation ReprocessNotification($input: ReprocessProviderNotificationInput!) {
    result: reprocessProviderNotification(input: $input) {
      __typename
      ... on ProviderNotificationPayload {
        notificationId
      }
      ...RefusedFields
    }
  }
`);

export const auditRecords = graphql(/* GraphQL */ `
  query AuditRecords($merchantId: ID, $first: Int!, $after: String) {
    page: auditRecords(merchantId: $merchantId, first: $first, after: $after) {
      nodes {
        id createdAt merchantId actor action subjectId reason requestId details
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export const operatorRecords = graphql(/* GraphQL */ `
  query OperatorRecords($merchantId: ID, $first: Int!, $after: String) {
    page: operatorRecords(merchantId: $merchantId, first: $first, after: $after) {
      nodes {
        id createdAt merchantId actor action subjectId reason requestId outcome
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
