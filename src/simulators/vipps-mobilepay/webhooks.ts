import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { action } from '../kit/actions.ts';
import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { CallbackReader, Step } from '../kit/simulator.ts';
import { salesUnit } from './auth.ts';
import type { Handler } from './handler.ts';
import { link, readInput, text } from './input.ts';
import { type AgreementRecord, type ChargeRecord, keepWebhook, type WebhookRecord, webhookOf } from './records.ts';
import { problem } from './replies.ts';
import { settingsOf } from './settings.ts';

/** Webhooks: who registered where, and what is told there, signed. */

const perEventMax = 25;

/** Names of deliveries, as a fault script names them. */
export const callbackNames = ['agreementEvent', 'chargeEvent'] as const;

const registration = z.object({ url: link, events: z.array(text(200)).min(1).max(100) });

export const registerWebhook: Handler = (step, request) => {
  const input = readInput(step, request, registration);
  if (!input.ok) return input.error;
  const { url, events } = input.value;
  const crowded = events.find(
    (event) => registered(step).filter((one) => one.events.includes(event)).length >= perEventMax,
  );
  if (crowded !== undefined)
    return problem(step, request, 'validation-error', `events: ${crowded} has ${perEventMax} webhooks already`);
  const webhook = keepWebhook(step, { id: step.newId(), url, events, secret: step.newId().replaceAll('-', '') });
  return jsonReply(201, { id: webhook.id, secret: webhook.secret });
};

export const listWebhooks: Handler = (step) =>
  jsonReply(200, { webhooks: registered(step).map(({ id, url, events }) => ({ id, url, events })) });

export const deleteWebhook: Handler = (step, request, { webhook = '' }) => {
  if (!webhookOf(step, webhook)) return problem(step, request, 'resource-not-found');
  step.documents.remove('webhook', webhook);
  return emptyReply(204);
};

/** What an endpoint that was dead for a fortnight comes to: nobody is told. */
export const forgetWebhooks = action(z.strictObject({}), (step) => {
  const forgotten = registered(step);
  for (const { id } of forgotten) step.documents.remove('webhook', id);
  return { ok: true, value: { forgotten: forgotten.length } };
});

function registered({ documents }: Pick<Step, 'documents'>): readonly WebhookRecord[] {
  return documents.list<WebhookRecord>('webhook');
}

export function tellOfAgreement(
  step: Step,
  event: 'activated' | 'rejected' | 'expired' | 'stopped',
  { id, uuid, externalId }: AgreementRecord,
  actor: string | null = null,
): void {
  send(step, 'agreementEvent', [id], {
    agreementId: id,
    agreementUUID: uuid,
    agreementExternalId: externalId,
    eventType: `recurring.agreement-${event}.v1`,
    occurred: step.now.toISOString(),
    actor,
    msn: salesUnit,
  });
}

export function tellOfCharge(
  step: Step,
  event: 'reserved' | 'captured' | 'canceled' | 'refunded' | 'failed' | 'creation-failed',
  charge: ChargeRecord,
): void {
  const last = charge.history.at(-1);
  const { staleAmounts } = settingsOf(step);
  send(step, 'chargeEvent', [charge.agreementId, charge.id], {
    agreementId: charge.agreementId,
    chargeId: charge.id,
    ...(charge.externalId !== null && { chargeExternalId: charge.externalId }),
    chargeType: charge.type,
    eventType: `recurring.charge-${event}.v1`,
    amount: charge.amount,
    currency: charge.currency,
    // Nanoseconds have been seen.
    occurred: step.now.toISOString().replace('Z', '000000Z'),
    amountCaptured: staleAmounts ? (last?.amount ?? 0) : charge.captured,
    amountCanceled: charge.cancelled,
    amountRefunded: charge.refunded,
    ...(charge.failureReason !== null && { failureReason: charge.failureReason }),
    transactionId: last?.transactionId ?? null,
    msn: salesUnit,
  });
}

function send(step: Step, name: (typeof callbackNames)[number], subjects: readonly string[], body: object): void {
  const { eventType } = body as { eventType: string };
  for (const webhook of registered(step))
    if (webhook.events.includes(eventType))
      step.push({ name, url: webhook.url, subjects, body, key: webhook.id, line: webhook.id });
}

/** The headers of an attempt: signed afresh each time, over the bytes, the address and the time. */
export async function signWebhook(
  { documents, now }: CallbackReader,
  {
    url,
    body,
    bad,
    key = '',
  }: { readonly url: string; readonly body: string; readonly bad: boolean; readonly key?: string },
): Promise<Record<string, string>> {
  const secret = documents.get<WebhookRecord>('webhook', key)?.secret ?? '';
  const { host, pathname, search } = new URL(url);
  const date = now.toUTCString();
  const hash = createHash('sha256').update(body, 'utf8').digest('base64');
  const signed = createHmac('sha256', bad ? `${secret}-wrong` : secret)
    .update(`POST\n${pathname}${search}\n${date};${host};${hash}`)
    .digest('base64');
  return {
    'x-ms-date': date,
    'x-ms-content-sha256': hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signed}`,
  };
}
