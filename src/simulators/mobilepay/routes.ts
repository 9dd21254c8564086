import { callFinder, operationsOf, route } from '../kit/routes.ts';
import type { Call, WireRequest } from '../kit/simulator.ts';
import {
  cancelAgreementByMerchant,
  createAgreement,
  getAgreement,
  listAgreements,
  patchAgreement,
} from './agreements.ts';
import { authorise, issueToken, providerId } from './auth.ts';
import type { Handler } from './handler.ts';
import { payerCall } from './payer.ts';
import { cancelPaymentByMerchant, capturePayment, createPayment, getPayment, listPayments } from './payments.ts';
import { getMerchant, getProvider, patchProvider, putApikey, putBasic, putOauth2 } from './provider.ts';
import { createRefund, listRefunds } from './refunds.ts';
import { notFound } from './replies.ts';
import { createRequests, getRequest, listRequests, patchRequest, withdrawRequest } from './requests.ts';

const provider = '/subscriptions/api/providers/:provider';
const agreement = `${provider}/agreements/:agreement`;
const payment = `${agreement}/oneoffpayments/:payment`;
const request = `${agreement}/paymentrequests/:payment`;
const refunds = `${agreement}/payments/:payment/refunds`;

const routes = [
  route<Handler>('GET', '/subscriptions/api/merchants/me', 'getMerchant', getMerchant),
  route('GET', provider, 'getProvider', getProvider),
  route('PATCH', provider, 'patchProvider', patchProvider),
  route('PUT', `${provider}/auth/basic`, 'putCallbackAuth', putBasic),
  route('PUT', `${provider}/auth/apikey`, 'putCallbackAuth', putApikey),
  route('PUT', `${provider}/auth/oauth2`, 'putCallbackAuth', putOauth2),
  route('POST', `${provider}/agreements`, 'createAgreement', createAgreement),
  route('GET', `${provider}/agreements`, 'listAgreements', listAgreements),
  route('GET', agreement, 'getAgreement', getAgreement),
  route('PATCH', agreement, 'patchAgreement', patchAgreement),
  route('DELETE', agreement, 'cancelAgreement', cancelAgreementByMerchant),
  route('POST', `${agreement}/oneoffpayments`, 'createPayment', createPayment),
  route('GET', `${agreement}/oneoffpayments`, 'listPayments', listPayments),
  route('GET', payment, 'getPayment', getPayment),
  route('POST', `${payment}/capture`, 'capture', capturePayment),
  route('DELETE', payment, 'cancelPayment', cancelPaymentByMerchant),
  route('POST', `${provider}/paymentrequests`, 'createRequests', createRequests),
  route('GET', `${agreement}/paymentrequests`, 'listRequests', listRequests),
  route('GET', request, 'getRequest', getRequest),
  route('PATCH', request, 'patchRequest', patchRequest),
  route('DELETE', request, 'withdrawRequest', withdrawRequest),
  route('POST', refunds, 'createRefund', createRefund),
  route('GET', refunds, 'listRefunds', listRefunds),
];

/** What a fault script may name. */
export const callNames = ['token', ...operationsOf(routes)];

/** Finds the call behind a request; null where nothing is served. */
export function findCall(request: WireRequest): Call | null {
  if (request.path === '/merchant-authentication-openidconnect/connect/token' && request.method === 'POST') {
    return {
      operation: 'token',
      subjects: [],
      wire: true,
      authorise: () => null,
      handle: (step) => issueToken(step, request),
    };
  }
  return request.path === '/pay' ? payerCall(request) : findApiCall(request);
}

const findApiCall = callFinder({
  routes,
  idForm: '[0-9a-f-]{36}',
  authorise,
  subjects: ({ agreement, payment }) => [agreement, payment].filter((id) => id !== undefined),
  // Another provider's things are not there.
  answer: (step, request, { handler }, ids) =>
    ids.provider === undefined || ids.provider === providerId
      ? handler(step, request, { agreement: ids.agreement ?? '', payment: ids.payment ?? '' })
      : notFound,
  notAllowed: () => ({ status: 405 }),
});
