import {
  advanceSandboxClock,
  type ClockAdvanced,
  runSandboxScenario,
  type SandboxDeps,
  type ScenarioRun,
} from '../../domain/sandbox/commands.ts';
import { decodeId } from '../../kernel/ids.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { refuse } from '../../kernel/result.ts';
import { Event } from '../events/type.ts';
import type { EventRow } from '../read/beneath.ts';
import type { Context } from '../schema/context.ts';
import { mutation } from '../schema/mutation.ts';
import { type Keyed, mutationPayload, withNumber } from '../schema/payload.ts';
import { AdvanceSandboxClockInput, RunSandboxScenarioInput, sandboxOnly } from './inputs.ts';

const eventsShownMax = 100;

const SandboxClockPayload = mutationPayload<ClockAdvanced & Keyed>('SandboxClockPayload', {
  ...sandboxOnly,
  description: "The sandbox's clock was moved forward.",
  fields: (t) => ({
    now: t.expose('now', { type: 'DateTime', description: "The sandbox's time now." }),
    otherMerchants: t.int({
      description: 'How many other merchants this sandbox has: their things were moved along, since it has one clock.',
      // An answer that was kept before this was counted.
      resolve: ({ otherMerchants }) => otherMerchants ?? 0,
    }),
    firedRules: t.stringList({
      description: 'Rules of time that fired on the way: a handful.',
      resolve: ({ firedRules }) => [...firedRules],
    }),
    events: t.field({
      type: [Event],
      description: `Events that came of it, oldest first: the first ${eventsShownMax}.`,
      directives: { cost: { weight: 5 } },
      resolve: async ({ eventIds }, _args, context) => {
        const events = await Promise.all(
          eventIds
            .slice(0, eventsShownMax)
            .map(async (uuid) => (await context.loaders.node.load({ prefix: 'evt', uuid })) as EventRow | null),
        );
        const numbered = await Promise.all(events.map((event) => event && withNumber(event, context)));
        return numbered.filter((event) => event !== null);
      },
    }),
  }),
});

const SandboxScenarioPayload = mutationPayload<ScenarioRun & Keyed>('SandboxScenarioPayload', {
  ...sandboxOnly,
  description: 'A scenario was played.',
  fields: (t) => ({
    subjectId: t.exposeID('subjectId', { description: 'Id of what it was played on.' }),
    providerCalls: t.exposeInt('providerCalls', {
      description: 'How many calls the simulated provider took in for it.',
    }),
    webhooksQueued: t.exposeInt('webhooksQueued', { description: 'How many webhooks it will send for it.' }),
  }),
});

mutation('advanceSandboxClock', {
  ...sandboxOnly,
  description:
    "Moves the sandbox's clock forward, for every merchant in it: there is one, and it never goes back. What falls due for the others on the way happens, too; `otherMerchants` says how many they are. A merchant who needs a clock of their own takes a sandbox of their own (`DATA_DIR`, `PORT`, `SANDBOX_PORT`). Sandbox keys only; absent from the schema that live keys are served.",
  scope: 'payments:write',
  input: AdvanceSandboxClockInput,
  asks: 'How far.',
  payload: SandboxClockPayload,
  result: 'The new time, or why the clock was not moved.',
  refusals: ['invalidInput'],
  inputPaths: { byMs: 'by' },
  run: ({ idempotencyKey, by }, context) =>
    advanceSandboxClock(sandboxOf(context), context.caller, { idempotencyKey, byMs: by }),
});

mutation('runSandboxScenario', {
  ...sandboxOnly,
  description:
    'Plays the payer, a bank or the provider. Sandbox keys only; absent from the schema that live keys are served.',
  scope: 'payments:write',
  input: RunSandboxScenarioInput,
  asks: 'What happens, and to what.',
  payload: SandboxScenarioPayload,
  result: 'What was played, or why it was not.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  run: async (input, context) =>
    subjects.includes(decodeId(input.subjectId)?.prefix ?? '')
      ? runSandboxScenario(sandboxOf(context), context.caller, input)
      : refuse(unknownSubject),
});

const subjects: readonly string[] = ['agr', 'man', 'brq', 'oop', 'trf', 'chg', 'rcp', 'rfd', 'pyo'];

const unknownSubject: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'subjectId'],
  message: 'There is no agreement, mandate, billing request, payment, transfer, receipt or refund with this id.',
};

function sandboxOf({ deps }: Context): SandboxDeps {
  if (!deps.sandbox) throw new Error('the sandbox schema is served without a sandbox');
  return deps.sandbox;
}
