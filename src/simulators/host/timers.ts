import type { Store } from './store.ts';

export interface Timer {
  readonly id: number;
  readonly provider: string;
  readonly name: string;
  readonly key: string;
  readonly dueMs: number;
  /** What the host itself left for that moment. */
  readonly json: string | null;
}

/** What is to happen by itself, and when. A timer is named by provider, name and key; setting it again moves it. */
export interface Timers {
  set(timer: Omit<Timer, 'id'>): void;
  /** Sets it only where none waits under that name and key. */
  setOnce(timer: Omit<Timer, 'id'>): void;
  cancel(provider: string, name: string, key: string): void;
  next(): Timer | null;
  remove(id: number): void;
}

export function openTimers({ db }: Store): Timers {
  const insert =
    'insert into timer (provider, name, key, due_ms, json) values (?, ?, ?, ?, ?) on conflict (provider, name, key)';
  const set = db.prepare(`${insert} do update set due_ms = excluded.due_ms, json = excluded.json`);
  const setOnce = db.prepare(`${insert} do nothing`);
  const cancel = db.prepare('delete from timer where provider = ? and name = ? and key = ?');
  const remove = db.prepare('delete from timer where id = ?');
  const next = db.prepare('select * from timer order by due_ms, id limit 1');
  return {
    set: ({ provider, name, key, dueMs, json }) => {
      set.run(provider, name, key, dueMs, json);
    },
    setOnce: ({ provider, name, key, dueMs, json }) => {
      setOnce.run(provider, name, key, dueMs, json);
    },
    cancel: (provider, name, key) => {
      cancel.run(provider, name, key);
    },
    remove: (id) => {
      remove.run(id);
    },
    next: () => {
      const row = next.get();
      if (!row) return null;
      return {
        id: Number(row.id),
        provider: String(row.provider),
        name: String(row.name),
        key: String(row.key),
        dueMs: Number(row.due_ms),
        json: row.json === null ? null : String(row.json),
      };
    },
  };
}
