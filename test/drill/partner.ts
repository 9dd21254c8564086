import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { startListener } from '../support/listener.ts';
import type { DrillClient } from './client.ts';
import { type Followed, judgeOf } from './followers.ts';

/** A partner's system that is sent every event, and judges signature, order, and that a repeat has the same bytes. */
export interface Partner {
  readonly seen: Followed;
  readonly badSignatures: () => number;
  /** Under a number that had come with other bytes. */
  readonly changedRepeats: () => number;
  close(): Promise<void>;
}

export async function startPartner(client: DrillClient, name: string): Promise<Partner> {
  const judge = judgeOf(name);
  const bytes = new Map<string, string>();
  let webhook: Webhook | null = null;
  let bad = 0;
  let changed = 0;
  const listener = await startListener(({ headers, body }, response) => {
    // It came before the secret did: the answer to the creation is still on its way.
    if (!webhook) return void response.writeHead(503).end();
    try {
      const id = String(headers['webhook-id']);
      const text = body.toString();
      const { data } = webhook.verify(text, headers as Record<string, string>) as { data: { sequence: string } };
      const hash = createHash('sha256').update(text).digest('base64');
      const known = bytes.get(id);
      if (known === undefined) {
        bytes.set(id, hash);
        judge.take(BigInt(data.sequence));
      } else if (known === hash) judge.seen.repeats += 1;
      else changed += 1;
      response.writeHead(204).end();
    } catch {
      bad += 1;
      response.writeHead(400).end();
    }
  });
  const answer = await client.mutate(
    'createWebhookEndpoint',
    '... on WebhookEndpointPayload { signingSecret endpoint { id } idempotency { replayed } }',
    {
      idempotencyKey: `drill-${name}`,
      url: `${listener.url}/hooks`,
      document: 'fragment Payload on Event { sequence type subjectId }',
    },
  );
  webhook = new Webhook(String(answer.signingSecret));
  return { seen: judge.seen, badSignatures: () => bad, changedRepeats: () => changed, close: () => listener.close() };
}
