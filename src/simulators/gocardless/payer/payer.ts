import { backTo, doorCall, noSuchPage, openFirst, payerSession } from '../../kit/payer-door.ts';
import { emptyReply } from '../../kit/replies.ts';
import type { Call, PayerPage, Reply, Step, WireRequest } from '../../kit/simulator.ts';
import { type FlowRecord, given } from '../records.ts';
import type { Flaw } from '../replies.ts';
import { openAuthorisation, visitAuthorisation } from '../requests/bank-authorisations.ts';
import { flowState, flowUrl } from '../requests/flows.ts';
import { sendEvents } from '../webhooks.ts';
import { visitFlow } from './flow-visits.ts';
import { payerPage } from './page.ts';
import { screenOf, submitScreen, type Visit, visitOf } from './screens.ts';

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
    look: (step) => withEvents(step, () => look(step, request, door, query.get('notice'))),
    form: {
      cause: (form) => form.get('decision') ?? form.get('step') ?? '',
      submit: (step, _request, form) =>
        withEvents(step, () => decide(step, request, { ...door, flowId: form.get('id') }, Object.fromEntries(form))),
    },
  });
  return (
    call ?? { operation: 'payerPage', subjects: [], wire: false, authorise: () => null, handle: () => emptyReply(405) }
  );
}

/** Flows for the sandbox's front page, those that wait for a payer first. */
export function payerPages(step: Step, limit: number): readonly PayerPage[] {
  const flows = step.documents.list<FlowRecord>('billing_request_flows', { newestFirst: true, limit });
  const newest = [...new Map(flows.toReversed().map((flow) => [flow.billingRequestId, flow])).values()];
  const pages = newest.map((flow): PayerPage => {
    const { payment, mandate, status } = given(step, 'billing_requests', flow.billingRequestId);
    const amount = payment && `${(payment.amount / 100).toFixed(2)} ${payment.currency}`;
    return {
      title: payment?.description ?? mandate?.description ?? 'Direct Debit mandate',
      detail: [amount, mandate && `mandate by ${mandate.scheme ?? 'the payer’s choice'}`].filter(Boolean).join(', '),
      status,
      open: flowState(step, flow) === 'open',
      url: flowUrl(step, flow.id),
      at: flow.createdAt,
    };
  });
  return openFirst(pages, limit);
}

interface Door {
  readonly flowId: string | null;
  readonly bank: string | null;
}

function withEvents(step: Step, work: () => Reply): Reply {
  const reply = work();
  sendEvents(step);
  return reply;
}

function look(step: Step, request: WireRequest, { flowId, bank }: Door, notice: string | null): Reply {
  const visit = visitOf(step, bank === null ? flowId : null, bank);
  if (!visit) return missing;
  if (visit.flow) visitFlow(step, visit.flow);
  const open = visit.authorisation ?? openAuthorisation(step, visit.request);
  if (open?.status === 'open' && screenOf(step, visit) === 'bank') visitAuthorisation(step, open);
  return answer(step, request, 200, visit, { notice });
}

function decide(step: Step, request: WireRequest, door: Door, form: Readonly<Record<string, string>>): Reply {
  const visit = visitOf(step, door.bank === null ? door.flowId : null, door.bank);
  if (!visit) return missing;
  if (!session.sent(request, form.token)) return answer(step, request, 403, visit, { notice: 'token' });
  const { id: _id, token: _token, step: screen = '', ...fields } = form;
  const taken = submitScreen(step, visit, screen, fields);
  if (!taken.ok && taken.error.type === 'validation_failed')
    return answer(step, request, 422, visit, { flaws: taken.error.flaws, values: fields });
  const notice = screen === 'leave' ? 'left' : taken.ok ? fields.decision : 'stale';
  const query = new URLSearchParams({ ...(door.flowId && { id: door.flowId }), ...(notice && { notice }) });
  return backTo(`${step.origin}/gocardless${request.path}?${query}`);
}

interface Shown {
  readonly notice?: string | null;
  readonly flaws?: readonly Flaw[];
  readonly values?: Readonly<Record<string, string>>;
}

function answer(step: Step, request: WireRequest, status: number, visit: Visit, shown: Shown): Reply {
  return session.show(step, request, status, (token) =>
    payerPage(step, visit, {
      notice: shown.notice ?? null,
      flaws: shown.flaws ?? [],
      values: shown.values ?? {},
      token,
      action: request.path,
    }),
  );
}

const missing = noSuchPage('billing request');
