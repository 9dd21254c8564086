import type { DomainDeps } from '../domain/command/deps.ts';
import type { ConnectedAccount } from '../domain/port/accounts.ts';
import { providerNames, type RawRequest } from '../domain/port/provider.ts';
import type { WebhookRecord } from '../platform/observing/observer.ts';
import { itemsMax, storeIncoming } from './store.ts';

/** A provider's message as it came, and by which path. */
export interface WebhookRequest extends RawRequest {
  /** As in the path: the provider's name in lower case, then the account's secret segment. */
  readonly provider: string;
  readonly segment: string;
}
export interface WebhookAnswer {
  readonly status: number;
  readonly body?: string;
  /** What it has come to, for whoever is told of it. */
  readonly told?: Partial<Pick<WebhookRecord, 'merchantId' | 'accountId' | 'items' | 'duplicates'>> &
    Pick<WebhookRecord, 'outcome'>;
}

/**
 * Takes a provider's message in: verified over the raw bytes, stored with its items, then answered. Nothing is interpreted here, so
 * that the answer takes one insert, shared with those who come in the same moment, and what was answered with 2xx is never lost. An item that came before is counted, not stored.
 */
export async function receiveWebhook(
  deps: DomainDeps,
  { provider: path, segment, ...request }: WebhookRequest,
): Promise<WebhookAnswer> {
  const name = providerNames.find((known) => known.toLowerCase() === path);
  const found = name && (await deps.accounts.bySegment(name, segment));
  if (!found) return { status: 404, told: { outcome: 'unknownAddress' } };
  const { connected, now } = found;
  const whose = { merchantId: connected.merchantId, accountId: connected.id };
  // Nothing can be verified; the provider comes again.
  if (connected.unreadable) return { status: 503, told: { ...whose, outcome: 'accountUnreadable' } };
  const { inbound } = connected.provider;
  const arrived: RawRequest = { ...request, url: connected.callbackUrl, receivedAt: now };
  const check = inbound.verify(arrived, connected.account.settings);
  if (check !== 'verified' && check !== 'unverified')
    return { ...inbound.answer(check), told: { ...whose, outcome: check } };
  const split = inbound.split(arrived);
  if (!split.ok || split.value.length === 0 || split.value.length > itemsMax)
    return { ...inbound.answer('malformed'), told: { ...whose, outcome: 'malformed' } };
  const duplicates = await storeIncoming(deps, {
    merchantId: connected.merchantId,
    accountId: connected.id,
    provider: name,
    check,
    body: request.body,
    items: split.value,
    now,
  });
  if (duplicates > 0) deps.log.debug({ accountId: connected.id, duplicates }, 'webhook items came again');
  deps.wake('inbox');
  await noteCallback(deps, connected, now);
  return { ...inbound.answer(check), told: { ...whose, outcome: check, items: split.value.length, duplicates } };
}

const noteEveryMs = 60_000;
/** Nothing that was taken in is refused for it. */
async function noteCallback(
  { accounts, log }: DomainDeps,
  { id, lastCallbackAt }: ConnectedAccount,
  now: Date,
): Promise<void> {
  if (lastCallbackAt && now.getTime() - lastCallbackAt.getTime() < noteEveryMs) return;
  await accounts
    .noteCallback(id)
    .catch((err: unknown) => log.warn({ err, accountId: id }, 'the last callback of an account could not be noted'));
}
