import type { Step } from '../../kit/simulator.ts';
import { all, type BillingRequestRecord, type FlowRecord, given } from '../records.ts';
import { announceRequest, recordRequest } from '../requests/actions.ts';
import { flowState, keepFlow } from '../requests/flows.ts';

/** The newest flow of a request that can still be used. */
export function openFlowOf(step: Step, request: BillingRequestRecord): FlowRecord | null {
  return all(step, 'billing_request_flows', request.id).find((flow) => flowState(step, flow) === 'open') ?? null;
}

/** The payer has opened the page: told the first time. */
export function visitFlow(step: Step, flow: FlowRecord): void {
  if (flow.visited || flowState(step, flow) !== 'open') return;
  tell(step, { ...flow, visited: true }, 'flow_visited', 'flowVisited');
}

/** The payer has left the page. It can be opened again. */
export function exitFlow(step: Step, flow: FlowRecord): void {
  tell(step, { ...flow, exited: true }, 'flow_exited', 'flowExited');
}

function tell(step: Step, flow: FlowRecord, action: string, effect: string): void {
  keepFlow(step, flow);
  const request = given(step, 'billing_requests', flow.billingRequestId);
  recordRequest(step, effect, request, flow.id);
  announceRequest(step, request, action, { origin: 'payer' }, { billing_request_flow: flow.id });
}
