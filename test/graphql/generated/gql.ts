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
    "\n  query PaymentPages($first: Int, $after: String, $last: Int, $before: String) {\n    payments(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n": typeof types.PaymentPagesDocument,
    "\n  query PaymentsByLastChange($after: String) {\n    payments(first: 2, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n": typeof types.PaymentsByLastChangeDocument,
    "\n  query FilteredPayments($filter: PaymentFilter) {\n    payments(first: 100, filter: $filter) {\n      nodes {\n        id\n      }\n    }\n  }\n": typeof types.FilteredPaymentsDocument,
};
const documents: Documents = {
    "\n  query PaymentPages($first: Int, $after: String, $last: Int, $before: String) {\n    payments(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n": types.PaymentPagesDocument,
    "\n  query PaymentsByLastChange($after: String) {\n    payments(first: 2, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n": types.PaymentsByLastChangeDocument,
    "\n  query FilteredPayments($filter: PaymentFilter) {\n    payments(first: 100, filter: $filter) {\n      nodes {\n        id\n      }\n    }\n  }\n": types.FilteredPaymentsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PaymentPages($first: Int, $after: String, $last: Int, $before: String) {\n    payments(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PaymentPagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PaymentsByLastChange($after: String) {\n    payments(first: 2, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PaymentsByLastChangeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilteredPayments($filter: PaymentFilter) {\n    payments(first: 100, filter: $filter) {\n      nodes {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FilteredPaymentsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
