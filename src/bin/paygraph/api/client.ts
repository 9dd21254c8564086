import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { isLoopback } from '../../../kernel/host.ts';
import { readVariable } from '../../../platform/config.ts';
import { duration } from '../options.ts';
import { CommandError, exitCodes } from '../output.ts';

/** The two ways in, and what opens each. */
const doors = {
  merchants: {
    path: '/graphql',
    variable: 'PAYGRAPH_API_KEY',
    key: 'API key',
    made: '"paygraph keys create" makes one',
  },
  operators: {
    path: '/operator/graphql',
    variable: 'PAYGRAPH_OPERATOR_KEY',
    key: "operator's key",
    made: '"paygraph operator-keys create", where the database is, makes one',
  },
} as const;
export type Door = keyof typeof doors;

/** Where a Paygraph runs, and a key there. */
export interface Api {
  readonly door: Door;
  /** Without a path. */
  readonly url: string;
  readonly key: string;
  readonly timeoutMs: number;
}
export interface ApiOptions {
  readonly url?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly apiKeyStdin?: boolean | undefined;
  readonly timeout?: number | undefined;
}

const defaultUrl = 'http://127.0.0.1:4000';
const answerWithinMs = 30_000;

/** The options of a command that speaks to a running Paygraph. A key is never an argument, which every process can read. */
export const throughApi = (command: Command, door: Door): Command =>
  command
    .option(
      '--url <url>',
      door === 'operators'
        ? 'work through the Paygraph that runs there (PAYGRAPH_URL), and not on the database itself'
        : `where it runs (PAYGRAPH_URL, or ${defaultUrl})`,
    )
    .option(
      '--api-key-file <file>',
      `a file with the ${doors[door].key} (${doors[door].variable} where this is left out)`,
    )
    .option('--api-key-stdin', `read the ${doors[door].key} from stdin`, false)
    .addOption(
      new Option('--timeout <duration>', 'how long one answer is waited for, such as 30s or 2m')
        .argParser(duration)
        .default(answerWithinMs, '30s'),
    );

/** The same for a command that works as a merchant. */
export const asMerchant = (command: Command): Command => throughApi(command, 'merchants');

const urlOf = ({ url }: ApiOptions): string | undefined => url ?? (readVariable('PAYGRAPH_URL') || undefined);

/** Whether anybody says where a Paygraph runs. */
export const hasUrl = (options: ApiOptions): boolean => urlOf(options) !== undefined;

/** The options, or what the environment says in their place. */
export async function apiOf(options: ApiOptions, door: Door): Promise<Api> {
  const url = checkedUrl(urlOf(options) ?? defaultUrl);
  const { variable, key: what, made } = doors[door];
  const key = (await keyIn(options, variable))?.trim();
  if (!key)
    throw new CommandError(`no ${what}: set ${variable}, or give --api-key-file; ${made}`, exitCodes.notAllowed);
  if (!/^[\x21-\x7e]{1,1000}$/.test(key))
    throw new CommandError(`expected one ${what} and nothing else; ${made}`, exitCodes.notAllowed);
  return { door, url: url.origin, key, timeoutMs: options.timeout ?? answerWithinMs };
}

/** An address that a key may be sent to: over the network by TLS alone. */
function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CommandError(
      `--url: expected an http or https URL, for example ${defaultUrl}; got ${JSON.stringify(text.slice(0, 100))}`,
    );
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new CommandError(
      `--url: expected https://${url.host}, since everybody on the way can read a key that is sent by http; http is for this machine alone`,
    );
  return url;
}

