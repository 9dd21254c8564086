import { graphql } from './generated/gql.ts';

/** Documents that are sent with their types, which are made from the printed schema: `npm run generate`. */

export const paymentPages = graphql(/* GraphQL */ `
  query PaymentPages($first: Int, $after: String, $last: Int, $before: String) {
    payments(first: $first, after: $after, last: $last, before: $before) {
      edges {
        cursor
        node {
          id
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

export const paymentsByLastChange = graphql(/* GraphQL */ `
  query PaymentsByLastChange($after: String) {
    payments(first: 2, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }) {
      edges {
        cursor
        node {
          id
        }
      }
    }
  }
`);

export const filteredPayments = graphql(/* GraphQL */ `
  query FilteredPayments($filter: PaymentFilter) {
    payments(first: 100, filter: $filter) {
      nodes {
        id
      }
    }
  }
`);
