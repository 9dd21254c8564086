import type { DomainDeps, WakeableWorker } from '../domain/command/deps.ts';
import { dueForOverdue, tellOverdue } from '../domain/operation/overdue.ts';
import { advance } from '../domain/operation/perform.ts';
import { checkCredentials } from '../domain/reconcile/check-credentials.ts';
import {
  checkAgreementStatus,
  checkBillingRequestStatus,
  checkMandateStatus,
  checkPaymentStatus,
  checkPayoutStatus,
  checkReceiptStatus,
  dueForReminder,
  remindOfSettlement,
} from '../domain/reconcile/check-status.ts';
import { advanceSchedule } from '../domain/schedule/advance.ts';
import { foldTotals } from '../domain/totals/fold.ts';
import type { Notifier } from '../event-log/notifier.ts';
import { createNumberer } from '../event-log/numberer.ts';
import { lookAgainAtForeign } from '../inbox/foreign.ts';
import { releaseLeftBehind } from '../inbox/line.ts';
import { pollEvents } from '../inbox/poll-events.ts';
import { processItem } from '../inbox/process.ts';
import type { Mailer } from '../mail/mailer.ts';
import { sendMail } from '../mail/send.ts';
import { deliverTo } from '../partner-webhooks/deliver.ts';
import type { DeliveryDeps } from '../partner-webhooks/endpoint.ts';
import type { Alarms } from '../platform/alarms.ts';
import { type Keyring, keyringReloadMs } from '../platform/keyring.ts';
import { claimDue, claimStatusChecks } from '../platform/leases.ts';
import { beatEveryMs, type Heartbeat } from '../platform/processes.ts';
import type { Role } from '../platform/settings/lists.ts';
import { startWorkerLoop, type WorkerLoop, type WorkerLoopOptions } from '../platform/worker-loop.ts';
import type { Connector } from './connect-accounts.ts';
import { purgeExpired } from './retention.ts';
import { watch } from './watch.ts';

