import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';

/** A mutation's answer: the payload, or a refusal that repeating will not change. */
export interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly retryable?: boolean;
  readonly idempotency?: { readonly replayed: boolean };
  readonly [field: string]: unknown;
}

/** What was acknowledged: it must be there for ever. */
export interface Acknowledged {
  readonly mutation: string;
  readonly selection: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
}

/** How often an attempt came to nothing, by what became of it. */
export type Troubles = Map<string, number>;

/** A caller that does what the documentation says: the same key until there is an answer. */
export interface DrillClient {
  ask<Data>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
  mutate(
    mutation: string,
    selection: string,
    input: Readonly<Record<string, unknown>>,
    answerWithinMs?: number,
  ): Promise<Answer>;
  readonly acknowledged: readonly Acknowledged[];
  readonly troubles: Troubles;
  close(): Promise<void>;
}

const answerWithinMs = 20_000;
const giveUpMs = 180_000;
const pauseMs = 100;
const pauseMaxMs = 1_000;

export function connectClient(origin: string, apiKey: string): DrillClient {
  const dispatcher = new Agent({ connections: 64 });
  const acknowledged: Acknowledged[] = [];
  const troubles: Troubles = new Map();
  const note = (trouble: string): void => void troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);

  /** Null when the attempt came to nothing, and another is to be made. */
  const attempt = async (body: string, withinMs: number): Promise<Record<string, unknown> | null> => {
    try {
      const reply = await request(`${origin}/graphql`, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body,
        headersTimeout: withinMs,
        bodyTimeout: withinMs,
      });
      const { data, errors } = JSON.parse(await reply.body.text()) as {
        data?: Record<string, unknown> | null;
        errors?: readonly { message: string; extensions?: { code?: string } }[];
      };
      if (data && !errors) return data;
      const code = errors?.[0]?.extensions?.code ?? 'no code';
      if (reply.statusCode < 500 && code !== 'UNAVAILABLE' && code !== 'INTERNAL_SERVER_ERROR')
        throw new Refused(`${reply.statusCode} ${code}: ${errors?.[0]?.message}\n${body.slice(0, 1_000)}`);
      note(`${reply.statusCode} ${code}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      note(error instanceof SyntaxError ? 'not JSON' : ((error as { code?: string }).code ?? String(error)));
    }
    return null;
  };

  const insist = async <T>(
    body: string,
    take: (data: Record<string, unknown>) => T | null,
    withinMs = answerWithinMs,
  ): Promise<T> => {
    const end = performance.now() + Math.max(giveUpMs, withinMs);
    for (let tries = 1; ; tries++) {
      const data = await attempt(body, withinMs);
      const taken = data && take(data);
      if (taken !== null) return taken;
      if (performance.now() > end) throw new Error(`no answer within ${giveUpMs / 1_000} s: ${body.slice(0, 500)}`);
      await wait(Math.min(pauseMaxMs, pauseMs * tries));
    }
  };

  return {
    acknowledged,
    troubles,
    ask: <Data>(query: string, variables = {}) =>
      insist(JSON.stringify({ query, variables }), (data) => data as unknown as Data),
    async mutate(mutation, selection, input, withinMs) {
      const query = mutationDocument(mutation, selection);
      const take = (data: Record<string, unknown>): Answer | null => {
        const given = data[mutation] as Answer;
        if (!given.retryable) return given;
        note(`${given.code}`);
        return null;
      };
      const answer = await insist(JSON.stringify({ query, variables: { input } }), take, withinMs);
      if (answer.code === undefined) acknowledged.push({ mutation, selection, input, answer });
      return answer;
    },
    close: () => dispatcher.destroy(),
  };
}

/** The caller made a mistake, which is the drill's. */
class Refused extends Error {}

function mutationDocument(mutation: string, selection: string): string {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message retryable } } }`;
}
