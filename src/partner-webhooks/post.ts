import { Agent, request } from 'undici';
import { masked } from '../kernel/masked-text.ts';
import { forbiddenAddress, guardedConnector, type Reach } from './address.ts';

/** What came of one attempt. Nothing that a partner's system does is an exception. */
export type Answer = { readonly durationMs: number } & (
  | { readonly kind: 'reply'; readonly status: number; readonly retryAfter: string | null; readonly text: string }
  | { readonly kind: 'none'; readonly error: string }
  /** The program stops: it may have arrived, and is sent again. */
  | { readonly kind: 'cut' }
);

export interface Poster {
  post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<Answer>;
  /** Begins nothing more, and cuts what is under way after a while. */
  close(graceMs?: number): Promise<void>;
}

/** Why an attempt was given up at its deadline. */
const late = new Error('late');

/** Read of a reply; the rest is cut off. Only its beginning is kept, masked. */
const replyBytesMax = 64 * 1024;
const replyKept = 4 * 1024;

/**
 * Posts to partners: HTTP/1.1, no redirects, one deadline over everything from the name to the last byte of the reply, and only to
 * addresses that the guard lets pass.
 */
export function createPoster({ deadlineMs, ...reach }: Reach & { readonly deadlineMs: number }): Poster {
  // As many connections as are asked for: the worker's slots bound them, and many partners may stand behind one host.
  const agent = new Agent({ connect: guardedConnector(reach), allowH2: false, connections: null, pipelining: 1 });
  const underWay = new Map<Promise<Answer>, AbortController>();
  let closing = false;

  const exchange = async (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    cut: AbortController,
  ): Promise<Answer> => {
    const startedAt = performance.now();
    const durationMs = (): number => Math.round(performance.now() - startedAt);
    const timer = setTimeout(() => cut.abort(late), deadlineMs);
    try {
      const reply = await request(url, {
        dispatcher: agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Paygraph' },
        body,
        signal: cut.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const text = await beginningOf(reply.body);
      const retryAfter = reply.headers['retry-after'];
      return {
        kind: 'reply',
        status: reply.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        text: masked(text.slice(0, replyKept)),
        durationMs: durationMs(),
      };
    } catch (error) {
      const { aborted, reason } = cut.signal;
      if (aborted && reason !== late) return { kind: 'cut', durationMs: durationMs() };
      const why = aborted ? `no complete answer within ${deadlineMs / 1_000} seconds` : reasonOf(error);
      return { kind: 'none', error: why, durationMs: durationMs() };
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async post(url, headers, body) {
      if (closing) return { kind: 'cut', durationMs: 0 };
      const cut = new AbortController();
      const answer = exchange(url, headers, body, cut);
      underWay.set(answer, cut);
      return answer.finally(() => underWay.delete(answer));
    },
    async close(graceMs = 3_000) {
      closing = true;
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.allSettled(underWay.keys()), grace]);
      clearTimeout(timer);
      for (const cut of underWay.values()) cut.abort();
      // Not waited for: a handshake that is never answered would hold it up until its own time-out.
      void agent.destroy();
    },
  };
}

async function beginningOf(body: AsyncIterable<Buffer> & { destroy(): void }): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early destroys the stream, and with it the connection.
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= replyBytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, replyBytesMax).toString('utf8');
}

const reasons: Readonly<Record<string, string>> = {
  [forbiddenAddress]: 'the address is not a public one',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve at present',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  UND_ERR_CONNECT_TIMEOUT: 'no connection was made in time',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
};

/** Only by the code of an error: its message could carry a header with a signature. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? `the connection failed (${/^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code'})`;
}