async function keyIn({ apiKeyFile, apiKeyStdin }: ApiOptions, variable: string): Promise<string | undefined> {
  if (apiKeyStdin) return stdinText();
  if (apiKeyFile === undefined) return readVariable(variable);
  try {
    return await readFile(apiKeyFile, 'utf8');
  } catch (error) {
    throw new CommandError(`--api-key-file: ${(error as Error).message}`);
  }
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

/** Sends a document, and gives its data. Throws a `CommandError` that says what to do where there is none. */
export async function ask<T>(
  api: Api,
  document: string,
  variables: object = {},
  { acts = false }: { readonly acts?: boolean } = {},
): Promise<T> {
  const signal = AbortSignal.timeout(api.timeoutMs);
  for (;;) {
    const reply = await call(api, document, variables, { signal, acts });
    const { data, errors } = await answerIn<T>(api, reply, acts);
    if (data && !errors) return data;
    if (!errors) throw notPaygraph(api, reply.status);
    const comeAgainInMs = limitedFor(errors);
    if (comeAgainInMs === null) throw refusalOf(api, reply.status, errors);
    // Nothing of it was done. A long list costs more points than a key has at once.
    await wait(comeAgainInMs, undefined, { signal }).catch(() => {
      throw refusalOf(api, reply.status, errors);
    });
  }
}

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly GraphqlError[];
}
async function answerIn<T>(api: Api, reply: Response, acts: boolean): Promise<Answer<T>> {
  try {
    return (await reply.json()) as Answer<T>;
  } catch (error) {
    if (error instanceof SyntaxError) throw notPaygraph(api, reply.status);
    throw unanswered(api, error, acts);
  }
}

/** In how many milliseconds a key has points again; null where that is not what is wrong. */
function limitedFor(errors: readonly GraphqlError[]): number | null {
  const { code, retryAfterMs } = errors[0]?.extensions ?? {};
  return code === 'RATE_LIMITED' && typeof retryAfterMs === 'number' ? retryAfterMs : null;
}

interface Call {
  readonly signal: AbortSignal;
  readonly accept?: string;
  /** Whether it changes something, so that it matters that no answer came. */
  readonly acts?: boolean;
}

/** Sends a document as it is; throws where nobody answers. */
export async function call(
  api: Api,
  query: string,
  variables: object,
  { signal, accept = 'application/graphql-response+json', acts = false }: Call,
): Promise<Response> {
  const { url, key, door } = api;
  let reply: Response;
  try {
    reply = await fetch(url + doors[door].path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      // A key is sent to whom it was meant for, and on to nobody.
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    throw unanswered(api, error, acts);
  }
  if (reply.status >= 300 && reply.status < 400)
    throw new CommandError(
      `${url} sends on to ${reply.headers.get('location') ?? 'elsewhere'}: give --url the address where Paygraph itself is`,
    );
  return reply;
}

/** Nobody answers, which may be otherwise in a moment. */
export class Unreachable extends CommandError {}

/** What is said when the connection was never there: nothing was done. */
const neverThere =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|.*CERT.*|ERR_TLS_.*)$/;

function unanswered({ url, timeoutMs }: Api, error: unknown, acts: boolean): Unreachable {
  const { name, message, cause } = error as Error & { cause?: Error & { code?: string } };
  const late = name === 'TimeoutError';
  const perhapsDone = acts && !neverThere.test(cause?.code ?? '');
  const what = late
    ? `${url} did not answer within ${timeoutMs / 1_000} s`
    : `nobody answers at ${url} (${cause?.message || cause?.code || message})`;
  return new Unreachable(
    perhapsDone
      ? `${what}; whether it was done is not known: look before you do it again`
      : `${what}; ${late ? '--timeout says how long to wait' : 'is Paygraph running there? --url says where'}`,
  );
}

const notPaygraph = ({ url, door }: Api, status: number): CommandError =>
  new CommandError(
    `${url}${doors[door].path} answered ${status}, and not as Paygraph does; --url says where Paygraph runs`,
  );

const later = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'OVERLOADED']);

/** What a refusal of a whole document comes to. There is no API where the database itself was asked. */
export function refusalOf(api: Api | null, status: number, errors: readonly GraphqlError[]): CommandError {
  const [first] = errors;
  const code = String(first?.extensions?.code ?? '');
  const said = first?.message ?? `${api?.url ?? 'it'} answered with ${status}`;
  if (api && (code === 'UNAUTHENTICATED' || status === 401)) {
    const { variable, made } = doors[api.door];
    return new CommandError(`${said} Give another by ${variable} or --api-key-file; ${made}.`, exitCodes.notAllowed);
  }
  if (code === 'FORBIDDEN' || status === 403) return new CommandError(said, exitCodes.notAllowed);
  if (later.has(code) || status === 429 || status >= 500) return new Unreachable(said);
  return new CommandError(said);
}
