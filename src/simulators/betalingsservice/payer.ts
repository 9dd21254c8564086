import { timingSafeEqual } from 'node:crypto';
import { pageHeaders } from '../../kernel/markup.ts';
import { emptyReply } from '../kit/replies.ts';
import type { Call, PayerPage, Reply, Turn, WireRequest } from '../kit/simulator.ts';
import { maskText } from './mask.ts';
import { payerPage } from './payer-page.ts';
import { mandateWith, type RequestRecord, requestOf } from './records.ts';
import { approve, reject } from './request-life.ts';

const cookieName = 'betalingsservice_payer';

/** The debtor's own door: what the app shows of a collection request, and the swipe on it. Not part of the provider's API. */
export function payerCall(request: WireRequest): Call | null {
  const common = { operation: 'payerPage', subjects: [], wire: false, authorise: () => null };
  if (request.method === 'GET')
    return { ...common, cause: { kind: 'payer', name: 'look' }, handle: (turn) => look(turn, request) };
  if (request.method !== 'POST') return null;
  const form = new URLSearchParams(request.body);
  const decision = form.get('decision') === 'approve' ? 'approve' : 'reject';
  return { ...common, cause: { kind: 'payer', name: decision }, handle: (turn) => decide(turn, request, form) };
}

/** Collection requests for the sandbox's front page: the open ones first, then the newest. */
export function payerPages(turn: Turn, limit: number): readonly PayerPage[] {
  return turn.documents
    .list<RequestRecord>('request', { newestFirst: true, limit })
    .map(
      (request): PayerPage => ({
        title: maskText(request.textLines[0] ?? request.reference ?? 'Collection request'),
        detail: `${request.amount} DKK${request.hasMandate ? ', with a mandate' : ''}`,
        status: request.state,
        open: isOpen(request),
        url: addressOf(turn, request),
        at: request.createdAt,
      }),
    )
    .sort((a, b) => Number(b.open) - Number(a.open) || b.at.localeCompare(a.at));
}

function look(turn: Turn, request: WireRequest): Reply {
  const shown = requestOf(turn, new URLSearchParams(request.query).get('id') ?? '');
  return shown ? answer(turn, request, 200, shown) : missing;
}

function decide(turn: Turn, request: WireRequest, form: URLSearchParams): Reply {
  const shown = requestOf(turn, form.get('id') ?? '');
  if (!shown) return missing;
  if (!sameToken(cookieOf(request), form.get('token') ?? '')) return answer(turn, request, 403, shown, true);
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
  // Back to the page by GET, so that a reload does not swipe again. One that was decided meanwhile simply says so there.
  return emptyReply(303, { location: addressOf(turn, shown) });
}

function answer(turn: Turn, request: WireRequest, status: number, shown: RequestRecord, stale = false): Reply {
  const known = cookieOf(request);
  const token = /^[0-9a-f-]{36}$/.test(known) ? known : turn.newId();
  const path = 'Path=/betalingsservice/app; HttpOnly; SameSite=Strict';
  return {
    status,
    headers: { ...pageHeaders, 'set-cookie': `${cookieName}=${token}; ${path}` },
    body: payerPage({ request: shown, mandate: mandateWith(turn, shown), open: isOpen(shown), token, stale }),
  };
}

function isOpen({ state }: RequestRecord): boolean {
  return state === 'RECEIVED' || state === 'PENDING_APPROVAL';
}

function addressOf({ origin }: Turn, { uuid }: RequestRecord): string {
  return `${origin}/betalingsservice/app?id=${uuid}`;
}

const missing: Reply = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'No such collection request in this sandbox.',
};

function cookieOf({ headers }: WireRequest): string {
  return new RegExp(`(?:^|; *)${cookieName}=([^;]*)`).exec(headers.cookie ?? '')?.[1] ?? '';
}

function sameToken(a: string, b: string): boolean {
  const [given, expected] = [Buffer.from(a), Buffer.from(b)];
  return given.length === 36 && given.length === expected.length && timingSafeEqual(given, expected);
}
