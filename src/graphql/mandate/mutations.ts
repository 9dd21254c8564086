import { uuidOf } from '../../kernel/ids.ts';
import { DebtorInput } from '../provider-terms/inputs.ts';
import { builder } from '../schema/builder.ts';
import { given, problemsOf } from '../schema/given.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/inputs.ts';
import { CancelMandateResult, CreateMandateResult, cancelRefusals, createRefusals, told } from '../schema/results.ts';

const CreateMandateInput = builder.inputType('CreateMandateInput', {
  description: "Asks a debtor's bank for a mandate to which the debtor has consented.",
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the mandate, unique for life among your mandates.',
    }),
    debtor: t.field({ type: DebtorInput, required: true, description: 'Who is debited.' }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes. Name no payer in them.' }),
  }),
});

const CancelMandateInput = builder.inputType('CancelMandateInput', {
  description: 'Ends a mandate.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    mandateId: t.id({ required: true, description: 'The mandate.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

const guarded = { cost: { weight: 10 }, requiresScope: { scope: 'mandates:write' } };

builder.mutationFields((t) => ({
  createMandate: t.field({
    type: CreateMandateResult,
    description:
      "Asks a debtor's bank for a mandate. The bank answers in its own time: the mandate is PENDING until then.",
    directives: guarded,
    args: { input: t.arg({ type: CreateMandateInput, required: true, description: 'What is asked for.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { debtor, ...rest } = given(input);
      const command = { ...rest, debtor: debtor as Parameters<typeof deps.commands.createMandate>[1]['debtor'] };
      return told(
        createRefusals,
        await deps.commands.createMandate(caller, { ...command, problems: problemsOf(input) }),
      );
    },
  }),
  cancelMandate: t.field({
    type: CancelMandateResult,
    description: 'Ends a mandate. Payments that the bank has not taken up yet end with it.',
    directives: guarded,
    args: { input: t.arg({ type: CancelMandateInput, required: true, description: 'Which one.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = given(input);
      return told(
        cancelRefusals,
        await deps.commands.cancelMandate(caller, { ...command, mandateId: uuidOf('man', command.mandateId) }),
      );
    },
  }),
}));
