import { createHash } from 'node:crypto';
import pg from 'pg';
import { WebSocket } from 'ws';
import { newUuid } from '../../src/kernel/ids.ts';

/** Many open connections that count what comes. */
export interface Crowd {
  /** Counts from nothing again. */
  restart(): void;
  /** How many frames have come to all of them together. */
  frames(): number;
  /** From the first of them to the last, in milliseconds. */
  elapsedMs(): number;
  /** The text of the last one. */
  lastText(): string;
  close(): void;
}

interface Connecting {
  readonly url: string;
  readonly count: number;
  /** What each says once it is open, and then, once that was acknowledged. */
  hello(index: number): readonly object[];
  /** Whether this is a frame that counts. */
  counts(text: string): boolean;
  /** Whether it is with this that one has arrived. */
  arrives(text: string): boolean;
}

/** So many at a time, as a crowd comes back after a cut. */
const connectingAtOnce = 50;

export async function gather({ url, count, hello, counts, arrives }: Connecting): Promise<Crowd> {
  const sockets: WebSocket[] = [];
  let [frames, firstAt, lastAt, lastText, next] = [0, 0, 0, '', 0];
  const connect = (index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, 'graphql-transport-ws');
      sockets.push(socket);
      const [first, ...rest] = hello(index).map((message) => JSON.stringify(message));
      socket.on('open', () => socket.send(first ?? ''));
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (text === '{"type":"ping"}') socket.send('{"type":"pong"}');
        if (text.includes('"connection_ack"')) for (const message of rest) socket.send(message);
        if (arrives(text)) resolve();
        if (!counts(text)) return;
        [frames, lastAt, lastText] = [frames + 1, performance.now(), text];
        if (frames === 1) firstAt = lastAt;
      });
      socket.on('error', reject);
      socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
    });
  const one = async (): Promise<void> => {
    while (next < count) await connect(next++);
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, one));
  return {
    frames: () => frames,
    elapsedMs: () => Math.max(1, lastAt - firstAt),
    restart() {
      frames = 0;
    },
    lastText: () => lastText,
    close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}

const stream = `subscription($after: EventCursor) { eventStream(after: $after) { __typename
  ... on EventFrame { cursor event { id sequence type subjectId occurredAt change { from to } } } ... on CaughtUpFrame { cursor } } }`;

/** What a client of graphql-ws says to follow the log. */
export function follow(apiKey: string, after: string | null = null): readonly object[] {
  return [
    { type: 'connection_init', payload: { authorization: `Bearer ${apiKey}` } },
    { type: 'subscribe', id: '1', payload: { query: stream, variables: { after } } },
  ];
}
export const isEvent = (text: string): boolean => text.includes('"EventFrame"');
export const isCaughtUp = (text: string): boolean => text.includes('"CaughtUpFrame"');

/** The most connections that one key may have. */
const perKey = 200;

/** As many keys of a merchant as so many connections need. */
export async function issueKeys(
  superuserUrl: string,
  merchantId: string,
  connections: number,
): Promise<readonly string[]> {
  const secrets = Array.from({ length: Math.ceil(connections / perKey) }, (_, index) => {
    const name = createHash('sha256').update(`${merchantId} ${index}`).digest('base64url');
    return { secret: `sk_test_${name}`, id: newUuid(Date.now()) };
  });
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(
    `insert into api_key (merchant_id, id, name, secret_hash, scopes, created_at)
     select $1, id, 'bench', sha256(secret::bytea), '{events:read}', now() from unnest($2::uuid[], $3::text[]) key (id, secret) on conflict do nothing`,
    [merchantId, secrets.map(({ id }) => id), secrets.map(({ secret }) => secret)],
  );
  await client.end();
  return secrets.map(({ secret }) => secret);
}
