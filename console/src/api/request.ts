import { Refusal, refusalOf } from './refusal.ts';

/** A document of codegen's, with the types of its variables and answer. */
export interface Typed<Answer, Variables> {
  toString(): string;
  readonly __apiType?: (variables: Variables) => Answer;
}

/** Told when nobody is signed in any more. */
const onSignedOut = new Set<() => void>();
export function whenSignedOut(listener: () => void): () => void {
  onSignedOut.add(listener);
  return () => onSignedOut.delete(listener);
}

const asker =
  (address: string) =>
  async <Answer, Variables>(
    document: Typed<Answer, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Answer> => {
    const reply = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: signal ?? null,
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new Refusal('UNREACHABLE', 'The server cannot be reached. It is tried again by itself.', 0);
    });
    const body = (await reply.json().catch(() => null)) as {
      readonly data?: Answer;
      readonly errors?: object[];
    } | null;
    if (reply.status === 401) for (const listener of onSignedOut) listener();
    if (!reply.ok || !body?.data || body.errors) throw refusalOf(reply.status, body);
    return body.data;
  };

export const askMerchant = asker('/console/graphql');
export const askOperator = asker('/console/operator/graphql');

/** Worth another try by itself: nothing was wrong with the question. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Refusal && (error.status === 0 || error.status === 429 || error.status >= 500);
