import { setTimeout as wait } from 'node:timers/promises';
import { type Pooler, pgbouncerVersion, startPgbouncer } from '../support/pgbouncer.ts';
import type { KillOptions } from './kill.ts';
import { type Outage, runOutages, throughput } from './outages.ts';
import { startStage } from './stage.ts';

const products = 2;
/** Sessions of PostgreSQL for both products, which would open 48 by themselves. */
const size = 8;
const throughputForMs = 20_000;
const backWithinMs = 15_000;

/** PgBouncer by transaction before PostgreSQL: what it costs, and what becomes of everybody when it is killed again and again. */
export async function runPooler(options: KillOptions, say: (line: string) => void): Promise<boolean> {
  if (pgbouncerVersion === null) throw new Error('there is no PgBouncer here (Debian: pgbouncer)');
  const { logs, kills, everyMs } = options;
  const direct = await startStage({ products, logs });
  const directly = await throughput(direct, options, throughputForMs).finally(() => direct.close());

  let pooler: Pooler | undefined;
  const stage = await startStage({
    products,
    logs,
    env: { PROVIDER_DEADLINE_MS: '4000' },
    route: async (url) => {
      pooler = await startPgbouncer(url, { size });
      return { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: url };
    },
  });
  try {
    const pooled = await throughput(stage, options, throughputForMs);
    const well = await runOutages({
      stage,
      options,
      say,
      backWithinMs,
      async disturb(served, random) {
        const outages: Outage[] = [];
        while (outages.length < kills) {
          await wait(everyMs * (0.5 + random()));
          const awayMs = 100 + random() * 1_500;
          await pooler?.kill();
          await wait(awayMs);
          await pooler?.start();
          const from = performance.now();
          await served();
          outages.push({ kind: `PgBouncer ${pgbouncerVersion}`, backMs: performance.now() - from });
          if (outages.length % 10 === 0) say(`${outages.length} kills`);
        }
        return outages;
      },
    });
    say(
      `operations a second   ${directly.toFixed(1)} directly, ${pooled.toFixed(1)} by ${size} sessions of PgBouncer: ${(pooled / directly).toFixed(2)}`,
    );
    return well;
  } finally {
    await stage.close();
    await pooler?.close();
  }
}
