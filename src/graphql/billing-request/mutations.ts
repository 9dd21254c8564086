import type { InputRef } from '@pothos/core';
import type { Caller, CommandResult, MandateCommands, OnBillingRequest } from '../../domain/command/command.ts';
import type { InputProblem, RequestActionInput } from '../../domain/port/provider.ts';
import type { BillingRequest as BillingRequestRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { readBillingRequestTerms } from '../provider-terms/inputs.ts';
import { builder } from '../schema/builder.ts';
import { type Given, given, problemsOf } from '../schema/given.ts';
import { readCurrency, readMoney } from '../schema/money.ts';
import { named, outcomePayload } from '../schema/payload.ts';
import { createErrors, createRefusals, resolveType, stepErrors, stepRefusals, told } from '../schema/results.ts';
import {
  CancelBillingRequestInput,
  CompleteBillingRequestActionInput,
  CreateBillingRequestFlowInput,
  CreateBillingRequestInput,
  FallBackBillingRequestInput,
  FulfilBillingRequestInput,
  NotifyBillingRequestInput,
} from './inputs.ts';
import { BillingRequest } from './type.ts';

export const BillingRequestPayload = outcomePayload('BillingRequestPayload', {
  description: 'A billing request was made, or went a step further. The outcome may not be known yet: see its status.',
  fields: (t) => ({
    billingRequest: t.field({
      type: BillingRequest,
      description: 'The billing request as it is after the step.',
      resolve: named<BillingRequestRow>('brq', 'billingRequestId'),
    }),
  }),
});

export const CreateBillingRequestResult = builder.unionType('CreateBillingRequestResult', {
  description: 'The billing request, or why there is none. May grow: keep an arm for UserError.',
  types: [BillingRequestPayload, ...createErrors],
  resolveType: resolveType('BillingRequestPayload'),
});

/** The result of a step of a billing request: all steps can go wrong in the same ways. */
export const billingRequestStepResult = (name: string) =>
  builder.unionType(name, {
    description: 'The billing request, or why the step was not taken. May grow: keep an arm for UserError.',
    types: [BillingRequestPayload, ...stepErrors],
    resolveType: resolveType('BillingRequestPayload'),
  });

const guarded = { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } };

const inputArgument = 'What is asked for.';

builder.mutationField('createBillingRequest', (t) =>
  t.field({
    type: CreateBillingRequestResult,
    description:
      'Asks a payer for a payment, a mandate, or both. What is left to do is in `nextActions`; what it leads to is told when the provider names it.',
    directives: guarded,
    args: { input: t.arg({ type: CreateBillingRequestInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { with: asked, ...rest } = given(input);
      const problems = problemsOf(input);
      const command = { ...rest, with: readBillingRequestTerms(asked, problems), problems };
      return told(createRefusals, await deps.commands.createBillingRequest(caller, command));
    },
  }),
);

interface NamesRequest {
  readonly idempotencyKey: string;
  readonly billingRequestId: string;
}

/** A step that differs from its siblings in name, input and words only. What reading its input finds wrong is added to `problems`. */
function step<Shape extends NamesRequest>(
  name: keyof MandateCommands & string,
  inputType: InputRef<Shape>,
  description: string,
  command: (
    commands: MandateCommands,
    caller: Caller,
    input: Omit<Given<Shape>, keyof NamesRequest> & OnBillingRequest,
    problems: InputProblem[],
  ) => Promise<CommandResult>,
): void {
  const result = billingRequestStepResult(`${name[0]?.toUpperCase()}${name.slice(1)}Result`);
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      description,
      directives: guarded,
      args: { input: t.arg({ type: inputType, required: true, description: inputArgument }) },
      resolve: async (_root, args, { deps, caller }) => {
        const { input } = args as unknown as { readonly input: Shape };
        const problems = problemsOf(input);
        const asked = { ...given(input), billingRequestId: uuidOf('brq', input.billingRequestId), problems };
        return told(stepRefusals, await command(deps.commands, caller, asked, problems));
      },
    }),
  );
}

step(
  'completeBillingRequestAction',
  CompleteBillingRequestActionInput,
  "Completes one step of the billing request in the payer's place: details, account, bank, confirmation, currency, amount.",
  (commands, caller, { action, ...input }, problems) =>
    commands.completeBillingRequestAction(caller, { ...input, action: readAction(action, problems) }),
);

step(
  'createBillingRequestFlow',
  CreateBillingRequestFlowInput,
  "Makes a page of the provider's on which the payer completes the billing request: see `flow`. Each call makes a new one.",
  (commands, caller, input) => commands.createBillingRequestFlow(caller, input),
);

step(
  'fulfilBillingRequest',
  FulfilBillingRequestInput,
  'Makes what was asked for, once nothing is left to do.',
  (commands, caller, input) => commands.fulfilBillingRequest(caller, input),
);

step(
  'cancelBillingRequest',
  CancelBillingRequestInput,
  'Withdraws a billing request before it is fulfilled.',
  (commands, caller, input) => commands.cancelBillingRequest(caller, input),
);

step(
  'notifyBillingRequest',
  NotifyBillingRequestInput,
  'Has the provider write to the payer about the billing request.',
  (commands, caller, input) => commands.notifyBillingRequest(caller, input),
);

step(
  'fallBackBillingRequest',
  FallBackBillingRequestInput,
  'Takes the slower way: direct debit in place of an instant payment. Only where the fallback was enabled.',
  (commands, caller, input) => commands.fallBackBillingRequest(caller, input),
);

type AskedAction = Given<typeof CompleteBillingRequestActionInput.$inferInput>['action'];

function readAction(action: AskedAction, problems: InputProblem[]): RequestActionInput {
  const path = ['input', 'action'];
  const { chooseCurrency, collectAmount } = action;
  if (chooseCurrency) {
    const currency = readCurrency([...path, 'chooseCurrency', 'currency'], chooseCurrency.currency, problems);
    return { chooseCurrency: { currency } };
  }
  if (collectAmount) return { collectAmount: readMoney([...path, 'collectAmount'], collectAmount, problems) };
  return action as RequestActionInput;
}
