import type pg from 'pg';

/** How a pool of connections stands. */
export interface PoolState {
  readonly name: string;
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
  readonly max: number;
}

/** How several pools stand, each under its name. */
export function poolStates(pools: Readonly<Record<string, pg.Pool>>): readonly PoolState[] {
  return Object.entries(pools).map(
    ([
      name,
      {
        totalCount,
        idleCount,
        waitingCount,
        options: { max },
      },
    ]) => ({
      name,
      used: totalCount - idleCount,
      idle: idleCount,
      waiting: waitingCount,
      max,
    }),
  );
}

/** Ends the connections that wait for work: where one server has gone silent they lead to the same, and each would cost a time-out. */
export async function dropIdle(...pools: readonly pg.Pool[]): Promise<void> {
  for (const pool of pools)
    for (let left = pool.idleCount; left > 0; left--) {
      const client = await pool.connect().catch(() => null);
      client?.release(true);
    }
}
