import { Pool } from 'undici';
import type { Ask, Data } from './shapes.ts';

/** The load's way to a server: kept connections and one key. */
export interface Client {
  /** Throws on anything but data. */
  readonly ask: Ask;
  /** The same for one request out of millions: looks at the answer no closer than it must. */
  run(body: string): Promise<void>;
  /** A mutation's payload; a refusal throws. */
  mutate(name: string, selection: string, input: Readonly<Record<string, unknown>>): Promise<Data>;
  /** Posts a body as a provider would, and gives the status. */
  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<number>;
  close(): Promise<void>;
}

export interface Door {
  readonly url: string;
  readonly apiKey: string;
  readonly connections: number;
}

export function connect({ url, apiKey, connections }: Door): Client {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const asked = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
  const send = (path: string, headers: Readonly<Record<string, string>>, body: string) =>
    pool.request({ method: 'POST', path, headers, body });
  let keys = 0;
  const ask: Ask = async (query, variables = {}) => {
    const reply = await send(pathname, asked, JSON.stringify({ query, variables }));
    const { data, errors } = (await reply.body.json()) as { data?: Data; errors?: readonly { message: string }[] };
    if (!data || errors) throw new Error(`${reply.statusCode}: ${errors?.[0]?.message ?? 'no data'}`);
    return data;
  };
  return {
    ask,
    async run(body) {
      const reply = await send(pathname, asked, body);
      const text = await reply.body.text();
      if (reply.statusCode !== 200 || text.includes('"errors":')) throw new Error(`${reply.statusCode}: ${text}`);
    },
    async mutate(name, selection, input) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const document = `mutation($input: ${type}!) { ${name}(input: $input) { __typename ${selection} ... on UserError { code message } } }`;
      const { [name]: answer } = await ask(document, {
        input: { idempotencyKey: `bench-${name}-${keys++}`, ...input },
      });
      if (!answer || answer.code) throw new Error(`${name}: ${answer?.code} ${answer?.message}`);
      return answer;
    },
    async post(path, headers, body) {
      const reply = await send(path, { 'content-type': 'application/json', ...headers }, body);
      await reply.body.dump();
      return reply.statusCode;
    },
    close: () => pool.close(),
  };
}
