import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export type Body =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly status: 413 | 408; readonly message: string };

/** The whole body, within a size and a time, whatever its announced length. */
export function readBody(request: IncomingMessage, max: number, arrivalMs: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (body: Body): void => {
      clearTimeout(timer);
      request.off('data', take).pause();
      resolve(body);
    };
    const late = (message: string) => (): void => done({ ok: false, status: 408, message });
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > max) done({ ok: false, status: 413, message: `The body is larger than ${max} bytes.` });
      else chunks.push(chunk);
    };
    const timer = setTimeout(late(`The body took longer than ${arrivalMs / 1_000} seconds to arrive.`), arrivalMs);
    request.on('data', take);
    request.once('end', () => done({ ok: true, bytes: Buffer.concat(chunks) }));
    for (const end of ['error', 'close']) request.once(end, late('The body did not arrive.'));
  });
}

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
export function sendError(
  response: ServerResponse,
  requestId: string,
  { status, code, message, headers }: { status: number; code: string; message: string; headers?: ResponseHeaders },
): void {
  send(
    response,
    status,
    { errors: [{ message, extensions: { code, requestId } }], extensions: { requestId } },
    headers,
  );
}
