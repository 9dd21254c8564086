import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The sandbox's own database: what the providers would remember, whatever happens to the process. */
export interface Store {
  readonly db: DatabaseSync;
  /** Runs the work in one transaction. What it returned is on disk before the caller goes on. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Where the sandbox keeps its book: a directory, or nowhere at all. */
export type Storage = string;
export const inMemory: Storage = ':memory:';

const schema = `
  create table if not exists setting (name text primary key, value text not null) strict;
  create table if not exists document (
    seq integer primary key autoincrement, provider text not null, collection text not null, id text not null,
    parent text, json text not null, unique (provider, collection, id)) strict;
  create index if not exists document_parent on document (provider, collection, parent, seq);
  create table if not exists book (seq integer primary key autoincrement, provider text not null, json text not null) strict;
  create index if not exists book_provider on book (provider, seq);
  create table if not exists timer (
    id integer primary key autoincrement, provider text not null, name text not null, key text not null,
    due_ms integer not null, json text, unique (provider, name, key)) strict;
  create index if not exists timer_due on timer (due_ms, id);
  create table if not exists delivery (
    id integer primary key autoincrement, provider text not null, chain text not null, status text not null,
    next_ms integer not null, json text not null) strict;
  create index if not exists delivery_due on delivery (status, next_ms, id);
  create table if not exists batched (
    id integer primary key autoincrement, provider text not null, name text not null, url text not null, json text not null) strict;
  create table if not exists fault (
    id integer primary key autoincrement, provider text not null, json text not null, remaining integer not null, drawn integer not null) strict;
  create table if not exists fault_taken (seq integer primary key autoincrement, provider text not null, json text not null) strict;
`;

/** Opens the database of a sandbox, and makes it when there is none. */
export function openStore(storage: Storage): Store {
  if (storage !== inMemory) mkdirSync(storage, { recursive: true });
  const db = new DatabaseSync(storage === inMemory ? storage : join(storage, 'sandbox.db'), { timeout: 2_000 });
  // With a write-ahead log, NORMAL loses nothing when the process is killed, only when the machine loses power: good enough
  // for a sandbox, and it spares one fsync per call.
  db.exec('pragma journal_mode = wal; pragma synchronous = normal;');
  db.exec(schema);
  let open = false;
  return {
    db,
    transaction(work) {
      if (open) throw new Error('a sandbox transaction cannot begin inside another');
      open = true;
      db.exec('begin immediate');
      try {
        const value = work();
        db.exec('commit');
        return value;
      } catch (error) {
        db.exec('rollback');
        throw error;
      } finally {
        open = false;
      }
    },
    close: () => db.close(),
  };
}
