import { z } from 'zod';
import { type FaultLine, faultLine } from '../kit/fault-line.ts';
import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { Reply, Simulator, Step } from '../kit/simulator.ts';
import type { Deliverer } from './deliverer.ts';
import type { Engine } from './engine.ts';
import { deliveryNames, pushFaultOf } from './outbox.ts';
import type { StepOptions, StepResult } from './step.ts';
import type { StoredState } from './stored-state.ts';

// A clock moved further than this in one go is a slip of the pen.
const advanceMaxMs = 3_700 * 86_400_000;
// Two running clocks never agree to the moment: who asks for the time that it was when it asked is not moving it back.
const lagMs = 5_000;

const clockInput = z.strictObject({ to: z.iso.datetime({ offset: true }) });
const scenarioInput = z.strictObject({
  // GoCardless' own names are long: the longest has 68 characters, with its name before it.
  scenario: z.string().max(200),
  subject: z.strictObject({
    kind: z.enum([
      'agreement',
      'mandate',
      'payment',
      'charge',
      'billingRequest',
      'refund',
      'transfer',
      'receipt',
      'payout',
    ]),
    id: z.string().max(64),
  }),
  webhookDelivery: z.enum(deliveryNames).default('NORMAL'),
  seed: z.int().min(-2_147_483_648).max(2_147_483_647).default(1),
  /** Played once for each key: a repeat is answered as the first was. */
  key: z.string().min(1).max(200).optional(),
});
const faultsInput = z.strictObject({
  faults: z.array(faultLine).max(1_000),
  seed: z.int().min(-2_147_483_648).max(2_147_483_647).default(1),
});

interface ControlDeps {
  readonly stored: StoredState;
  readonly engine: Engine;
  readonly deliverer: Deliverer;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly runStep: <T>(options: StepOptions, work: (step: Step) => T) => StepResult<T>;
  readonly tick: () => void;
}

/** What a test, or the product's sandbox mutations, may ask of the sandbox: `path` is below `/control`. */
export async function control(deps: ControlDeps, method: string, path: string, body: unknown): Promise<Reply> {
  const { stored, engine, deliverer } = deps;
  switch (`${method} ${path}`) {
    case 'GET /clock':
      return jsonReply(200, { now: nowText(stored), nextTimerAt: engine.nextTimerAt()?.toISOString() ?? null });
    case 'POST /clock':
      return advance(deps, body);
    case 'POST /drain':
      await deliverer.idle();
      return jsonReply(200, { pending: stored.queue.countPending() });
  }
  const [, name = '', what = ''] = /^\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const simulator = deps.simulators.get(name);
  if (!simulator) return refusal(404, 'NOT_FOUND', `nothing is at /control${path}`);
  switch (`${method} ${what}`) {
    case 'POST scenario':
      return scenario(deps, simulator, body);
    case 'GET faults':
      return jsonReply(200, stored.faults.report(name));
    case 'POST faults':
      return addFaults(deps, simulator, body);
    case 'DELETE faults':
      stored.store.transaction(() => stored.faults.clear(name));
      return emptyReply(204);
    case 'POST provider':
      return setUp(deps, simulator, body);
    default:
      return method === 'POST' && simulator.actions && Object.hasOwn(simulator.actions, what)
        ? act(deps, simulator, what, body)
        : refusal(404, 'NOT_FOUND', `nothing is at ${method} /control${path}`);
  }
}

/** A refusal of the control surface. */
export function refusal(status: number, code: string, message: string): Reply {
  return jsonReply(status, { error: { code, message } });
}

async function advance({ stored, engine }: ControlDeps, body: unknown): Promise<Reply> {
  const input = clockInput.safeParse(body);
  if (!input.success) return malformed(input.error);
  const to = Date.parse(input.data.to);
  const now = stored.clock.now();
  if (to < now - lagMs)
    return refusal(
      400,
      'CLOCK_BACKWARDS',
      `the clock only goes forward; it is ${nowText(stored)}, asked for ${input.data.to}`,
    );
  if (to > now + advanceMaxMs) return refusal(400, 'CLOCK_TOO_FAR', 'the clock moves at most ten years at a time');
  const fired = await engine.advanceTo(Math.max(to, now));
  return jsonReply(200, { now: nowText(stored), fired });
}

function scenario({ runStep, tick }: ControlDeps, simulator: Simulator, body: unknown): Reply {
  const input = scenarioInput.safeParse(body);
  if (!input.success) return malformed(input.error);
  const { scenario: name, subject, webhookDelivery, seed, key } = input.data;
  if (!simulator.scenarios.includes(name)) {
    const message = `${simulator.name} does not play ${name}; it plays ${simulator.scenarios.join(', ')}`;
    return refusal(422, 'SCENARIO_NOT_SUPPORTED', message);
  }
  const delivery = { name: webhookDelivery, seed };
  const { value, queued } = runStep(
    { simulator, cause: { kind: 'scenario', name }, delivery, ...(key !== undefined && { key }) },
    (step) => {
      const outcome = simulator.runScenario(step, name, subject);
      const fault = pushFaultOf(delivery);
      // Its callback comes with a later call: the delivery that was asked for waits there.
      if (outcome.ok && outcome.armedCallback && fault) {
        step.arm({
          operation: outcome.armedCallback.name,
          subject: outcome.armedCallback.subject,
          fault: fault.fault,
          args: fault.args,
        });
      }
      return outcome;
    },
  );
  if (!value.ok) return refusal(value.status, value.code, value.message);
  tick();
  return jsonReply(200, { providerCalls: value.providerCalls, webhooksQueued: queued });
}

function addFaults({ stored }: ControlDeps, simulator: Simulator, body: unknown): Reply {
  const input = faultsInput.safeParse(body);
  if (!input.success) return malformed(input.error);
  const lines: readonly FaultLine[] = input.data.faults;
  const unknown = lines.find(({ operation }) => operation !== undefined && !simulator.operations.includes(operation));
  if (unknown)
    return refusal(
      400,
      'BAD_INPUT',
      `${simulator.name} has no ${unknown.operation}; it has ${simulator.operations.join(', ')}`,
    );
  stored.store.transaction(() => stored.faults.add(simulator.name, lines, input.data.seed));
  return jsonReply(200, stored.faults.report(simulator.name));
}

function setUp({ runStep }: ControlDeps, simulator: Simulator, body: unknown): Reply {
  const input = simulator.setup.schema.safeParse(body);
  if (!input.success) return malformed(input.error);
  const { value } = runStep({ simulator, cause: { kind: 'scenario', name: 'provider' } }, (step) =>
    simulator.setup.change(step, input.data),
  );
  return jsonReply(200, value);
}

function act({ runStep, tick }: ControlDeps, simulator: Simulator, name: string, body: unknown): Reply {
  const { value } = runStep({ simulator, cause: { kind: 'scenario', name } }, (step) =>
    simulator.actions?.[name]?.(step, body),
  );
  if (!value) return refusal(404, 'NOT_FOUND', `${simulator.name} has no ${name}`);
  if (!value.ok)
    return 'malformed' in value ? malformed(value.malformed) : refusal(value.status, value.code, value.message);
  tick();
  return jsonReply(200, value.value);
}

function malformed(error: z.ZodError): Reply {
  return refusal(
    400,
    'BAD_INPUT',
    error.issues
      .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
      .join('; ')
      .slice(0, 1_000),
  );
}

function nowText({ clock }: StoredState): string {
  return new Date(clock.now()).toISOString();
}
