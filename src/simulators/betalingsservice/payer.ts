import { backTo, doorCall, noSuchPage, openFirst, payerSession } from '../kit/payer-door.ts';
import { emptyReply } from '../kit/replies.ts';
import type { Call, PayerPage, Reply, Step, WireRequest } from '../kit/simulator.ts';
import { maskText } from './mask.ts';
import { payerPage } from './payer-page.ts';
import { latestRequests, mandateWith, type RequestRecord, requestOf } from './records.ts';
import { approve, reject } from './request-life.ts';

const session = payerSession('betalingsservice_payer', '/betalingsservice/app');

/** The debtor's own door: what the app shows of a collection request, and the swipe on it. Not part of the provider's API. */
export function payerCall(request: WireRequest): Call | null {
  return doorCall(request, {
    operation: 'payerPage',
    look,
    form: { cause: (form) => (form.get('decision') === 'approve' ? 'approve' : 'reject'), submit: decide },
  });
}

/** Collection requests for the sandbox's front page: the open ones first, then the newest. */
export function payerPages(step: Step, limit: number): readonly PayerPage[] {
  const pages = latestRequests(step, limit).map(
    (request): PayerPage => ({
      title: maskText(request.textLines[0] ?? request.reference ?? 'Collection request'),
      detail: `${request.amount} DKK${request.hasMandate ? ', with a mandate' : ''}`,
      status: request.state,
      open: isOpen(request),
      url: addressOf(step, request),
      at: request.createdAt,
    }),
  );
  return openFirst(pages, limit);
}

function look(step: Step, request: WireRequest): Reply {
  const shown = requestOf(step, new URLSearchParams(request.query).get('id') ?? '');
  return shown ? answer(step, request, 200, shown) : missing;
}

function decide(step: Step, request: WireRequest, form: URLSearchParams): Reply {
  const shown = requestOf(step, form.get('id') ?? '');
  if (!shown) return missing;
  if (!session.sent(request, form.get('token'))) return answer(step, request, 403, shown, true);
  switch (form.get('decision')) {
    case 'approve':
      approve(step, shown);
      break;
    case 'reject':
      reject(step, shown);
      break;
    default:
      return emptyReply(400);
  }
  // One that was decided meanwhile simply says so there.
  return backTo(addressOf(step, shown));
}

function answer(step: Step, request: WireRequest, status: number, shown: RequestRecord, stale = false): Reply {
  return session.show(step, request, status, (token) =>
    payerPage({ request: shown, mandate: mandateWith(step, shown), open: isOpen(shown), token, stale }),
  );
}

function isOpen({ state }: RequestRecord): boolean {
  return state === 'RECEIVED' || state === 'PENDING_APPROVAL';
}

function addressOf({ origin }: Step, { uuid }: RequestRecord): string {
  return `${origin}/betalingsservice/app?id=${uuid}`;
}

const missing = noSuchPage('collection request');
