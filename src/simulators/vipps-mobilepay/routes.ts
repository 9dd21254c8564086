import { callFinder, operationsOf, route } from '../kit/routes.ts';
import type { Call, WireRequest } from '../kit/simulator.ts';
import { draftAgreement, forceAccept, getAgreement, listAgreements, patchAgreement } from './agreements.ts';
import { authorise, issueToken } from './auth.ts';
import {
  cancelByMerchant,
  captureCharge,
  createCharge,
  getCharge,
  getChargeById,
  listCharges,
  refundCharge,
} from './charges.ts';
import type { Handler } from './handler.ts';
import { underKey } from './idempotency.ts';
import { overLimit } from './limits.ts';
import { payerCall } from './payer.ts';
import { problem } from './replies.ts';
import { listLedgers, reportDay, reportFeed } from './report.ts';
import { deleteWebhook, listWebhooks, registerWebhook } from './webhooks.ts';

const recurring = '/recurring/v3';
const agreement = `${recurring}/agreements/:agreement`;
const charge = `${agreement}/charges/:charge`;
const webhooks = '/webhooks/v1/webhooks';
const report = '/report/v2/ledgers/:ledger/:topic';

const routes = [
  route<Handler>('POST', `${recurring}/agreements`, 'draftAgreement', draftAgreement),
  route('GET', `${recurring}/agreements`, 'listAgreements', listAgreements),
  route('GET', agreement, 'getAgreement', getAgreement),
  route('PATCH', agreement, 'patchAgreement', patchAgreement),
  route('PATCH', `${agreement}/accept`, 'forceAccept', forceAccept),
  route('POST', `${agreement}/charges`, 'createCharge', createCharge),
  route('GET', `${agreement}/charges`, 'listCharges', listCharges),
  route('GET', charge, 'getCharge', getCharge),
  route('GET', `${recurring}/charges/:charge`, 'getChargeById', getChargeById),
  route('POST', `${charge}/capture`, 'capture', captureCharge),
  route('POST', `${charge}/refund`, 'refund', refundCharge),
  route('DELETE', charge, 'cancelCharge', cancelByMerchant),
  route('POST', webhooks, 'registerWebhook', registerWebhook),
  route('GET', webhooks, 'listWebhooks', listWebhooks),
  route('DELETE', `${webhooks}/:webhook`, 'deleteWebhook', deleteWebhook),
  route('GET', '/settlement/v1/ledgers', 'listLedgers', listLedgers),
  route('GET', `${report}/dates/:date`, 'reportDay', reportDay),
  route('GET', `${report}/feed`, 'reportFeed', reportFeed),
];

/** What a fault script may name. */
export const callNames = ['token', ...operationsOf(routes)];

/** Finds the call behind a request; null where nothing is served. */
export function findCall(request: WireRequest): Call | null {
  if (request.path === '/accesstoken/get' && request.method === 'POST')
    return {
      operation: 'token',
      subjects: [],
      wire: true,
      authorise: () => null,
      handle: (step) => issueToken(step, request),
    };
  return request.path === '/pay' ? payerCall(request) : findApiCall(request);
}

const findApiCall = callFinder({
  routes,
  idForm: '[\\w.-]{1,64}',
  authorise,
  // Of webhooks no key is demanded.
  answer: (step, request, { handler, operation, path }, ids) =>
    overLimit(step, request, operation, ids) ??
    (request.method === 'GET' || path.startsWith(webhooks)
      ? handler(step, request, ids)
      : underKey(step, request, () => handler(step, request, ids))),
  notAllowed: () => ({ status: 405 }),
  notFound: (step) => problem(step, { path: '' }, 'resource-not-found'),
});
