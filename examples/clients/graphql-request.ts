import { GraphQLClient } from 'graphql-request';

/** graphql-request. What is refused at the top level is thrown; a typed refusal is data. */
export function requestClient(url: string, key: string): GraphQLClient {
  return new GraphQLClient(url, { headers: { authorization: `Bearer ${key}` } });
}
