import type { Command } from 'commander';
import { type Api, apiOf, ask, hasUrl, throughApi } from '../api/client.ts';
import { asJson } from '../options.ts';
import { CommandError, exitCodes, refused } from '../output.ts';
import type { Answerer } from './answerer.ts';
import type { RefusedFieldsFragment, TypedDocumentString } from './generated/graphql.ts';

/** What an operator asks and does: the same documents, whoever answers them. */
export interface Operators {
  /** The API that answers; null where it is the database itself. */
  readonly api: Api | null;
  /** Reads. */
  ask<R, V>(document: TypedDocumentString<R, V>, variables: V): Promise<R>;
  /** Acts, and gives what was done. Throws where it was refused, with the refusal in words. */
  act<R extends { readonly __typename: string }, V>(
    document: TypedDocumentString<{ result: R }, V>,
    variables: V,
  ): Promise<Exclude<R, { __typename: 'Refused' }>>;
}

/** The options of a command that works as an operator, on the database itself or through a running Paygraph. */
export const asOperator = (command: Command): Command => throughApi(asJson(command), 'operators');

/**
 * Works as an operator: through the API where a URL is given, else on the database that the settings name. The documents and what is shown
 * of their answers are the same.
 */
export async function withOperators<T>(
  options: Parameters<typeof apiOf>[0],
  work: (operators: Operators) => Promise<T>,
): Promise<T> {
  if (hasUrl(options)) {
    const api = await apiOf(options, 'operators');
    return work(operators(api, (document, variables, how) => ask(api, document, variables, how)));
  }
  if (options.apiKeyFile !== undefined || options.apiKeyStdin === true)
    throw new CommandError(
      "expected --url beside an operator's key; without --url this works on the database itself, which takes no key",
    );
  // Loaded only where it is needed: the product's own commands weigh more than all of the command line.
  const { onDatabase } = await import('./on-database.ts');
  return onDatabase((answer) => work(operators(null, answer)));
}

const operators = (api: Api | null, answer: Answerer): Operators => ({
  api,
  ask: (document, variables) => answer(document.toString(), variables as object, { acts: false }),
  async act(document, variables) {
    const { result } = await answer<{ result: { readonly __typename: string } }>(
      document.toString(),
      variables as object,
      { acts: true },
    );
    if (result.__typename === 'Refused') throw refusedBy(result as unknown as RefusedFieldsFragment);
    return result as never;
  },
});

/** Where what is not found can be looked up. */
const listedBy: Readonly<Record<string, string>> = {
  merchantId: 'paygraph merchants list',
  apiKeyId: 'paygraph keys list --merchant …',
  accountId: 'paygraph accounts list --merchant …',
  operatorKeyId: 'paygraph operator-keys list',
  operationId: 'paygraph operations list',
  notificationId: 'paygraph attention --kind dead-notification',
};

/** A refusal in words: every problem in a line, and where to look for what is not there. */
function refusedBy({ code, message, path, problems }: RefusedFieldsFragment): CommandError {
  if (problems.length > 0)
    return refused(problems.map((one) => `${one.path.slice(1).join('.')}: ${one.message}`).join('\n'));
  const list = code === 'NOT_FOUND' ? listedBy[path.at(-1) ?? ''] : undefined;
  return refused(list ? `${message}; "${list}" shows them` : message);
}

/** What is there, or the refusal that says where to look for it. */
export function found<T>(thing: T | null, what: string, id: string, list: string): T {
  if (thing !== null) return thing;
  throw new CommandError(`no ${what} has the id ${id}; "${list}" shows them`, exitCodes.no);
}
