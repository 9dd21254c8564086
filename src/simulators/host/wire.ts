import type { ServerResponse } from 'node:http';
import type { ReplyFault } from '../kit/fault-line.ts';
import type { Call, Reply, Simulator, Step, WireRequest } from '../kit/simulator.ts';
import type { Deliverer } from './deliverer.ts';
import { laterTimer } from './engine.ts';
import type { DealtFault } from './faults.ts';
import { send } from './http-io.ts';
import { dripReply, holdOpen, hugeReply, resetConnection, tamperedReply, truncatedReply } from './misbehave.ts';
import type { StepOptions, StepResult } from './step.ts';
import type { StoredState } from './stored-state.ts';
import type { Timer } from './timers.ts';

// What the fault does to the call itself: whether the thing is done, now, later or not at all.
const effectOf: Readonly<Record<ReplyFault, 'now' | 'later' | 'never'>> = {
  ok: 'now',
  refuse: 'never',
  timeoutNoEffect: 'never',
  effectThenTimeout: 'now',
  effectLater: 'later',
  effectThenReset: 'now',
  resetNoEffect: 'never',
  '5xxNoEffect': 'never',
  '5xxAfterEffect': 'now',
  html502: 'never',
  truncatedJson: 'now',
  slowDrip: 'now',
  hugeBody: 'now',
  wrongAmount: 'now',
  wrongCurrency: 'now',
  rateLimit: 'never',
  expiredToken: 'never',
};

interface WireDeps {
  readonly stored: StoredState;
  readonly deliverer: Deliverer;
  readonly runStep: <T>(options: StepOptions, work: (step: Step) => T) => StepResult<T>;
  /** Sets off what a step may have left to do: callbacks and timers. */
  readonly tick: () => void;
}
/** A plain reply, or a fault and the reply that the client would have had; none where nothing was done. */
type Handled =
  | { readonly reply: Reply; readonly fault?: undefined }
  | { readonly reply?: Reply; readonly fault: DealtFault<ReplyFault> };

/** Answers calls to simulators, well or badly as the fault script says. */
export function serveCalls({ stored, deliverer, runStep, tick }: WireDeps) {
  // Clients that still wait for an effect which is to come later.
  const waiting = new Map<string, ServerResponse>();

  const handle = (simulator: Simulator, call: Call, request: WireRequest): StepResult<Handled> =>
    runStep<Handled>(
      { simulator, cause: call.cause ?? { kind: 'request', operation: call.operation, request } },
      (step) => {
        const handled = work(step, simulator, call, request);
        return handled.reply && call.wire ? { ...handled, reply: sealed(step, simulator, request, handled) } : handled;
      },
    );

  const work = (step: Step, simulator: Simulator, call: Call, request: WireRequest): Handled => {
    const refusal = call.authorise(step);
    if (refusal) return { reply: refusal };
    const fault = call.wire ? stored.faults.takeForReply(simulator.name, call.operation, call.subjects) : null;
    if (!fault) return { reply: call.handle(step) };
    if (fault.fault === 'refuse') return { reply: simulator.refuse(step, request, fault.args.code ?? 400) };
    if (fault.fault === 'expiredToken') return { reply: simulator.expireToken(step, request) };
    if (fault.fault === 'rateLimit') return { reply: rateLimited(simulator.refuse(step, request, 429), fault) };
    if (fault.fault === '5xxNoEffect') return { reply: simulator.refuse(step, request, fault.args.status ?? 500) };
    if (effectOf[fault.fault] === 'later') {
      const dueMs = step.now.getTime() + (fault.args.ms ?? 1_000);
      stored.timers.set({
        provider: simulator.name,
        name: laterTimer,
        key: request.id,
        dueMs,
        json: JSON.stringify(request),
      });
      return { fault };
    }
    if (effectOf[fault.fault] === 'never' && !fault.args.effect) return { fault };
    const reply = call.handle(step);
    return fault.fault === '5xxAfterEffect'
      ? { reply: simulator.refuse(step, request, fault.args.status ?? 500) }
      : { reply, fault };
  };

  return {
    async serve(simulator: Simulator, call: Call, request: WireRequest, response: ServerResponse): Promise<void> {
      const { value, beforeReply } = handle(simulator, call, request);
      if (beforeReply.length > 0) await deliverer.tried(beforeReply);
      // The reply goes first, unless there is none to wait for: news that overtakes it has its own fault.
      if (!value.fault) return send(response, value.reply).then(tick);
      tick();
      if (value.fault.fault === 'effectLater') {
        waiting.set(request.id, response);
        response.once('close', () => waiting.delete(request.id));
        return holdOpen(response);
      }
      return misbehave(response, value.fault, value.reply ?? noReply);
    },
    /** Does what a call was told to do later, and answers its client where that one still waits. */
    doLater(simulator: Simulator, timer: Timer): void {
      const request = JSON.parse(timer.json ?? '{}') as WireRequest;
      const call = simulator.route(request);
      const { value: reply } = runStep(
        { simulator, cause: { kind: 'request', operation: call?.operation ?? 'unknown', request } },
        (step) => {
          stored.timers.remove(timer.id);
          return call && sealed(step, simulator, request, { reply: call.handle(step) });
        },
      );
      const response = waiting.get(request.id);
      waiting.delete(request.id);
      if (response && reply && !response.destroyed) void send(response, reply);
    },
  };
}

function misbehave(response: ServerResponse, { fault, args }: DealtFault<ReplyFault>, reply: Reply): Promise<void> {
  switch (fault) {
    case 'timeoutNoEffect':
    case 'effectThenTimeout':
      return holdOpen(response);
    case 'resetNoEffect':
    case 'effectThenReset':
      return resetConnection(response);
    case 'html502':
      return send(response, {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
      });
    case 'truncatedJson':
      return send(response, truncatedReply(reply));
    case 'slowDrip':
      return dripReply(response, reply, args.everyMs ?? 1_000);
    case 'hugeBody':
      return hugeReply(response, reply, args.bytes ?? 50 * 1024 * 1024);
    default:
      return send(response, reply);
  }
}

// What was tampered with is sealed all the same: the provider itself says so, and no signature gives it away. A reply that is cut
// or drowned on its way has the seal of what it should have been.
function sealed(step: Step, { seal }: Simulator, request: WireRequest, { reply = noReply, fault }: Handled): Reply {
  const told =
    fault?.fault === 'wrongAmount' || fault?.fault === 'wrongCurrency' ? tamperedReply(reply, fault.fault) : reply;
  return seal?.(step, request, told) ?? told;
}
const noReply: Reply = { status: 204 };

function rateLimited(reply: Reply, { args }: DealtFault<ReplyFault>): Reply {
  const seconds = args.retryAfterSeconds === undefined ? 1 : args.retryAfterSeconds;
  return seconds === null ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
}
