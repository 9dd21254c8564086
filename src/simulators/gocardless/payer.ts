import { backTo, doorCall, noSuchPage, openFirst, payerSession } from '../kit/payer-door.ts';
import { emptyReply } from '../kit/replies.ts';
import type { Call, PayerPage, Reply, Turn, WireRequest } from '../kit/simulator.ts';
import { openAuthorisation, visitAuthorisation } from './bank-authorisations.ts';
import { visitFlow } from './flow-visits.ts';
import { flowState, flowUrl } from './flows.ts';
import { payerPage } from './payer-page.ts';
import { screenOf, submitScreen, type Visit, visitOf } from './payer-screens.ts';
import { type FlowRecord, given } from './records.ts';
import type { Flaw } from './replies.ts';
import { sendEvents } from './webhooks.ts';

const session = payerSession('gocardless_payer', '/gocardless');
const flowPath = '/billing/static/flow';

/** The payer's own door: GoCardless' page of a flow, and the bank's of an authorisation. Not part of the API. */
export function payerCall(request: WireRequest): Call | null {
  const bank = /^\/obauth\/(BAU\w{1,40})$/.exec(request.path)?.[1] ?? null;
  if (request.path !== flowPath && bank === null) return null;
  const query = new URLSearchParams(request.query);
  const door = { flowId: query.get('id'), bank };
  const call = doorCall(request, {
    operation: 'payerPage',
    look: (turn) => told(turn, () => look(turn, request, door, query.get('notice'))),
    form: {
      cause: (form) => form.get('decision') ?? form.get('step') ?? '',
      submit: (turn, _request, form) =>
        told(turn, () => decide(turn, request, { ...door, flowId: form.get('id') }, Object.fromEntries(form))),
    },
  });
  return (
    call ?? { operation: 'payerPage', subjects: [], wire: false, authorise: () => null, handle: () => emptyReply(405) }
  );
}

/** Flows for the sandbox's front page, those that wait for a payer first. */
export function payerPages(turn: Turn, limit: number): readonly PayerPage[] {
  const flows = turn.documents.list<FlowRecord>('billing_request_flows', { newestFirst: true, limit });
  const newest = [...new Map(flows.toReversed().map((flow) => [flow.billingRequestId, flow])).values()];
  const pages = newest.map((flow): PayerPage => {
    const { payment, mandate, status } = given(turn, 'billing_requests', flow.billingRequestId);
    const amount = payment && `${(payment.amount / 100).toFixed(2)} ${payment.currency}`;
    return {
      title: payment?.description ?? mandate?.description ?? 'Direct Debit mandate',
      detail: [amount, mandate && `mandate by ${mandate.scheme ?? 'the payer’s choice'}`].filter(Boolean).join(', '),
      status,
      open: flowState(turn, flow) === 'open',
      url: flowUrl(turn, flow.id),
      at: flow.createdAt,
    };
  });
  return openFirst(pages, limit);
}

interface Door {
  readonly flowId: string | null;
  readonly bank: string | null;
}

function told(turn: Turn, work: () => Reply): Reply {
  const reply = work();
  sendEvents(turn);
  return reply;
}

function look(turn: Turn, request: WireRequest, { flowId, bank }: Door, notice: string | null): Reply {
  const visit = visitOf(turn, bank === null ? flowId : null, bank);
  if (!visit) return missing;
  if (visit.flow) visitFlow(turn, visit.flow);
  const open = visit.authorisation ?? openAuthorisation(turn, visit.request);
  if (open?.status === 'open' && screenOf(turn, visit) === 'bank') visitAuthorisation(turn, open);
  return answer(turn, request, 200, visit, { notice });
}

function decide(turn: Turn, request: WireRequest, door: Door, form: Readonly<Record<string, string>>): Reply {
  const visit = visitOf(turn, door.bank === null ? door.flowId : null, door.bank);
  if (!visit) return missing;
  if (!session.sent(request, form.token)) return answer(turn, request, 403, visit, { notice: 'token' });
  const { id: _id, token: _token, step: screen = '', ...fields } = form;
  const taken = submitScreen(turn, visit, screen, fields);
  if (!taken.ok && taken.error.type === 'validation_failed')
    return answer(turn, request, 422, visit, { flaws: taken.error.flaws, values: fields });
  const notice = screen === 'leave' ? 'left' : taken.ok ? fields.decision : 'stale';
  const query = new URLSearchParams({ ...(door.flowId && { id: door.flowId }), ...(notice && { notice }) });
  return backTo(`${turn.origin}/gocardless${request.path}?${query}`);
}

interface Shown {
  readonly notice?: string | null;
  readonly flaws?: readonly Flaw[];
  readonly values?: Readonly<Record<string, string>>;
}

function answer(turn: Turn, request: WireRequest, status: number, visit: Visit, shown: Shown): Reply {
  return session.show(turn, request, status, (token) =>
    payerPage(turn, visit, {
      notice: shown.notice ?? null,
      flaws: shown.flaws ?? [],
      values: shown.values ?? {},
      token,
      action: request.path,
    }),
  );
}

const missing = noSuchPage('billing request');
