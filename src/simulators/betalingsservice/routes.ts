import type { Call, Reply, Turn, WireRequest } from '../kit/simulator.ts';
import { authorise } from './auth.ts';
import { createMandate, searchMandates } from './mandates.ts';
import { payerCall } from './payer.ts';
import { gatewayRefusal } from './replies.ts';
import { checkDebtor, createRequest, getRequest } from './requests.ts';
import { paths } from './unconfirmed.ts';

/** `uuid` is the one in the path; empty where there is none. */
export type Handler = (turn: Turn, request: WireRequest, uuid: string) => Reply;

const routes = [
  route('POST', paths.mandates, 'createMandate', createMandate),
  route('POST', paths.mandateSearches, 'searchMandates', searchMandates),
  route('POST', paths.collectionRequests, 'createCollectionRequest', createRequest),
  route('GET', paths.collectionRequest, 'getCollectionRequest', getRequest),
  route('POST', paths.debtorChecks, 'debtorCheck', checkDebtor),
];

/** What a fault script may name. */
export const callNames = routes.map(({ operation }) => operation);

/** Finds the call behind a request; null where nothing is served. */
export function findCall(request: WireRequest): Call | null {
  if (request.path === '/app') return payerCall(request);
  const there = routes.flatMap((candidate) => {
    const match = candidate.pattern.exec(request.path);
    return match ? [{ ...candidate, uuid: (match.groups?.uuid ?? '').toLowerCase() }] : [];
  });
  if (there.length === 0) return null;
  const found = there.find(({ method }) => method === request.method);
  const common = { wire: true, authorise: (turn: Turn) => authorise(turn, request) };
  if (!found) return { ...common, operation: 'notAllowed', subjects: [], handle: () => notAllowed };
  return {
    ...common,
    operation: found.operation,
    subjects: found.uuid === '' ? uuidsIn(request.body) : [found.uuid],
    handle: (turn) => found.handler(turn, request, found.uuid),
  };
}

const notAllowed = gatewayRefusal('METHOD_NOT_ALLOWED', 'The method is not served here.');

// A fault script may mean one mandate or request, which the body names before there is any check of it.
function uuidsIn(body: string): string[] {
  try {
    const { uuid, uuids } = JSON.parse(body) as { readonly uuid?: unknown; readonly uuids?: unknown };
    return [uuid, uuids].flat().filter((text) => typeof text === 'string');
  } catch {
    return [];
  }
}

function route(method: string, path: string, operation: string, handler: Handler) {
  return { method, operation, handler, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[0-9a-fA-F-]{36})')}$`) };
}
