import type { TypedDocumentString } from './generated/graphql.ts';

/** The answer was not the one that the example is about. Its message is for the person who runs it. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

export interface Api {
  /** Sends a query or mutation. Throws on a top-level error: those are for whoever wrote the document, not for its reader. */
  ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data>;
}

export interface ApiOptions {
  /** …/graphql */
  readonly url: string;
  readonly apiKey: string;
  /** Ends whatever is under way. */
  readonly signal: AbortSignal;
}

/** All that a client has to be: one POST with a key. */
export function connect({ url, apiKey, signal }: ApiOptions): Api {
  return {
    async ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ query: document.toString(), variables }),
        signal,
      });
      const { data, errors } = (await reply.json()) as Answer<Data>;
      if (!data || errors) throw new Unexpected(`${url} answered ${reply.status}: ${describe(errors)}`);
      return data;
    },
  };
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A mutation answers with its payload or with a typed refusal. Takes the payload; a refusal is told in its own words. */
export function payload<Union extends { readonly __typename: string }, Name extends Union['__typename']>(
  answer: Union,
  name: Name,
): Extract<Union, { readonly __typename: Name }> {
  if (answer.__typename === name) return answer as Extract<Union, { readonly __typename: Name }>;
  const { code, message, path } = answer as { code?: string; message?: string; path?: readonly string[] };
  throw new Unexpected(
    `expected ${name}; got ${answer.__typename} ${code ?? ''}: ${message ?? ''} (${path?.join('.') ?? ''})`,
  );
}

function describe(errors: Answer<unknown>['errors']): string {
  return errors?.map(({ message, extensions }) => `${extensions?.code ?? 'error'}: ${message}`).join('; ') ?? 'no data';
}
