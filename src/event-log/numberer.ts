import type { Db } from '../platform/db.ts';
import type { Heartbeat } from '../platform/processes.ts';
import { allShares, type Batch, sequenceBatch, shareCount } from './sequencer.ts';

/** Gives sequences, beside other processes that do. */
export interface Numberer {
  /** The next batch; null when there is none for this process. Of `everything`, also where another process should see to it. */
  next(everything: boolean): Promise<Extract<Batch, { readonly kind: 'sequenced' }> | null>;
}

/** What has waited for so long is taken by whoever sees it: its process is paused, cut off or dead, and its lock has ended. */
const takenOverAfterMs = 1_000;
const lookAtOthersEveryMs = 1_000;

/**
 * Each of the processes that live sees to every so many shares. Who sees to which is for speed alone: the locks decide who gives sequences,
 * so it does no harm that two believe a share to be theirs, and a share that nobody sees to is taken over.
 */
export function createNumberer(db: Pick<Db, 'sequencer'>, { numbering }: Pick<Heartbeat, 'numbering'>): Numberer {
  let lookedAtOthersAt = Number.NEGATIVE_INFINITY;
  return {
    async next(everything) {
      const us = numbering();
      const all = everything || !us || us.of === 1;
      const shares = all ? allShares : sharesOf(us);
      if (!all && performance.now() - lookedAtOthersAt > lookAtOthersEveryMs) {
        lookedAtOthersAt = performance.now();
        const others = allShares.filter((share) => !shares.includes(share));
        const batch = await sequenceBatch(db, { shares: others, waitedMs: takenOverAfterMs });
        if (batch.kind === 'sequenced') {
          lookedAtOthersAt = Number.NEGATIVE_INFINITY;
          return batch;
        }
      }
      const batch = await sequenceBatch(db, { shares });
      return batch.kind === 'sequenced' ? batch : null;
    },
  };
}

/** Every share is somebody's, however many there are; beyond as many as there are shares, some have none. */
export function sharesOf({ place, of }: NonNullable<ReturnType<Heartbeat['numbering']>>): readonly number[] {
  return allShares.filter((share) => share % Math.min(of, shareCount) === place);
}
