import { setTimeout as wait } from 'node:timers/promises';
import { type Link, startLink } from '../support/link.ts';
import { type Cluster, missingPackages, outageKinds, startCluster } from './cluster.ts';
import type { KillOptions } from './kill.ts';
import { type Outage, runOutages } from './outages.ts';
import { startStage } from './stage.ts';

const backWithinMs = 30_000;

/** The primary of two is killed under load, in turn alone, with its machine, and without a word on the wire: the standby takes over. */
export async function runFailover(options: KillOptions, say: (line: string) => void): Promise<boolean> {
  const missing = missingPackages();
  if (missing.length > 0) throw new Error(`it needs of Debian's packages: ${missing.join(', ')}`);
  const { logs, kills, everyMs } = options;
  let cluster: Cluster | undefined;
  let link: Link | undefined;
  const stage = await startStage({
    products: 2,
    logs,
    env: { PROVIDER_DEADLINE_MS: '4000' },
    openDatabase: async (dataDir) => {
      cluster = await startCluster(dataDir, logs);
      return cluster;
    },
    route: async (url) => {
      link = await startLink(url);
      return { DATABASE_URL: link.url };
    },
  });
  try {
    return await runOutages({
      stage,
      options,
      say,
      backWithinMs,
      async disturb(served, random) {
        const outages: Outage[] = [];
        while (outages.length < kills) {
          await cluster?.whole();
          await wait(everyMs * (0.5 + random()));
          const kind = outageKinds[Math.floor(random() * outageKinds.length)] ?? 'server';
          const from = performance.now();
          // What is on the wire is swallowed, and the connections that there were never say a word again.
          if (kind === 'silence') link?.strand();
          await cluster?.failOver(kind);
          const takenOverMs = performance.now() - from;
          await served();
          const backMs = performance.now() - from;
          outages.push({ kind, backMs });
          say(
            `${outages.length}: ${kind}, another primary after ${Math.round(takenOverMs)} ms, served after ${Math.round(backMs)} ms`,
          );
        }
        await cluster?.whole();
        return outages;
      },
    });
  } finally {
    await stage.close();
    link?.close();
  }
}
