import { Pool } from 'undici';
import type { Product } from './product.ts';

/** The load's way to the product: kept connections and one key. */
export interface Client {
  /** Throws on anything but data. */
  ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** A mutation's payload; a refusal throws. */
  mutate<Payload>(name: string, selection: string, input: Record<string, unknown>): Promise<Payload>;
  /** Posts a body as a provider would, and gives the status. */
  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<number>;
  close(): Promise<void>;
}

export function connect({ origin, apiKey }: Product, connections: number): Client {
  const pool = new Pool(origin, { connections });
  const authorization = `Bearer ${apiKey}`;
  const send = (path: string, headers: Readonly<Record<string, string>>, body: string) =>
    pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body });
  const ask = async <Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
    const reply = await send('/graphql', { authorization }, JSON.stringify({ query, variables }));
    const { data, errors } = (await reply.body.json()) as { data?: Data; errors?: readonly { message: string }[] };
    if (!data || errors) throw new Error(`${reply.statusCode}: ${errors?.[0]?.message ?? 'no data'}`);
    return data;
  };
  let keys = 0;
  return {
    ask,
    async mutate<Payload>(name: string, selection: string, input: Record<string, unknown>) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const document = `mutation($input: ${type}!) { ${name}(input: $input) { __typename ${selection} ... on UserError { code message } } }`;
      const idempotencyKey = `bench-${name}-${keys++}`;
      const data = await ask<Record<string, { readonly code?: string; readonly message?: string }>>(document, {
        input: { idempotencyKey, ...input },
      });
      const answer = data[name];
      if (!answer || answer.code) throw new Error(`${name}: ${answer?.code} ${answer?.message}`);
      return answer as Payload;
    },
    async post(path, headers, body) {
      const reply = await send(path, headers, body);
      await reply.body.dump();
      return reply.statusCode;
    },
    close: () => pool.close(),
  };
}
