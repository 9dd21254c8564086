import { callFinder, operationsOf, route } from '../kit/routes.ts';
import type { Call, WireRequest } from '../kit/simulator.ts';
import { authorise } from './guard.ts';
import type { Handler } from './handler.ts';
import { readTransactionRequest, serviceOf } from './input.ts';
import { mailCall } from './mail.ts';
import { payerCall } from './payer/payer.ts';
import { cancel, cancelMultiple, getStatus, getStatuses, invoiceInfo } from './questions.ts';
import { refundInfo, refundInfos } from './refunds/refund-info.ts';
import { refund } from './refunds/refunds.ts';
import { badRequest, invalid } from './replies.ts';
import { pay } from './transfers.ts';

// Paths are matched in any case, with or without a slash at the end: the gateway's own clients differ.
const transactions = '/json/transaction';
const routes = [
  route<Handler>('GET', `${transactions}/Status/:id`, 'getStatus', getStatus),
  route('POST', `${transactions}/Statuses`, 'getStatuses', getStatuses),
  route('GET', `${transactions}/RefundInfo/:id`, 'refundInfo', refundInfo),
  route('POST', `${transactions}/RefundInfos`, 'refundInfos', refundInfos),
  route('GET', `${transactions}/Cancel/:id`, 'cancel', cancel),
  route('POST', `${transactions}/CancelMultiple`, 'cancelMultiple', cancelMultiple),
  route('GET', `${transactions}/InvoiceInfo/:id`, 'invoiceInfo', invoiceInfo),
];

/** What a fault script may name; `transaction` is a request for one that asks for neither a payment nor a refund. */
export const callNames = ['pay', 'refund', 'transaction', ...operationsOf(routes)];

/** Finds the call behind a request; null where nothing is served. */
export function findCall(request: WireRequest): Call | null {
  if (request.path === '/bank') return payerCall(request);
  if (request.path === '/mail') return mailCall(request);
  if (/^\/json\/transaction\/?$/i.test(request.path))
    return request.method === 'POST' ? transactionCall(request) : null;
  return findQuestion(request);
}

const findQuestion = callFinder({
  routes,
  idForm: '[^/]{1,256}',
  anyCase: true,
  authorise,
  subjects: ({ id }, { body }) => (id === undefined ? namedIn(body) : [id]),
  answer: (step, request, { handler }, { id = '' }) => handler(step, request, id),
});

// One address for everything that moves money: what is asked for stands in the body.
function transactionCall(request: WireRequest): Call {
  const asked = readTransactionRequest(request);
  const service = asked && serviceOf(asked);
  const action = service?.Action?.toLowerCase();
  const named = service?.Name.toLowerCase() === 'transfer';
  const operation = named && (action === 'pay' || action === 'refund') ? action : 'transaction';
  const invoice = asked?.Invoice?.trim();
  return {
    operation,
    subjects: [asked?.OriginalTransactionKey, invoice].flatMap((id) => (id ? [id] : [])),
    wire: true,
    authorise: (step) => authorise(step, request),
    handle(step) {
      if (!asked) return badRequest;
      if (operation === 'pay' && service) return pay(step, request, asked, service);
      if (operation === 'refund' && service) return refund(step, request, asked, service);
      return invalid(step, request, [named && service ? unknownAction(service.Action) : unknownService(service?.Name)]);
    },
  };
}

function unknownService(name: string | undefined) {
  return name === undefined
    ? ({ list: 'ServiceErrors', name: '', error: 'ServiceRequired', message: 'A service is required' } as const)
    : ({ list: 'ServiceErrors', name, error: 'ServiceUnknown', message: 'The service is not active' } as const);
}

function unknownAction(name: string | null | undefined) {
  return {
    list: 'ActionErrors',
    service: 'transfer',
    name: name ?? '',
    error: 'ActionUnknown',
    message: 'The service has no such action',
  } as const;
}

// The keys and invoices of a question about many. It only picks out a fault: the question itself is read by its handler.
function namedIn(body: string): readonly string[] {
  const named = body.matchAll(/"(?:Key|Invoice|TransactionKey)"\s*:\s*"([^"\\]{1,255})"/g);
  return [...named].map(([, id = '']) => id);
}
