import { backTo, doorCall, noSuchPage, openFirst, payerSession } from '../kit/payer-door.ts';
import { emptyReply } from '../kit/replies.ts';
import type { Call, PayerPage, Reply, Turn, WireRequest } from '../kit/simulator.ts';
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
export function payerPages(turn: Turn, limit: number): readonly PayerPage[] {
  const pages = latestRequests(turn, limit).map(
    (request): PayerPage => ({
      title: maskText(request.textLines[0] ?? request.reference ?? 'Collection request'),
      detail: `${request.amount} DKK${request.hasMandate ? ', with a mandate' : ''}`,
      status: request.state,
      open: isOpen(request),
      url: addressOf(turn, request),
      at: request.createdAt,
    }),
  );
  return openFirst(pages, limit);
}

function look(turn: Turn, request: WireRequest): Reply {
  const shown = requestOf(turn, new URLSearchParams(request.query).get('id') ?? '');
  return shown ? answer(turn, request, 200, shown) : missing;
}

function decide(turn: Turn, request: WireRequest, form: URLSearchParams): Reply {
  const shown = requestOf(turn, form.get('id') ?? '');
  if (!shown) return missing;
  if (!session.sent(request, form.get('token'))) return answer(turn, request, 403, shown, true);
  switch (form.get('decision')) {
    case 'approve':
      approve(turn, shown);
      break;
    case 'reject':
      reject(turn, shown);
      break;
    default:
      return emptyReply(400);
  }
  // One that was decided meanwhile simply says so there.
  return backTo(addressOf(turn, shown));
}

function answer(turn: Turn, request: WireRequest, status: number, shown: RequestRecord, stale = false): Reply {
  return session.show(turn, request, status, (token) =>
    payerPage({ request: shown, mandate: mandateWith(turn, shown), open: isOpen(shown), token, stale }),
  );
}

function isOpen({ state }: RequestRecord): boolean {
  return state === 'RECEIVED' || state === 'PENDING_APPROVAL';
}

function addressOf({ origin }: Turn, { uuid }: RequestRecord): string {
  return `${origin}/betalingsservice/app?id=${uuid}`;
}

const missing = noSuchPage('collection request');
