import { decodeId } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { refuse } from '../../kernel/result.ts';
import { Event } from '../events/type.ts';
import { builder } from '../schema/builder.ts';
import type { ClockAdvanced, Context, SandboxCommands, ScenarioRun } from '../schema/context.ts';
import { IdempotencyError, InvalidInputError, InvalidStateError, NotFoundError } from '../schema/errors.ts';
import type { EventRow } from '../schema/loaders.ts';
import { mutationPayload, withNumber } from '../schema/payload.ts';
import { clockRefusals, resolveType, scenarioRefusals, told } from '../schema/results.ts';
import { AdvanceSandboxClockInput, RunSandboxScenarioInput, sandboxOnly } from './inputs.ts';

const eventsShownMax = 100;

const SandboxClockPayload = mutationPayload<ClockAdvanced>('SandboxClockPayload', {
  ...sandboxOnly,
  description: "The sandbox's clock was moved forward.",
  fields: (t) => ({
    now: t.expose('now', { type: 'DateTime', description: "The sandbox's time now." }),
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

const SandboxScenarioPayload = mutationPayload<ScenarioRun>('SandboxScenarioPayload', {
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

const AdvanceSandboxClockResult = builder.unionType('AdvanceSandboxClockResult', {
  ...sandboxOnly,
  description: 'The new time, or why the clock was not moved. May grow: keep an arm for UserError.',
  types: [SandboxClockPayload, InvalidInputError, IdempotencyError],
  resolveType: resolveType('SandboxClockPayload'),
});

const RunSandboxScenarioResult = builder.unionType('RunSandboxScenarioResult', {
  ...sandboxOnly,
  description: 'What was played, or why it was not. May grow: keep an arm for UserError.',
  types: [SandboxScenarioPayload, InvalidInputError, NotFoundError, InvalidStateError, IdempotencyError],
  resolveType: resolveType('SandboxScenarioPayload'),
});

const subjects: readonly string[] = ['agr', 'man', 'brq', 'oop', 'trf', 'rcp', 'rfd'];

const unknownSubject: Refusal = {
  kind: 'notFound',
  path: ['input', 'subjectId'],
  message: 'There is no agreement, mandate, billing request, payment, transfer, receipt or refund with this id.',
};

function sandboxOf({ deps }: Context): SandboxCommands {
  if (!deps.sandbox) throw new Error('the sandbox schema is served without a sandbox');
  return deps.sandbox;
}

builder.mutationFields((t) => ({
  advanceSandboxClock: t.field({
    ...sandboxOnly,
    type: AdvanceSandboxClockResult,
    description:
      "Moves the sandbox's clock forward. Sandbox keys only; absent from the schema that live keys are served.",
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: AdvanceSandboxClockInput, required: true, description: 'How far.' }) },
    resolve: async (_root, { input: { idempotencyKey, by } }, context) =>
      told(clockRefusals, await sandboxOf(context).advanceSandboxClock(context.caller, { idempotencyKey, byMs: by })),
  }),
  runSandboxScenario: t.field({
    ...sandboxOnly,
    type: RunSandboxScenarioResult,
    description:
      'Plays the payer, a bank or the provider. Sandbox keys only; absent from the schema that live keys are served.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } },
    args: {
      input: t.arg({ type: RunSandboxScenarioInput, required: true, description: 'What happens, and to what.' }),
    },
    resolve: async (_root, { input }, context) => {
      const prefix = decodeId(input.subjectId)?.prefix ?? '';
      return told(
        scenarioRefusals,
        subjects.includes(prefix)
          ? await sandboxOf(context).runSandboxScenario(context.caller, input)
          : refuse(unknownSubject),
      );
    },
  }),
}));
