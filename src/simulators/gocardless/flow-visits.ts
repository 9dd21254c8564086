import type { Turn } from '../kit/simulator.ts';
import { announceRequest, recordRequest } from './actions.ts';
import { flowState, keepFlow } from './flows.ts';
import { all, type BillingRequestRecord, type FlowRecord, given } from './records.ts';

/** The newest flow of a request that can still be used. */
export function openFlowOf(turn: Turn, request: BillingRequestRecord): FlowRecord | null {
  return all(turn, 'billing_request_flows', request.id).find((flow) => flowState(turn, flow) === 'open') ?? null;
}

/** The payer has opened the page: told the first time. */
export function visitFlow(turn: Turn, flow: FlowRecord): void {
  if (flow.visited || flowState(turn, flow) !== 'open') return;
  tell(turn, { ...flow, visited: true }, 'flow_visited', 'flowVisited');
}

/** The payer has left the page. It can be opened again. */
export function exitFlow(turn: Turn, flow: FlowRecord): void {
  tell(turn, { ...flow, exited: true }, 'flow_exited', 'flowExited');
}

function tell(turn: Turn, flow: FlowRecord, action: string, effect: string): void {
  keepFlow(turn, flow);
  const request = given(turn, 'billing_requests', flow.billingRequestId);
  recordRequest(turn, effect, request, flow.id);
  announceRequest(turn, request, action, { origin: 'payer' }, { billing_request_flow: flow.id });
}
