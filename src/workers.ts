import { callContext } from './domain/call-context.ts';
import type { DomainDeps } from './domain/deps.ts';
import { advance } from './domain/operation/perform.ts';
import {
  askAboutAgreement,
  askAboutBillingRequest,
  askAboutMandate,
  askAboutPayment,
  dueForNotice,
  giveNotice,
} from './domain/sweep.ts';
import { claimDue, claimQuestions } from './due.ts';
import type { Bell } from './events/bell.ts';
import { numberBatch } from './events/sequencer.ts';
import { type Loop, startLoop } from './loop.ts';
import { readNews } from './webhooks/poll.ts';
import { processItem } from './webhooks/process.ts';

export interface Workers {
  wake: DomainDeps['wake'];
  /** Works until nothing is due anywhere: what the sandbox's clock waits for. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const hour = 60 * 60 * 1_000;
/** Rounds that one drain may take; work that goes on making new due work for longer is a bug. */
const roundsMax = 1_000;

/** The loops that carry everything deferred. Any number of processes may run them side by side. */
export function startWorkers(deps: DomainDeps, bell: Bell): Workers {
  const { db, accounts, log } = deps;
  const { worker } = db;
  const once = (task: () => Promise<void>) => async (): Promise<readonly []> => {
    await task();
    return [];
  };
  const loops = {
    sequencer: startLoop({
      name: 'sequencer',
      slots: 1,
      pollMs: 1_000,
      log,
      async claim() {
        const batch = await numberBatch(db);
        return batch.kind === 'numbered' ? [batch] : [];
      },
      work: async ({ merchantIds }) => bell.ring(merchantIds),
    }),
    operations: startLoop({
      name: 'operations',
      slots: 16,
      pollMs: 500,
      log,
      claim: (free) => claimDue(worker, 'operation', free),
      work: (claim) => advance(deps, claim),
    }),
    inbox: startLoop({
      name: 'inbox',
      slots: 8,
      pollMs: 1_000,
      log,
      claim: (free) => claimDue(worker, 'inbox', free),
      work: (claim) => processItem(deps, claim),
    }),
    payments: startLoop({
      name: 'payments',
      slots: 4,
      pollMs: 1_000,
      log,
      claim: (free) => claimQuestions(worker, 'one_off_payment', free),
      work: (question) => askAboutPayment(deps, question),
    }),
    agreements: startLoop({
      name: 'agreements',
      slots: 4,
      pollMs: 1_000,
      log,
      claim: (free) => claimQuestions(worker, 'agreement', free),
      work: (question) => askAboutAgreement(deps, question),
    }),
    mandates: startLoop({
      name: 'mandates',
      slots: 4,
      pollMs: 1_000,
      log,
      claim: (free) => claimQuestions(worker, 'mandate', free),
      work: (question) => askAboutMandate(deps, question),
    }),
    billingRequests: startLoop({
      name: 'billingRequests',
      slots: 4,
      pollMs: 1_000,
      log,
      claim: (free) => claimQuestions(worker, 'billing_request', free),
      work: (question) => askAboutBillingRequest(deps, question),
    }),
    polls: startLoop({
      name: 'polls',
      slots: 4,
      pollMs: 10_000,
      log,
      claim: (free) => accounts.claimPolls(free),
      work: (poll) => readNews(deps, poll),
    }),
    notices: startLoop({
      name: 'notices',
      slots: 4,
      pollMs: 10_000,
      log,
      claim: (free) => dueForNotice(deps, free),
      work: (payment) => giveNotice(deps, payment),
    }),
  };
  const background = [
    startLoop({
      name: 'accounts',
      slots: 1,
      pollMs: 10_000,
      log,
      claim: once(() => connectAccounts(deps)),
      work: async () => undefined,
    }),
    startLoop({
      name: 'retention',
      slots: 1,
      pollMs: hour,
      log,
      claim: once(() => forget(deps)),
      work: async () => undefined,
    }),
  ];
  const all: readonly Loop[] = Object.values(loops);
  return {
    wake(...names) {
      for (const name of names) loops[name].wake();
    },
    async drain() {
      for (let round = 0; round < roundsMax; round++) {
        const worked = await Promise.all(all.map((loop) => loop.drain()));
        if (!worked.includes(true)) return;
      }
      throw new Error(`work did not come to rest within ${roundsMax} rounds`);
    },
    async stop() {
      await Promise.all([...all, ...background].map((loop) => loop.stop()));
    },
  };
}

/** Tells each provider where to call us, when it does not know yet. */
export async function connectAccounts(deps: DomainDeps): Promise<void> {
  const { db, accounts, log } = deps;
  for (const connected of await accounts.unconnected()) {
    const now = await db.forMerchant(connected.merchantId, async (_tx, at) => at);
    const told = await connected.provider.connect(callContext(deps, connected, now));
    if (told.ok) await accounts.markConnected(connected.id, connected.callbackUrl);
    else
      log.warn(
        { accountId: connected.id, provider: connected.provider.name, reason: told.error },
        'the provider could not be told where to call us; it is tried again',
      );
  }
}

/** Keys are kept 30 days and raw receipts 90; events and money rows for as long as the merchant. */
async function forget({ db: { worker } }: DomainDeps): Promise<void> {
  await worker.query('delete from idempotency where expires_at < app_now()');
  await worker.query(`delete from webhook_receipt where received_at < app_now() - interval '90 days'`);
}
