import type { CallContext, Connection, PolledEvents } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { expectBody, type Found, startCall } from '../kit/client.ts';
import type { NotSent, Unknown } from '../kit/outcomes.ts';
import { type Call, name, send } from './client.ts';
import { listBytesMax, lookUp, readRefusal, webhooksPath } from './lookup.ts';
import { pollLedgers } from './payouts/poll.ts';
import type { Settings } from './settings.ts';
import { agreementEvents, chargeEvents } from './webhook.ts';
import { webhookCreated, webhookList } from './wire.ts';

/** The webhook that calls us (notes §4.1): registered by a call, which answers with the secret that its news is signed by, once. */

const events: readonly string[] = [...agreementEvents, ...chargeEvents];

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
}

/**
 * Leaves the webhook that we know in place, where it still calls us. Else a new one is registered first, so that nothing is missed, and then
 * those that have our address and whose secret nobody knows are deleted: an answer of theirs was lost.
 */
export async function connect(context: CallContext<Settings>): Promise<Result<Connection<Settings>, string>> {
  const call = startCall(context);
  const { webhookId, webhookSecret } = context.account.settings;
  const registered = await webhooks(call);
  if (registered.kind !== 'found') return refuse(notListed(registered));
  const known = registered.value.find(({ id }) => id === webhookId);
  if (known && webhookSecret !== undefined && callsUs(known, context.callbackUrl)) return ok({});
  const reply = await send(call, { method: 'POST', path: webhooksPath, body: { url: context.callbackUrl, events } });
  if (reply.kind !== 'reply') return refuse(`POST: ${said(reply)}`);
  if (reply.status !== 201)
    return refuse(`POST: ${name} answered ${reply.status} (${readRefusal(reply).detail ?? 'without a reason'})`);
  const made = expectBody(reply, webhookCreated, 'the answer to a new webhook');
  // What was made is found in the list next time, and deleted.
  if (!made.ok) return refuse(`POST: ${made.error.why.detail}`);
  const settings = {
    webhookId: made.value.id,
    webhookSecret: made.value.secret,
    ...(webhookSecret === undefined ? {} : { previousWebhookSecret: webhookSecret }),
  };
  const others = registered.value.filter(({ id, url }) => url === context.callbackUrl || id === webhookId);
  for (const { id } of others)
    await send(call, { method: 'DELETE', path: `${webhooksPath}/${encodeURIComponent(id)}` });
  return ok({ settings });
}

/**
 * Reads on in the ledgers, and looks whether the webhook is still there: one whose address was dead for a fortnight is removed, and nobody is told.
 * There is no list of events. Neither of the two keeps the other from being done.
 */
export async function pollEvents(context: CallContext<Settings>, cursor: string | null): Promise<PolledEvents> {
  const call = startCall(context);
  const forgotten = await isForgotten(call);
  const told = await pollLedgers(call, cursor);
  if (told.kind === 'events') return forgotten === true ? { ...told, forgotten } : told;
  return forgotten === true ? { kind: 'forgotten' } : told;
}

/** Null where that could not be asked. */
async function isForgotten(call: Call): Promise<boolean | null> {
  const registered = await webhooks(call);
  if (registered.kind === 'unknown') return null;
  const all = registered.kind === 'found' ? registered.value : [];
  const { webhookId } = call.context.account.settings;
  // By whichever address it was registered: that may be another process's.
  return !all.some((one) => one.id === webhookId && hearsAll(one));
}

/** Asks for the webhooks of the sales unit. */
export async function checkCredentials(context: CallContext<Settings>): Promise<Result<void, string>> {
  const registered = await webhooks(startCall(context));
  return registered.kind === 'found' ? ok(undefined) : refuse(notListed(registered));
}

async function webhooks(call: Call): Promise<Found<readonly Webhook[]>> {
  const found = await lookUp(call, webhooksPath, webhookList, listBytesMax);
  return found.kind === 'found' ? { kind: 'found', value: found.value.webhooks } : found;
}

function callsUs(webhook: Webhook, callbackUrl: string): boolean {
  return webhook.url === callbackUrl && hearsAll(webhook);
}

function hearsAll(webhook: Webhook): boolean {
  return events.every((event) => webhook.events.includes(event));
}

function notListed(answer: Exclude<Found<unknown>, { kind: 'found' }>): string {
  return answer.kind === 'missing' ? 'GET: the list of webhooks is not there' : `GET: ${said(answer)}`;
}

function said({ why }: NotSent | Unknown): string {
  return `${why.kind}, ${why.detail}`;
}
