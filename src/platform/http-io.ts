import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** Headers as a provider's verification takes them: one text each. */
export function joined(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

export type ResponseHeaders = Readonly<Record<string, string>>;

export function send(response: ServerResponse, status: number, body: unknown, headers: ResponseHeaders = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}

/** An error in the form that a GraphQL client reads, for what is refused before GraphQL runs. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: ResponseHeaders;
}

export function sendError(
  response: ServerResponse,
  requestId: string,
  { status, code, message, details, headers }: ErrorAnswer,
): void {
  send(
    response,
    status,
    { errors: [{ message, extensions: { code, ...details, requestId } }], extensions: { requestId } },
    headers,
  );
}
