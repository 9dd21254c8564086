import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client/core';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { possibleTypes } from './possible-types.ts';

/**
 * Apollo Client. Subscriptions take a WebSocket: over `HttpLink` alone Apollo asks for multipart, which is refused with 406. A stream begins
 * anew where its cursor says, so keep the cursor of the last frame and give it as `after`.
 */
export function apolloClient(url: string, key: string, schema: string): ApolloClient {
  const authorization = `Bearer ${key}`;
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const http = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, headers: { authorization } }));
  const socket = new GraphQLWsLink(
    createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization }, retryAttempts: Infinity }),
  );
  return new ApolloClient({
    link: ApolloLink.split(({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION, socket, http),
    cache: new InMemoryCache({
      // Fragments on interfaces (`... on UserError`) need to know who implements them.
      possibleTypes: possibleTypes(schema),
      typePolicies: {
        Query: { fields: { payments: relayStylePagination(['filter', 'orderBy']) } },
        // A frame takes the place of the one before it.
        Subscription: { fields: { eventStream: { merge: false } } },
      },
    }),
  });
}
