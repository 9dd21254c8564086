/** Why something could not be read or done, in the server's words, with what its log can be searched by. */
export class Refusal extends Error {
  readonly code: string;
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  constructor(code: string, message: string, status: number, requestId: string | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly requestId?: string };
}

export function refusalOf(status: number, body: unknown): Refusal {
  const { errors, error } = (body ?? {}) as { readonly errors?: readonly GraphqlError[]; readonly error?: string };
  const [first] = errors ?? [];
  if (!first) return new Refusal('UNAVAILABLE', error ?? `The server answered with status ${status}.`, status);
  const { code = 'UNKNOWN', requestId = null } = first.extensions ?? {};
  return new Refusal(code, first.message, status, requestId);
}

/** What a mutation refused: part of its answer, not an error of the request. */
export interface Refused {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  readonly problems?: readonly { readonly path: readonly string[]; readonly message: string }[];
}

export const isRefused = (result: object): result is Refused => 'code' in result && 'message' in result;

/** A refusal of a mutation in one text for the dialog: each problem with where it lies. */
export const refusedText = ({ message, problems = [] }: Refused): string =>
  problems.length === 0 ? message : problems.map((one) => `${one.path.slice(1).join('.')}: ${one.message}`).join('\n');
