import { graphql } from './generated/gql.ts';

/** Documents that several tests send; their types come from the schema. */

export const viewer = graphql(/* GraphQL */ `
  query Viewer {
    viewer {
      merchantName
      environment
      scopes
    }
  }
`);
