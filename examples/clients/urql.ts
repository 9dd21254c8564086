import { Client, cacheExchange, type ExecutionResult, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';

/** urql. Over SSE instead: `subscriptionExchange` with graphql-sse's `createClient({ url, headers })`. */
export function urqlClient(url: string, key: string): Client {
  const authorization = `Bearer ${key}`;
  const socket = createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization } });
  return new Client({
    url,
    // A GET would carry the document in its address, which stands in logs.
    preferGetMethod: false,
    fetchOptions: { headers: { authorization } },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: ({ next, ...sink }) => ({
            unsubscribe: socket.subscribe(
              { query, variables: variables ?? null },
              { ...sink, next: ({ data = null, ...result }) => next({ data, ...result } as ExecutionResult) },
            ),
          }),
        }),
      }),
    ],
  });
}
