import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FailedAttempts } from '../access/failed-attempts.ts';
import { newRequestId } from '../graphql/server/request-id.ts';
import type { WebhookAnswer, WebhookRequest } from '../inbox/receive.ts';
import { providerNames } from '../kernel/provider-ref.ts';
import { joined, type ResponseHeaders, send } from '../platform/http-io.ts';
import { type Bodies, leaveUnread } from './bodies.ts';
import type { HttpLimits } from './limits.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { RefusalLog } from './refusal-log.ts';

/** What is behind the door: which addresses there are, and who takes what comes to them. */
export interface WebhookIntake {
  /** Whether an account's webhooks come to this address. */
  isAddress(provider: string, segment: string): Promise<boolean>;
  receive(request: WebhookRequest): Promise<WebhookAnswer>;
}
export interface WebhookDoorDeps {
  readonly webhooks: WebhookIntake;
  readonly bodies: Bodies;
  readonly forgeries: FailedAttempts;
  readonly refusals: RefusalLog;
  addressOf(request: IncomingMessage): string;
}

/** Takes in providers' messages: the address is known to be one before anything of the body is read. */
export function createWebhookDoor(
  { webhooks, bodies, forgeries, refusals, addressOf }: WebhookDoorDeps,
  { webhookBodyMax: max, webhookArrivalMs: arrivalMs }: Pick<HttpLimits, 'webhookBodyMax' | 'webhookArrivalMs'>,
): (
  request: IncomingMessage,
  response: ServerResponse,
  observed: ObservedRequest,
  provider: string,
  segment: string,
) => Promise<void> {
  return async (request, response, observed, provider, segment) => {
    const tell = (found: NonNullable<WebhookAnswer['told']>): void => {
      observed.webhook = { provider: providerNames.find((name) => name.toLowerCase() === provider) ?? null, ...found };
    };
    tell({ outcome: 'failed' });
    observed.requestId = newRequestId();
    const address = addressOf(request);
    const refuse = (status: number, error: string, headers: ResponseHeaders = {}): void => {
      leaveUnread(request);
      send(response, status, { error }, headers);
    };
    if (!(await webhooks.isAddress(provider, segment))) {
      refusals.count('unknownWebhooks', address);
      tell({ outcome: 'unknownAddress' });
      return refuse(404, 'There is nothing at this address.');
    }
    const sender = `${address} ${segment}`;
    const blockedMs = forgeries.blockedMs(sender);
    if (blockedMs > 0) {
      refusals.count('throttledWebhooks', address);
      tell({ outcome: 'throttled' });
      const headers = { 'retry-after': String(Math.ceil(blockedMs / 1_000)) };
      return refuse(429, 'Too many messages from this address were refused.', headers);
    }
    const body = await bodies.read(request, response, { max, arrivalMs });
    if (!body.ok) {
      tell({ outcome: 'unreadBody' });
      if (body.status === 503) refusals.count('shedRequests', address);
      return refuse(body.status, body.message, body.status === 503 ? { 'retry-after': '1' } : {});
    }
    const answer = await webhooks.receive({
      provider,
      segment,
      headers: joined(request.headers),
      body: body.bytes,
    });
    if (answer.told) tell(answer.told);
    if (isRefusal(answer.status)) {
      refusals.count('forgedWebhooks', address);
      await forgeries.failed(sender);
    }
    response
      .writeHead(answer.status, answer.body === undefined ? {} : { 'content-type': 'application/json' })
      .end(answer.body);
  };
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500;
