import { createClient } from 'graphql-ws';
import { Environment, Network, Observable, RecordSource, Store } from 'relay-runtime';

/** Relay: its network layer. The compiler takes `schema/schema.graphql` as it is. With persisted queries `params.id` is the `documentId`. */
export function relayEnvironment(url: string, key: string): Environment {
  const authorization = `Bearer ${key}`;
  const socket = createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization } });
  const network = Network.create(
    async ({ text, id }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ ...(text ? { query: text } : { documentId: id }), variables }),
      });
      return response.json();
    },
    ({ text }, variables) =>
      Observable.create((sink) => socket.subscribe({ query: text ?? '', variables }, sink as never)),
  );
  return new Environment({ network, store: new Store(new RecordSource()) });
}
