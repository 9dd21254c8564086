import { type Client, createClient } from 'graphql-sse';

/** graphql-sse, in its usual way: a connection for each stream. (`singleConnection` is not served.) */
export function sseClient(url: string, key: string): Client {
  return createClient({
    url,
    headers: { authorization: `Bearer ${key}` },
    retryAttempts: Number.POSITIVE_INFINITY,
  });
}
