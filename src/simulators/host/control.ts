import { z } from 'zod';
import { type FaultLine, faultLine } from '../kit/fault-line.ts';
import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { Reply, Simulator, Turn } from '../kit/simulator.ts';
import type { Deliverer } from './deliverer.ts';
import type { Engine } from './engine.ts';
import { deliveryNames, pushFaultOf } from './outbox.ts';
import type { Kept, TurnOptions, TurnResult } from './turn.ts';

// A clock moved further than this in one go is a slip of the pen.
const advanceMaxMs = 3_700 * 86_400_000;
// Two running clocks never agree to the moment: who asks for the time that it was when it asked is not moving it back.
const lagMs = 5_000;

const clockInput = z.strictObject({ to: z.iso.datetime({ offset: true }) });
const scenarioInput = z.strictObject({
  scenario: z.string().max(64),
  subject: z.strictObject({
    kind: z.enum(['agreement', 'mandate', 'payment', 'billingRequest', 'refund', 'transfer', 'receipt']),
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
  readonly kept: Kept;
  readonly engine: Engine;
  readonly deliverer: Deliverer;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly takeTurn: <T>(options: TurnOptions, work: (turn: Turn) => T) => TurnResult<T>;
  readonly stir: () => void;
}

/** What a test, or the product's sandbox mutations, may ask of the sandbox: `path` is below `/control`. */
export async function control(deps: ControlDeps, method: string, path: string, body: unknown): Promise<Reply> {
  const { kept, engine, deliverer } = deps;
  switch (`${method} ${path}`) {
    case 'GET /clock':
      return jsonReply(200, { now: nowText(kept), nextTimerAt: engine.nextTimerAt()?.toISOString() ?? null });
    case 'POST /clock':
      return advance(deps, body);
    case 'POST /drain':
      await deliverer.idle();
      return jsonReply(200, { pending: kept.queue.countPending() });
  }
  const [, name = '', what = ''] = /^\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const simulator = deps.simulators.get(name);
  if (!simulator) return refusal(404, 'NOT_FOUND', `nothing is at /control${path}`);
  switch (`${method} ${what}`) {
    case 'POST scenario':
      return scenario(deps, simulator, body);
    case 'GET faults':
      return jsonReply(200, kept.faults.report(name));
    case 'POST faults':
      return addFaults(deps, simulator, body);
    case 'DELETE faults':
      kept.store.transaction(() => kept.faults.clear(name));
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

async function advance({ kept, engine }: ControlDeps, body: unknown): Promise<Reply> {
  const input = clockInput.safeParse(body);
  if (!input.success) return malformed(input.error);
  const to = Date.parse(input.data.to);
  const now = kept.clock.now();
  if (to < now - lagMs)
    return refusal(
      400,
      'CLOCK_BACKWARDS',
      `the clock only goes forward; it is ${nowText(kept)}, asked for ${input.data.to}`,
    );
  if (to > now + advanceMaxMs) return refusal(400, 'CLOCK_TOO_FAR', 'the clock moves at most ten years at a time');
  const fired = await engine.advanceTo(Math.max(to, now));
  return jsonReply(200, { now: nowText(kept), fired });
}

function scenario({ takeTurn, stir }: ControlDeps, simulator: Simulator, body: unknown): Reply {
  const input = scenarioInput.safeParse(body);
  if (!input.success) return malformed(input.error);
  const { scenario: name, subject, webhookDelivery, seed, key } = input.data;
  if (!simulator.scenarios.includes(name)) {
    const message = `${simulator.name} does not play ${name}; it plays ${simulator.scenarios.join(', ')}`;
    return refusal(422, 'SCENARIO_NOT_SUPPORTED', message);
  }
  const delivery = { name: webhookDelivery, seed };
  const { value, queued } = takeTurn(
    { simulator, cause: { kind: 'scenario', name }, delivery, ...(key !== undefined && { key }) },
    (turn) => {
      const outcome = simulator.runScenario(turn, name, subject);
      const fault = pushFaultOf(delivery);
      // Its callback comes with a later call: the delivery that was asked for waits there.
      if (outcome.ok && outcome.armedCallback && fault) {
        turn.arm({
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
  stir();
  return jsonReply(200, { providerCalls: value.providerCalls, webhooksQueued: queued });
}

function addFaults({ kept }: ControlDeps, simulator: Simulator, body: unknown): Reply {
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
  kept.store.transaction(() => kept.faults.add(simulator.name, lines, input.data.seed));
  return jsonReply(200, kept.faults.report(simulator.name));
}

function setUp({ takeTurn }: ControlDeps, simulator: Simulator, body: unknown): Reply {
  const input = simulator.setup.schema.safeParse(body);
  if (!input.success) return malformed(input.error);
  const { value } = takeTurn({ simulator, cause: { kind: 'scenario', name: 'provider' } }, (turn) =>
    simulator.setup.change(turn, input.data),
  );
  return jsonReply(200, value);
}

function act({ takeTurn, stir }: ControlDeps, simulator: Simulator, name: string, body: unknown): Reply {
  const { value } = takeTurn({ simulator, cause: { kind: 'scenario', name } }, (turn) =>
    simulator.actions?.[name]?.(turn, body),
  );
  if (!value) return refusal(404, 'NOT_FOUND', `${simulator.name} has no ${name}`);
  if (!value.ok)
    return 'malformed' in value ? malformed(value.malformed) : refusal(value.status, value.code, value.message);
  stir();
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

function nowText({ clock }: Kept): string {
  return new Date(clock.now()).toISOString();
}
