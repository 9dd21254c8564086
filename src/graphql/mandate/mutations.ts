import type { Mandate as MandateRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { given, problemsOf } from '../schema/given.ts';
import { named, outcomePayload } from '../schema/payload.ts';
import { cancelErrors, cancelRefusals, createErrors, createRefusals, resolveType, told } from '../schema/results.ts';
import { CancelMandateInput, CreateMandateInput } from './inputs.ts';
import { Mandate } from './type.ts';

export const MandatePayload = outcomePayload('MandatePayload', {
  description: 'A mandate was asked for or ended. Its outcome may not be known yet: see its status.',
  fields: (t) => ({
    mandate: t.field({
      type: Mandate,
      description: 'The mandate as it is after the step.',
      resolve: named<MandateRow>('man', 'mandateId'),
    }),
  }),
});

export const CreateMandateResult = builder.unionType('CreateMandateResult', {
  description: 'The mandate, or why there is none. May grow: keep an arm for UserError.',
  types: [MandatePayload, ...createErrors],
  resolveType: resolveType('MandatePayload'),
});

export const CancelMandateResult = builder.unionType('CancelMandateResult', {
  description: 'The mandate, or why it was not ended. May grow: keep an arm for UserError.',
  types: [MandatePayload, ...cancelErrors],
  resolveType: resolveType('MandatePayload'),
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
