import { callFinder, operationsOf, route } from '../kit/routes.ts';
import type { Call, WireRequest } from '../kit/simulator.ts';
import { authorise } from './auth.ts';
import type { Handler } from './handler.ts';
import { createMandate, searchMandates } from './mandates.ts';
import { payerCall } from './payer.ts';
import { gatewayRefusal } from './replies.ts';
import { checkDebtor, createRequest, getRequest } from './requests.ts';
import { paths } from './unconfirmed.ts';

const routes = [
  route<Handler>('POST', paths.mandates, 'createMandate', createMandate),
  route('POST', paths.mandateSearches, 'searchMandates', searchMandates),
  route('POST', paths.collectionRequests, 'createCollectionRequest', createRequest),
  route('GET', paths.collectionRequest, 'getCollectionRequest', getRequest),
  route('POST', paths.debtorChecks, 'debtorCheck', checkDebtor),
];

/** What a fault script may name. */
export const callNames = operationsOf(routes);

/** Finds the call behind a request; null where nothing is served. */
export function findCall(request: WireRequest): Call | null {
  return request.path === '/app' ? payerCall(request) : findApiCall(request);
}

const findApiCall = callFinder({
  routes,
  idForm: '[0-9a-fA-F-]{36}',
  noSlashAtEnd: true,
  authorise,
  subjects: ({ uuid }, { body }) => (uuid === undefined ? uuidsIn(body) : [uuid.toLowerCase()]),
  answer: (step, request, { handler }, { uuid = '' }) => handler(step, request, uuid.toLowerCase()),
  notAllowed: () => gatewayRefusal('METHOD_NOT_ALLOWED', 'The method is not served here.'),
});

// A fault script may mean one mandate or request, which the body names before there is any check of it.
function uuidsIn(body: string): string[] {
  try {
    const { uuid, uuids } = JSON.parse(body) as { readonly uuid?: unknown; readonly uuids?: unknown };
    return [uuid, uuids].flat().filter((text) => typeof text === 'string');
  } catch {
    return [];
  }
}