export interface Workers {
  wake: DomainDeps['wake'];
  /**
   * Works until nothing is due anywhere: what the sandbox's clock waits for. False where more comes in all the time.
   */
  drain(): Promise<boolean>;
  /**
   * Carries out a task once what is under way has ended, and takes nothing up before the task is done: while two clocks are being moved, a
   * call that is signed with the time would be refused.
   */
  pauseWhile<T>(task: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const hour = 60 * 60 * 1_000;
/**
 * Rounds that one drain may take. What is due leads to no more than a dozen further steps, each of which is done in the next round at the
 * latest: from a call over the provider's news and our own event to its delivery. More comes only from those who call meanwhile.
 */
const roundsMax = 50;
/** Where the last drain did not come to rest, the next is not likely to. */
const roundsBesideTraffic = 3;

/** Whose role the loops are that are woken by what others have just written. */
const roleOf: Readonly<Record<WakeableWorker, Role>> = {
  sequencer: 'sequencer',
  deliveries: 'deliveries',
  inbox: 'worker',
};

type LoopOptions<T> = Omit<WorkerLoopOptions<T>, 'log' | 'observe'>;
const isWakeable = (kind: string): kind is WakeableWorker => Object.hasOwn(roleOf, kind);

/**
 * The loops that carry everything deferred, as far as it is this process's role. Any number of processes may run them side by side. What
 * is another's is done here all the same while something waits until nothing is due: the sandbox's clock goes from timer to timer.
 */
export function startWorkers(
  roles: ReadonlySet<Role>,
  deps: DomainDeps,
  notifier: Notifier,
  deliveryDeps: DeliveryDeps,
  mailer: Mailer | null,
  alarms: Alarms,
  keyring: Keyring,
  connector: Connector,
  keepTime: () => Promise<void>,
  heartbeat: Heartbeat,
): Workers {
  const { db, accounts, log, observe } = deps;
  const { claims } = db;
  const once = (task: () => Promise<unknown>) => async (): Promise<readonly []> => {
    await task();
    return [];
  };
  let pauses = 0;
  let drains = 0;
  const numberer = createNumberer(db, heartbeat);
  const startAnywhere = <T>(options: LoopOptions<T>): WorkerLoop => startWorkerLoop({ ...options, log, observe });
  const startLoop = <T>(role: Role, options: LoopOptions<T>): WorkerLoop =>
    startAnywhere({ ...options, claim: async (free) => (roles.has(role) || drains > 0 ? options.claim(free) : []) });
  const pausable: WorkerLoop[] = [];
  const startPausable = <T>(role: Role, options: LoopOptions<T>): WorkerLoop => {
    const loop = startLoop(role, { ...options, claim: async (free) => (pauses > 0 ? [] : options.claim(free)) });
    pausable.push(loop);
    return loop;
  };
  const loops = {
    sequencer: startPausable('sequencer', {
      name: 'sequencer',
      slots: 1,
      pollMs: 1_000,
      async claim() {
        const batch = await numberer.next(drains > 0);
        return batch ? [batch] : [];
      },
      work: async ({ merchantIds, deliveries, events, waitedSeconds }) => {
        observe?.sequenced({ events, waitedSeconds });
        notifier.notify(merchantIds);
        if (deliveries) wake('deliveries');
      },
    }),
    deliveries: startLoop('deliveries', {
      name: 'deliveries',
      // A slot waits for one endpoint, for half a minute when that hangs; a merchant has ten at most.
      slots: 64,
      pollMs: 1_000,
      claim: (free) => claimDue(claims, 'webhook_endpoint', free),
      work: (claim) => deliverTo(deliveryDeps, claim),
    }),
    // Without a server mail is kept, and none is taken up.
    ...(mailer
      ? {
          mails: startLoop('worker', {
            name: 'mails',
            slots: 4,
            pollMs: 2_000,
            claim: (free) => claimDue(claims, 'mail', free),
            work: (claim) => sendMail({ ...deps, mailer }, claim),
          }),
        }
      : {}),
    operations: startPausable('worker', {
      name: 'operations',
      slots: 16,
      pollMs: 500,
      claim: (free) => claimDue(claims, 'operation', free),
      work: (claim) => advance(deps, claim),
    }),
    inbox: startPausable('worker', {
      name: 'inbox',
      slots: 8,
      pollMs: 1_000,
      claim: (free) => claimDue(claims, 'inbox', free),
      work: (claim) => processItem(deps, claim),
    }),
    foreignNews: startPausable('worker', {
      name: 'foreignNews',
      slots: 2,
      pollMs: 1_000,
      claim: (free) => claimDue(claims, 'foreign_inbox', free),
      work: (claim) => processItem(deps, claim),
    }),
    parkedNews: startPausable('worker', {
      name: 'parkedNews',
      slots: 1,
      pollMs: 2_000,
      claim: async () => ((await lookAgainAtForeign(db)) > 0 ? [null] : []),
      work: async () => {
        loops.inbox.wake();
      },
    }),
    schedules: startPausable('worker', {
      name: 'schedules',
      // Charges are asked for days early: nobody waits for them, and many at a time would have callers wait.
      slots: 2,
      pollMs: 1_000,
      claim: (free) => claimDue(claims, 'payment_schedule', free),
      work: (claim) => advanceSchedule(deps, claim),
    }),
    payments: startPausable('worker', {
      name: 'payments',
      slots: 4,
      pollMs: 1_000,
      claim: (free) => claimStatusChecks(claims, 'one_off_payment', free),
      work: (check) => checkPaymentStatus(deps, check),
    }),
    agreements: startPausable('worker', {
      name: 'agreements',
      slots: 4,
      pollMs: 1_000,
      claim: (free) => claimStatusChecks(claims, 'agreement', free),
      work: (check) => checkAgreementStatus(deps, check),
    }),
    mandates: startPausable('worker', {
      name: 'mandates',
      slots: 4,
      pollMs: 1_000,
      claim: (free) => claimStatusChecks(claims, 'mandate', free),
      work: (check) => checkMandateStatus(deps, check),
    }),
    billingRequests: startPausable('worker', {
      name: 'billingRequests',
      slots: 4,
      pollMs: 1_000,
      claim: (free) => claimStatusChecks(claims, 'billing_request', free),
      work: (check) => checkBillingRequestStatus(deps, check),
    }),
    receipts: startPausable('worker', {
      name: 'receipts',
      slots: 2,
      pollMs: 1_000,
      claim: (free) => claimStatusChecks(claims, 'transfer_receipt', free),
      work: (check) => checkReceiptStatus(deps, check),
    }),
    payouts: startPausable('worker', {
      name: 'payouts',
      slots: 2,
      pollMs: 1_000,
      claim: (free) => claimStatusChecks(claims, 'payout', free),
      work: (check) => checkPayoutStatus(deps, check),
    }),
    polls: startPausable('worker', {
      name: 'polls',
      slots: 4,
      pollMs: 10_000,
      claim: (free) => accounts.claimPolls(free),
      work: (poll) => pollEvents(deps, poll),
    }),
    credentials: startPausable('worker', {
      name: 'credentials',
      slots: 2,
      pollMs: 10_000,
      claim: (free) => accounts.claimCredentialChecks(free),
      work: (account) => checkCredentials(deps, account),
    }),
    overdue: startPausable('worker', {
      name: 'overdue',
      slots: 4,
      pollMs: 10_000,
      claim: (free) => dueForOverdue(deps, free),
      work: (operation) => tellOverdue(deps, operation),
    }),
    settlementReminders: startPausable('worker', {
      name: 'settlementReminders',
      slots: 4,
      pollMs: 10_000,
      claim: (free) => dueForReminder(deps, free),
      work: (payment) => remindOfSettlement(deps, payment),
    }),
  };
  const alone = { slots: 1, work: async () => undefined };
  const background = [
    startLoop('api', {
      name: 'accounts',
      ...alone,
      pollMs: 10_000,
      claim: once(() => connector.connect()),
    }),
    startLoop('worker', {
      name: 'inboxLine',
      ...alone,
      pollMs: 10_000,
      claim: once(async () => {
        if ((await releaseLeftBehind(db)) > 0) loops.inbox.wake();
      }),
    }),
    startLoop('worker', {
      name: 'totals',
      ...alone,
      pollMs: 1_000,
      claim: once(() => foldTotals(db)),
    }),
    startAnywhere({
      name: 'alarms',
      ...alone,
      pollMs: 10_000,
      claim: once(() => watch(db, alarms, connector, heartbeat)),
    }),
    startAnywhere({
      name: 'heartbeat',
      ...alone,
      pollMs: beatEveryMs,
      claim: once(() => heartbeat.beat()),
    }),
    startAnywhere({
      name: 'time',
      ...alone,
      pollMs: 10_000,
      claim: once(keepTime),
    }),
    startAnywhere({
      name: 'keyring',
      ...alone,
      pollMs: keyringReloadMs,
      claim: once(() => keyring.reload()),
    }),
    startLoop('worker', {
      name: 'retention',
      ...alone,
      pollMs: hour,
      claim: once(() => purgeExpired(deps)),
    }),
  ];
  const all: readonly WorkerLoop[] = Object.values(loops);
  const wakeHere = (name: WakeableWorker): void => {
    loops[name].wake();
    if (name === 'inbox') loops.foreignNews.wake();
  };
  const wake = (name: WakeableWorker): void => {
    const ours = roles.has(roleOf[name]);
    if (ours) wakeHere(name);
    // Where several number, each sees to its own share.
    if (!ours || (name === 'sequencer' && (heartbeat.numbering()?.of ?? 1) > 1)) notifier.notifyWork(name);
  };
  notifier.onWork((kind) => {
    if (isWakeable(kind) && roles.has(roleOf[kind])) wakeHere(kind);
  });
  let besideTraffic = false;
  return {
    wake(...names) {
      for (const name of names) wake(name);
    },
    async drain() {
      const rounds = besideTraffic ? roundsBesideTraffic : roundsMax;
      drains += 1;
      try {
        for (let round = 0; round < rounds; round++) {
          const worked = await Promise.all(all.map((loop) => loop.drain()));
          besideTraffic = worked.includes(true);
          if (!besideTraffic) return true;
        }
        return false;
      } finally {
        drains -= 1;
      }
    },
    async pauseWhile(task) {
      pauses += 1;
      try {
        await Promise.all(pausable.map((loop) => loop.drain()));
        return await task();
      } finally {
        pauses -= 1;
      }
    },
    async stop() {
      await Promise.all([...all, ...background].map((loop) => loop.stop()));
    },
  };
}
