import type { Store } from './store.ts';

/** The sandbox's time: the real one plus an offset that only grows once it has begun, and that survives a restart. */
export interface SandboxClock {
  now(): number;
  /** The real time. */
  machineNow(): number;
  /** Stands still at an instant, not before the present one, while the timers due then are fired. */
  holdAt(ms: number): void;
  /** Runs on from where it was held. */
  release(): void;
}

/** `beginAtMs` is when a sandbox begins that has no time of its own yet; without it, now. */
export function openClock({ db }: Store, realNow: () => number, beginAtMs?: number): SandboxClock {
  const save = db.prepare(
    "insert into setting (name, value) values ('clockOffsetMs', ?) on conflict (name) do update set value = excluded.value",
  );
  const saved = db.prepare("select value from setting where name = 'clockOffsetMs'").get();
  // An older sandbox that was never moved has saved no offset; what it has in its book says that it has begun all the same.
  const hasBegun = saved !== undefined || db.prepare('select 1 from book limit 1').get() !== undefined;
  let offsetMs = saved ? Number(saved.value) : 0;
  if (!hasBegun) {
    if (beginAtMs !== undefined) offsetMs = beginAtMs - realNow();
    save.run(String(offsetMs));
  }
  let heldMs: number | null = null;
  const now = () => heldMs ?? realNow() + offsetMs;
  return {
    now,
    machineNow: realNow,
    holdAt(ms) {
      heldMs = Math.max(ms, now());
      offsetMs = heldMs - realNow();
      save.run(String(offsetMs));
    },
    release() {
      if (heldMs === null) return;
      offsetMs = heldMs - realNow();
      heldMs = null;
      save.run(String(offsetMs));
    },
  };
}
