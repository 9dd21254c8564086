import { callContext } from '../domain/command/call-context.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import type { ConnectedAccount } from '../domain/port/accounts.ts';
import type { Fact, InboundItem, ProviderRef, RecurringPaymentReport } from '../domain/port/provider.ts';
import { applyFacts } from '../domain/reconcile/apply.ts';
import { applyContext, UnknownReference } from '../domain/reconcile/apply-context.ts';
import { knownRef } from '../domain/reconcile/refs.ts';
import { noteUnreadable } from '../domain/reconcile/unreadable.ts';
import { appendEvents, change, eventAbout } from '../event-log/append.ts';
import type { Cause } from '../event-log/event.ts';
import type { InboxItem } from '../generated/prisma/client.ts';
import { unreachable } from '../kernel/result.ts';
import type { Reader, Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { Claim } from '../platform/leases.ts';
import type { ItemOutcome } from '../platform/observing/observer.ts';
import { inSpan } from '../platform/observing/tracing.ts';
import { reportEvent } from './report.ts';
import { bury, causeOf, park, retry } from './set-aside.ts';
import { fromStored, withoutPersonal } from './stored-item.ts';

/** What an item has come to before anything is written. */
type Reading =
  | {
      readonly kind: 'facts';
      readonly facts: readonly Fact[];
      readonly checkedAt?: Date;
      /** Of a payment that is no part of ours. */
      readonly report?: RecurringPaymentReport;
    }
  | { readonly kind: 'unclear'; readonly detail: string }
  | { readonly kind: 'absent' }
  /** Beyond our understanding, and nothing that can be asked about: for a person. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/**
 * Takes one item from the inbox to its end: interpret, ask where the proof was weak, then apply and mark done in one transaction, so
 * that a crash at any point leaves the item either open or applied, never half of it.
 */
export async function processItem(deps: DomainDeps, { merchantId, id, leaseToken }: Claim): Promise<void> {
  const item = await deps.db
    .reader(merchantId)
    .inboxItem.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const connected = await deps.accounts.byId(item.accountId);
  // Its lease brings it back, until the account's settings can be read.
  if (!connected || connected.unreadable || item.leaseToken !== leaseToken) return;
  const name = `inbox ${item.about.slice(0, item.about.indexOf(':'))}`;
  return inSpan(name, { kind: 'consumer', parent: item.traceparent }, () => take(deps, connected, item, leaseToken));
}

async function take(deps: DomainDeps, connected: ConnectedAccount, item: InboxItem, leaseToken: string): Promise<void> {
  const startedAt = performance.now();
  let outcome: ItemOutcome = 'failed';
  try {
    const reading = await read(deps, connected, item);
    await failpoint('inbox.afterRead');
    switch (reading.kind) {
      case 'facts':
        await apply(deps, connected, item, leaseToken, reading);
        outcome = 'applied';
        return;
      case 'unclear':
        outcome = 'retried';
        return await retry(deps, item, leaseToken, reading.detail);
      case 'absent':
        outcome = 'parked';
        return await park(deps, item, leaseToken, 'the provider has no such thing');
      case 'unreadable':
        outcome = 'dead';
        return await bury(deps, item, leaseToken, reading.detail);
      default:
        return unreachable(reading);
    }
  } catch (error) {
    if (error instanceof UnknownReference) {
      outcome = 'parked';
      return await park(deps, item, leaseToken, error.message);
    }
    deps.log.error({ inboxId: item.id, provider: item.provider, error }, 'a webhook item could not be applied');
    return await retry(deps, item, leaseToken, error instanceof Error ? error.name : 'error');
  } finally {
    const kind = item.about.slice(0, item.about.indexOf(':'));
    deps.observe?.inboxItem({ provider: item.provider, kind, outcome, durationMs: performance.now() - startedAt });
    deps.wake('sequencer', 'inbox');
  }
}

async function read(deps: DomainDeps, connected: ConnectedAccount, row: InboxItem): Promise<Reading> {
  const item = fromStored(deps.sealer, row.id, row.item);
  const { provider, account } = connected;
  const meaning = provider.inbound.interpret(item, account.settings);
  switch (meaning.kind) {
    case 'facts':
      return meaning;
    case 'irrelevant':
      return { kind: 'facts', facts: [] };
    case 'report':
      return readReport(deps, connected, row, item, meaning.report);
    case 'checkStatus':
      return (await check(deps, connected, meaning.ref, item, causeOf(row))) ?? { kind: 'absent' };
    case 'unrecognised': {
      // A word that is new, missing or odd is no reason to be deaf: what is said of a thing that we have makes us ask how it stands.
      const { ref } = meaning;
      const reading = await check(deps, connected, ref ?? item.about, item, causeOf(row));
      // What its own provider does not know either is nobody's news: only a person can tell.
      if (!ref && (!reading || reading.kind === 'absent')) return { kind: 'unreadable', detail: meaning.detail };
      if (!reading) return { kind: 'absent' };
      if (reading.kind !== 'facts') return reading;
      deps.log.warn(
        { inboxId: row.id, provider: provider.name, reason: meaning.detail },
        'a provider used a word that is in no table of ours; it was asked instead',
      );
      return reading;
    }
    default:
      return unreachable(meaning);
  }
}

/** What is told of a payment that may be another system's: a charge of ours is asked about, and the rest is handed on. */
async function readReport(
  deps: DomainDeps,
  connected: ConnectedAccount,
  row: InboxItem,
  item: InboundItem,
  report: RecurringPaymentReport,
): Promise<Reading> {
  const ours = await check(deps, connected, report.payment, item, causeOf(row));
  if (ours) return ours;
  return (await isBeingMade(deps.db.reader(row.merchantId), connected, report))
    ? { kind: 'unclear', detail: 'a charge with this reference is being asked for' }
    : { kind: 'facts', facts: [], report };
}

/** Whether a charge of ours, whose id at the provider is not known yet, bears the reference that is told. */
async function isBeingMade(
  reader: Reader,
  { merchantId, provider }: ConnectedAccount,
  { payment, externalId }: RecurringPaymentReport,
): Promise<boolean> {
  if (externalId === undefined) return false;
  const on = { provider: provider.name, providerReference: payment.within?.id ?? '' };
  const found = await reader.oneOffPayment.findFirst({
    where: { merchantId, externalId, kind: 'CHARGE', state: 'CREATED', providerReference: null, agreement: on },
    select: { id: true },
  });
  return found !== null;
}

/** Asks how a thing stands that news is about. Null where we have no such thing. */
async function check(
  deps: DomainDeps,
  connected: ConnectedAccount,
  about: ProviderRef,
  item: InboundItem,
  cause: Cause,
): Promise<Reading | null> {
  const { merchantId, provider } = connected;
  // Without a thing of ours, asking could only tell of what is not ours, and a forger could make us ask for ever.
  const ref = await knownRef(deps.db.reader(merchantId), merchantId, provider.name, about);
  if (!ref) return null;
  const now = await deps.db.forMerchant(merchantId, async (_tx, at) => at);
  const answer = await provider.checkStatus(callContext(deps, connected, now), ref, item);
  if (answer.kind === 'facts') return { ...answer, checkedAt: now };
  if (answer.kind === 'pending') return { kind: 'facts', facts: [] };
  if (answer.kind === 'absent') return { kind: 'absent' };
  if (answer.kind === 'unknown') await noteUnreadable(deps, connected, ref, answer.why, cause);
  return { kind: 'unclear', detail: answer.kind === 'refused' ? answer.why.message : answer.why.detail };
}

async function apply(
  deps: DomainDeps,
  connected: ConnectedAccount,
  item: InboxItem,
  leaseToken: string,
  { facts, checkedAt, report }: Extract<Reading, { kind: 'facts' }>,
): Promise<void> {
  const { merchantId, id } = item;
  const cause = causeOf(item);
  // What was told as failed is told as processed.
  const processed = item.version === 0 ? 0 : item.version + 1;
  const version = report ? processed + 1 : processed;
  const work = async (tx: Tx, now: Date): Promise<void> => {
    const { count } = await tx.inboxItem.updateMany({
      where: { merchantId, id, leaseToken, state: { in: ['WAITING', 'PARKED'] } },
      data: {
        state: 'DONE',
        doneAt: now,
        nextAt: null,
        leaseToken: null,
        leaseUntil: null,
        lastError: null,
        problem: null,
        version,
        item: withoutPersonal(item.item),
      },
    });
    // Another has taken the item over, and has applied it or will.
    if (count === 0) return;
    if (processed > 0)
      appendEvents(tx, now, [
        eventAbout(
          { ...item, version: processed },
          {
            type: 'PROVIDER_NOTIFICATION_PROCESSED',
            subjectType: 'inb',
            change: change('DEAD', 'PROCESSED'),
            cause,
            occurredAt: now,
          },
        ),
      ]);
    if (report) appendEvents(tx, now, [await reportEvent(tx, now, item, version, report)]);
    await applyFacts(applyContext(deps, { tx, now, connected, cause, checkedAt }), facts);
    await failpoint('inbox.beforeCommit');
  };
  // What has come is known: a row that somebody holds must not count as a failure to apply it.
  await deps.db.forMerchant(merchantId, work, { insist: true });
}
