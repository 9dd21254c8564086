import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readVariable } from '../../../platform/config.ts';
import { CommandError, exitCodes } from '../output.ts';

/** Where a Paygraph runs, and the key of a merchant there. */
export interface Api {
  /** Without a path. */
  readonly url: string;
  readonly key: string;
}
export interface ApiOptions {
  readonly url?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly apiKeyStdin?: boolean | undefined;
}

/** The options of a command that speaks to a running Paygraph as a merchant. A key is never an argument, which every process can read. */
export const asMerchant = (command: Command): Command =>
  command
    .option('--url <url>', 'where it runs (PAYGRAPH_URL, or http://127.0.0.1:4000)')
    .option('--api-key-file <file>', 'a file with the API key (PAYGRAPH_API_KEY where this is left out)')
    .option('--api-key-stdin', 'read the API key from stdin', false);

const defaultUrl = 'http://127.0.0.1:4000';

/** The options, or what the environment says in their place. */
export async function apiOf({ url, apiKeyFile, apiKeyStdin }: ApiOptions): Promise<Api> {
  const at = url ?? readVariable('PAYGRAPH_URL') ?? defaultUrl;
  if (!/^https?:$/.test(URL.parse(at)?.protocol ?? ''))
    throw new CommandError(
      `--url: expected an http or https URL, for example ${defaultUrl}; got ${JSON.stringify(at)}`,
    );
  const given = apiKeyStdin
    ? await stdinText()
    : apiKeyFile
      ? await readFile(apiKeyFile, 'utf8')
      : readVariable('PAYGRAPH_API_KEY');
  const key = given?.trim();
  if (!key)
    throw new CommandError(
      'no API key: set PAYGRAPH_API_KEY, or give --api-key-file; "paygraph keys create" makes one',
      exitCodes.notAllowed,
    );
  return { url: new URL(at).origin, key };
}

const keyLengthMax = 1_000;
async function stdinText(): Promise<string> {
  let text = '';
  for await (const part of process.stdin) {
    text += String(part);
    if (text.length > keyLengthMax) break;
  }
  return text;
}

/** An error as GraphQL tells it. */
export interface GraphqlError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const answerWithinMs = 30_000;

/** Sends a document, and gives its data. Throws a `CommandError` that says what to do where there is none. */
export async function ask<T>(api: Api, document: string, variables: object = {}): Promise<T> {
  const reply = await call(api, document, variables, { signal: AbortSignal.timeout(answerWithinMs) });
  const body = (await reply.json().catch(() => ({}))) as { data?: T | null; errors?: readonly GraphqlError[] };
  if (body.data) return body.data;
  throw refusalOf(api, reply.status, body.errors ?? []);
}

/** Sends a document as it is; throws where nobody answers. */
export async function call(
  { url, key }: Api,
  query: string,
  variables: object,
  { signal, accept = 'application/graphql-response+json' }: { readonly signal: AbortSignal; readonly accept?: string },
): Promise<Response> {
  try {
    return await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  } catch (error) {
    const why = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    throw new Unreachable(`nobody answers at ${url} (${why}); is Paygraph running there? --url says where`);
  }
}

/** Nobody answers, which may be otherwise in a moment. */
export class Unreachable extends CommandError {}

const notAllowed = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);
const later = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'OVERLOADED']);

/** What a refusal of a whole document comes to. */
export function refusalOf({ url }: Api, status: number, errors: readonly GraphqlError[]): CommandError {
  const [first] = errors;
  const code = String(first?.extensions?.code ?? '');
  const said = first?.message ?? `${url} answered with ${status}`;
  if (notAllowed.has(code) || status === 401 || status === 403) return new CommandError(said, exitCodes.notAllowed);
  if (later.has(code) || status === 429 || status >= 500) return new Unreachable(said);
  return new CommandError(said);
}
