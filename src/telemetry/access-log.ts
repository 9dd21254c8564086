import { encodeId } from '../kernel/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Observer, RequestRecord, WebhookRecord } from '../platform/observing/observer.ts';

/** Balancers ask all the time whether we are there. */
const notLogged: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const listedMax = 10;

/** One line for each request, operation on a socket, and message of a provider's; nothing of what was sent. */
export function createAccessLog(log: Log): Pick<Observer, 'request' | 'webhook'> {
  return {
    request(record) {
      if (!notLogged.has(record.route)) log.request?.(requestFields(record));
    },
    webhook: (record) => log.request?.(webhookFields(record)),
  };
}

function requestFields(record: RequestRecord): Record<string, unknown> {
  const { operation, problems, refused, traceId, frames } = record;
  return {
    channel: record.channel,
    method: record.method.slice(0, 20),
    route: record.route,
    status: record.status,
    ms: toTenths(record.durationMs),
    requestId: record.requestId,
    ...(traceId ? { traceId } : {}),
    ...whose(record),
    ...(operation
      ? {
          type: operation.type,
          operation: operation.name,
          fields: operation.fields.slice(0, listedMax).map(({ name }) => name),
          cost: record.cost,
        }
      : {}),
    ...(problems.length > 0 ? { codes: [...new Set(problems.map(({ code }) => code))].slice(0, listedMax) } : {}),
    ...(refused ? { refused: Object.values(refused).slice(0, listedMax) } : {}),
    ...(frames === null ? {} : { frames }),
  };
}

function webhookFields(record: WebhookRecord): Record<string, unknown> {
  const { provider, accountId, outcome, status, items, duplicates, requestId, traceId } = record;
  return {
    channel: 'webhook',
    provider,
    status,
    ms: toTenths(record.durationMs),
    requestId,
    ...(traceId ? { traceId } : {}),
    ...whose({ merchantId: record.merchantId, actor: null }),
    ...(accountId ? { accountId: encodeId('acc', accountId) } : {}),
    outcome,
    items,
    duplicates,
  };
}

const whose = ({ merchantId, actor }: Pick<RequestRecord, 'merchantId' | 'actor'>): Record<string, string> => ({
  ...(merchantId ? { merchantId: encodeId('mer', merchantId) } : {}),
  ...(actor ? { actor } : {}),
});

const toTenths = (ms: number): number => Math.round(ms * 10) / 10;
