import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import type { RequestState } from '../graphql/server/options.ts';
import { aboutState } from '../graphql/server/request-records.ts';
import type { Observer, RequestRecord, WebhookRecord } from '../platform/observing/observer.ts';
import { type OpenSpan, openSpan, traceIdOf } from '../platform/observing/tracing.ts';

/** What is found out about a request while it is answered, for whoever is told of it at its end. */
export interface ObservedRequest {
  /** As it stands in the code: what a stranger asks for is no name of ours. */
  route:
    | '/graphql'
    | '/graphql/stream'
    | '/operator/graphql'
    | '/webhooks/{provider}/{address}'
    | '/healthz'
    | '/readyz'
    | '/mail'
    | '/console'
    | '/docs'
    | null;
  requestId: string | null;
  /** Of a request whose key was let in. */
  state: RequestState | null;
  /** The trace that it is a part of, where there is one. */
  readonly traceId: string | null;
  /** Its span, where anything is traced. */
  readonly span: OpenSpan | null;
  /** Why it was refused at the door. */
  code: string | null;
  /** Of a provider's message: what it has come to. */
  webhook: (Pick<WebhookRecord, 'provider' | 'outcome'> & Partial<WebhookRecord>) | null;
}

/** Tells of a request once its answer has been sent, or its sender has gone. */
export function observeRequest(
  observer: Observer | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): ObservedRequest {
  const { traceparent } = request.headers;
  const span = openSpan(request.method ?? 'HTTP', {
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : null,
    attributes: { 'http.request.method': request.method ?? '' },
  });
  const traceId = span?.traceId ?? traceIdOf(traceparent);
  const observed: ObservedRequest = {
    route: null,
    requestId: null,
    state: null,
    traceId,
    span,
    code: null,
    webhook: null,
  };
  if (!observer && !span) return observed;
  const startedAt = performance.now();
  response.once('close', () => {
    const durationMs = performance.now() - startedAt;
    if (observed.route) span?.rename(`${request.method ?? 'HTTP'} ${observed.route}`);
    span?.end(spanAttributes(observed, response), response.statusCode < 500);
    if (observed.webhook) observer?.webhook(recordOfWebhook(observed, observed.webhook, response, durationMs));
    else observer?.request(recordOf(observed, request, response, durationMs));
  });
  return observed;
}

function recordOf(
  { route, requestId, traceId, state, code }: ObservedRequest,
  { method = '' }: IncomingMessage,
  { statusCode, headersSent }: ServerResponse,
  durationMs: number,
): RequestRecord {
  return {
    channel: state?.frames === undefined ? 'http' : 'sse',
    method,
    route: route ?? '',
    status: headersSent ? statusCode : null,
    durationMs,
    requestId,
    ...aboutState(state),
    traceId,
    problems: state?.problems ?? (code === null ? [] : [{ key: null, code }]),
  };
}

const spanAttributes = (
  { route, requestId }: ObservedRequest,
  { statusCode, headersSent }: ServerResponse,
): Attributes => ({
  ...(route ? { 'http.route': route } : {}),
  ...(requestId ? { 'paygraph.request_id': requestId } : {}),
  ...(headersSent ? { 'http.response.status_code': statusCode } : {}),
});

function recordOfWebhook(
  { requestId, traceId }: ObservedRequest,
  webhook: NonNullable<ObservedRequest['webhook']>,
  { statusCode, headersSent }: ServerResponse,
  durationMs: number,
): WebhookRecord {
  return {
    accountId: null,
    merchantId: null,
    items: 0,
    duplicates: 0,
    ...webhook,
    status: headersSent ? statusCode : null,
    durationMs,
    requestId: requestId ?? '',
    traceId,
  };
}
