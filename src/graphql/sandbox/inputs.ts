import { builder } from '../schema/builder.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { sandboxScenarios } from './scenarios.ts';

/** Marks what is left out of the schema that live keys are served. */
export const sandboxOnly = { extensions: { sandboxOnly: true } } as const;

const SandboxScenario = builder.enumType('SandboxScenario', {
  ...sandboxOnly,
  description:
    'What the world does next. Each provider plays some: one that it does not play is refused with the names of those it does. May grow.',
  values: sandboxScenarios,
} as const);

const SandboxWebhookDelivery = builder.enumType('SandboxWebhookDelivery', {
  ...sandboxOnly,
  description: 'How the simulated provider misbehaves when it calls us back.',
  values: {
    NORMAL: { description: 'Once, in order, at once.' },
    DUPLICATED: { description: 'Each one twice.' },
    REORDERED: { description: 'In another order.' },
    DELAYED: { description: 'Later than it should.' },
    DROPPED: { description: 'Not at all.' },
    BAD_SIGNATURE: { description: 'With a proof that is wrong.' },
  },
} as const);

export const AdvanceSandboxClockInput = builder.inputType('AdvanceSandboxClockInput', {
  ...sandboxOnly,
  description: "Moves the sandbox's clock forward; every rule of time fires as it would have.",
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    by: t.field({ type: 'Duration', required: true, description: 'How far.' }),
  }),
});

export const RunSandboxScenarioInput = builder.inputType('RunSandboxScenarioInput', {
  ...sandboxOnly,
  description: 'Plays the payer, a bank or the provider on one thing of yours.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    subjectId: t.id({
      required: true,
      description: 'The agreement, mandate, billing request, payment, transfer, receipt or refund.',
    }),
    scenario: t.field({ type: SandboxScenario, required: true, description: 'What happens.' }),
    webhookDelivery: t.field({
      type: SandboxWebhookDelivery,
      required: true,
      defaultValue: 'NORMAL',
      description: 'How we are told of it.',
    }),
    seed: t.int({
      required: true,
      defaultValue: 1,
      description: 'Decides what is left to chance: the same seed gives the same course.',
    }),
  }),
});
