import type { DomainDeps } from '../domain/command/deps.ts';
import { appendEvents, change, eventAbout } from '../event-log/append.ts';
import type { Cause } from '../event-log/event.ts';
import type { InboxItem } from '../generated/prisma/client.ts';
import { inboxSchedule, nextTime, parkedGaps } from '../kernel/schedules.ts';
import type { StatusReason } from '../kernel/status-reason.ts';
import type { Tx } from '../platform/db.ts';
import { namesKnownOf } from './names-known.ts';

/** What became of an item that could not be applied, each in one transaction with the event that tells it. */

/** Tried again by its schedule; after the last time it is a dead letter. */
export async function retry(deps: DomainDeps, item: InboxItem, leaseToken: string, detail: string): Promise<void> {
  const { id, receivedAt, failures } = item;
  await mark(deps, item, leaseToken, (now) => {
    const nextAt = nextTime(inboxSchedule, failures, receivedAt, now, id);
    return { state: nextAt ? 'WAITING' : 'DEAD', problem: 'NOT_APPLIED', nextAt, detail, failures: failures + 1 };
  });
}

/** News of a thing that we do not have. It may be on its way to us, so it is tried a few times again, and is nobody's concern when it never comes. */
export async function park(deps: DomainDeps, item: InboxItem, leaseToken: string, detail: string): Promise<void> {
  const { failures } = item;
  await mark(deps, item, leaseToken, async (now, tx) => {
    const problem = 'NOT_FOUND';
    if (await becameKnown(tx, item))
      return { state: 'WAITING', problem, nextAt: now, detail, failures, aboutKnown: true };
    const gap = parkedGaps[failures];
    const nextAt = gap === undefined ? null : new Date(now.getTime() + gap);
    return { state: nextAt ? 'PARKED' : 'DEAD', problem, nextAt, detail, failures: failures + 1 };
  });
}

/** Whether the thing has become ours since we looked for it. Whoever stored it found no parked news to take up: this was still being read. */
async function becameKnown(tx: Tx, { merchantId, id, aboutKnown }: InboxItem): Promise<boolean> {
  if (aboutKnown) return false;
  const [row] = await tx.$queryRaw<{ known: boolean }[]>(namesKnownOf(merchantId, id));
  return row?.known === true;
}

/** Beyond our understanding: a dead letter at once, for a person. */
export async function bury(deps: DomainDeps, item: InboxItem, leaseToken: string, detail: string): Promise<void> {
  await mark(deps, item, leaseToken, () => ({
    state: 'DEAD',
    problem: 'UNREADABLE',
    nextAt: null,
    detail,
    failures: item.failures + 1,
  }));
}

interface Mark {
  readonly state: 'WAITING' | 'PARKED' | 'DEAD';
  readonly problem: NonNullable<InboxItem['problem']>;
  readonly nextAt: Date | null;
  readonly detail: string;
  readonly failures: number;
  readonly aboutKnown?: true;
}

async function mark(
  { db, log }: DomainDeps,
  item: InboxItem,
  leaseToken: string,
  decide: (now: Date, tx: Tx) => Mark | Promise<Mark>,
): Promise<void> {
  const { merchantId, id } = item;
  const marked = await db.forMerchant(merchantId, async (tx, now) => {
    const { detail, ...row } = await decide(now, tx);
    const told = row.state === 'DEAD' ? reasons[row.problem] : null;
    const version = item.version + (told ? 1 : 0);
    const { count } = await tx.inboxItem.updateMany({
      where: { merchantId, id, leaseToken },
      data: { ...row, version, lastError: detail.slice(0, 300), leaseToken: null, leaseUntil: null },
    });
    if (count === 0) return null;
    if (told)
      appendEvents(tx, now, [
        eventAbout(
          { ...item, version },
          {
            type: 'PROVIDER_NOTIFICATION_FAILED',
            subjectType: 'inb',
            change: change(item.state, 'DEAD', told),
            cause: causeOf(item),
            occurredAt: now,
          },
        ),
      ]);
    return { ...row, told };
  });
  if (marked?.told)
    log.error(
      { alarm: 'providerNotificationFailed', merchantId, inboxId: id, provider: item.provider, reason: marked.problem },
      'news of a provider could not be read or applied; it is kept as a dead letter',
    );
}

/** Why an event came about that an item led to. */
export function causeOf({ id, receivedAt }: InboxItem): Cause {
  return { by: 'webhook', inboxId: id, receivedAt: receivedAt.toISOString() };
}

/** What is told of a dead letter. News of what is not ours is nobody's concern: the account may serve another system beside us. */
const reasons: Readonly<Record<Mark['problem'], StatusReason | null>> = {
  UNREADABLE: {
    code: 'OTHER',
    message: 'The provider told something that we cannot read. See the notification for what to do.',
    origin: 'PROVIDER',
    retryable: true,
  },
  NOT_APPLIED: {
    code: 'OTHER',
    message:
      'What the provider told could not be applied, however often it was tried. See the notification for what to do.',
    origin: 'SYSTEM',
    retryable: true,
  },
  NOT_FOUND: null,
};
