import { type Client, createClient } from 'graphql-ws';

/** graphql-ws by itself, which loses nothing: the variables are read at each connection, so the cursor that they give is the last. */
export function followBySocket(url: string, key: string, onEvent: (sequence: string) => void): Client {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: { authorization: `Bearer ${key}` },
    // The defaults give up after five tries. 4401 and 4403 say that the key is refused: it stays away by itself after the first, and here after both.
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (error) => (error as { code?: number }).code !== 4403,
  });
  let cursor: string | null = null;
  const query = `subscription ($after: EventCursor) { eventStream(after: $after) {
    __typename ... on EventFrame { cursor event { sequence } } ... on CaughtUpFrame { cursor } ... on HeartbeatFrame { cursor } } }`;
  const variables = {
    get after() {
      return cursor;
    },
  };
  client.subscribe<{ eventStream: { cursor?: string; event?: { sequence: string } } }>(
    { query, variables },
    {
      next({ data }) {
        if (data?.eventStream.event) onEvent(data.eventStream.event.sequence);
        cursor = data?.eventStream.cursor ?? cursor;
      },
      error: (error) => console.error('the stream has ended', error),
      complete: () => undefined,
    },
  );
  return client;
}
