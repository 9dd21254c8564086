import { createHmac } from 'node:crypto';
import type { CallbackReader, Step } from '../kit/simulator.ts';
import { after } from '../kit/time.ts';
import { newId } from './ids.ts';
import { find } from './records.ts';
import { settingsOf, type WebhookEndpoint } from './settings.ts';

/** How a fault script names a delivery of events. */
export const webhookName = 'webhook';
/** The timer that ends a window in which events are held. */
export const webhookTimer = 'webhooksLeave';

/** At the end of each step: sends the step's events in as few deliveries as the account's settings allow, or holds them. */
export function sendEvents(step: Step): void {
  if (step.documents.list('unsent', { limit: 1 }).length === 0) return;
  const { webhookWindowMs } = settingsOf(step);
  if (webhookWindowMs === 0) releaseEvents(step);
  else if (step.documents.get('held', 'since') === null) {
    step.documents.put('held', 'since', step.now.toISOString());
    step.setTimer(webhookTimer, '', after(step, webhookWindowMs));
  }
}

/** Sends whatever is unsent, oldest first. */
export function releaseEvents(step: Step): void {
  const { webhookEndpoints, eventsPerWebhook } = settingsOf(step);
  step.documents.remove('held', 'since');
  step.cancelTimer(webhookTimer, '');
  const events = step.documents.list<string>('unsent').flatMap((id) => find(step, 'events', id) ?? []);
  for (const { id } of events) step.documents.remove('unsent', id);
  for (const endpoint of webhookEndpoints) {
    for (let start = 0; start < events.length; start += eventsPerWebhook) {
      const some = events.slice(start, start + eventsPerWebhook);
      const id = newId(step, 'webhook');
      // The delivery itself says only where it goes; which secret is meant stands here.
      step.documents.put('webhooks', id, endpoint);
      step.push({
        name: webhookName,
        url: endpoint.url,
        subjects: [...new Set(some.flatMap(({ links }) => Object.values(links)))],
        body: { events: some, meta: { webhook_id: id } },
      });
    }
  }
}

/** The headers of a delivery: the HMAC of exactly these bytes under the secret of its endpoint. */
export async function signWebhook(
  { documents }: CallbackReader,
  { body, bad }: { readonly body: string; readonly bad: boolean },
): Promise<Record<string, string>> {
  const { meta } = JSON.parse(body) as { meta: { webhook_id: string } };
  const secret = documents.get<WebhookEndpoint>('webhooks', meta.webhook_id)?.secret ?? '';
  return {
    'user-agent': 'gocardless-webhook-service/1.2',
    origin: 'https://api-sandbox.gocardless.com',
    'webhook-signature': createHmac('sha256', bad ? `${secret}-wrong` : secret)
      .update(body, 'utf8')
      .digest('hex'),
  };
}
