import type { Cause, Effect } from '../kit/simulator.ts';
import type { Store } from './store.ts';

// A request's body stands in the book so that an effect can be judged; nobody needs more than this of it.
const bodyKept = 4_096;

/** Everything the providers have done, in order. Nothing is ever changed or taken out. */
export interface Book {
  append(provider: string, at: Date, effect: Effect, cause: Cause): void;
  /** Entries after a number, oldest first. */
  entries(provider: string, after: number): readonly unknown[];
  /** The newest so many, newest first. */
  latest(provider: string, count: number): readonly unknown[];
}

export function openBook({ db }: Store): Book {
  const append = db.prepare('insert into book (provider, json) values (?, ?)');
  const entries = db.prepare('select seq, json from book where provider = ? and seq > ? order by seq');
  const latest = db.prepare('select seq, json from book where provider = ? order by seq desc limit ?');
  return {
    append(provider, at, effect, cause) {
      append.run(provider, JSON.stringify({ at: at.toISOString(), ...effect, ...entryCause(cause) }));
    },
    entries: (provider, after) => entries.all(provider, after).map(toEntry),
    latest: (provider, count) => latest.all(provider, count).map(toEntry),
  };
}

const toEntry = ({ seq, json }: Readonly<Record<string, unknown>>): object => ({
  seq: Number(seq),
  ...(JSON.parse(String(json)) as object),
});

function entryCause(cause: Cause): object {
  if (cause.kind !== 'request') return { cause };
  const { id, method, path, headers, body } = cause.request;
  return {
    request: {
      id,
      operation: cause.operation,
      method,
      path,
      correlationId: headers.correlationid ?? null,
      ...(headers['idempotency-key'] !== undefined && { idempotencyKey: headers['idempotency-key'] }),
      ...(body === '' ? {} : { body: body.slice(0, bodyKept) }),
    },
  };
}
