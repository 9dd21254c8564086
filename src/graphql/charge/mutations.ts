import { createCharge } from '../../domain/payment/create-charge.ts';
import { type ChargesCreated, chargesMax, createCharges } from '../../domain/payment/create-charges.ts';
import { updateCharge } from '../../domain/payment/update-charge.ts';
import type { InputProblem } from '../../domain/port/provider.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/result.ts';
import { builder } from '../schema/builder.ts';
import { inPathsOfInput, unlessBroken, type WithoutNulls } from '../schema/input.ts';
import { readMinorUnits, readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { mutationPayload, outcomePayload, paymentAfter } from '../schema/payload.ts';
import { CreateChargeInput, CreateChargesInput, type NewChargeInput, UpdateChargeInput } from './inputs.ts';
import { readRetryPlan } from './retry-plan.ts';
import { Charge } from './type.ts';

/** Where the command has a field under another path than the input. */
const chargePaths = { agreementId: 'on.agreementId', mandateId: 'on.mandateId' };

export const ChargePayload = outcomePayload('ChargePayload', {
  description: 'A charge was asked for, or changed.',
  fields: (t) => ({
    charge: t.field({ ...paymentAfter, type: Charge, description: 'The charge as it is after the step.' }),
  }),
});

const createChargeResult = mutation('createCharge', {
  description:
    'Asks the provider to take money on a day: on an active agreement, or on a mandate. What it comes to is told by events.',
  scope: 'payments:write',
  input: CreateChargeInput,
  payload: ChargePayload,
  result: 'The charge, or why there is none.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'provider'],
  leadsTo: 'paymentId',
  inputPaths: chargePaths,
  run: (input, { deps, caller }, at) => {
    const problems = [...at.problems];
    return createCharge(deps, caller, { ...readCharge(input, problems), problems });
  },
});

const ChargeOutcome = builder.objectRef<{ readonly index: number; readonly result: never }>('ChargeOutcome').implement({
  description: 'What became of one charge of many.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place among those that were asked for, from 0.' }),
    result: t.field({
      type: createChargeResult.type,
      description:
        'The charge, which is sent to the provider next; or why there is none. Paths begin at the charge itself.',
      resolve: ({ result }) => result,
    }),
  }),
});

const ChargesPayload = mutationPayload<ChargesCreated>('ChargesPayload', {
  description: 'Charges were asked for, each for itself.',
  fields: (t) => ({
    accepted: t.int({
      description: 'How many were accepted. What becomes of them is told by events.',
      resolve: ({ outcomes }) => outcomes.filter(({ ok: accepted }) => accepted).length,
    }),
    refused: t.int({
      description: 'How many were refused. Those have left nothing behind.',
      resolve: ({ outcomes }) => outcomes.filter(({ ok: accepted }) => !accepted).length,
    }),
    outcomes: t.field({
      type: [ChargeOutcome],
      description: 'What became of each, in the order in which they were asked for.',
      directives: { cost: { weight: 5 } },
      args: {
        refusedOnly: t.arg.boolean({
          required: true,
          defaultValue: false,
          description: 'Whether to leave out those that were accepted.',
        }),
      },
      resolve: ({ outcomes }, { refusedOnly }) =>
        outcomes.flatMap((outcome, index) => {
          if (refusedOnly && outcome.ok) return [];
          const result = outcome.ok ? outcome : refuse(inPathsOfInput(outcome.error, chargePaths));
          return [{ index, result: createChargeResult.toResult(result) }];
        }),
    }),
  }),
});

mutation('createCharges', {
  description: `Asks for many charges, ${chargesMax} at most, each for itself: one that is refused spoils none. They are sent to the provider once the call has answered; what they come to is told by events.`,
  scope: 'payments:write',
  input: CreateChargesInput,
  payload: ChargesPayload,
  result: 'What became of each, or why nothing was done.',
  refusals: ['invalidInput'],
  run: ({ charges, idempotencyKey }, { deps, caller }, at) => {
    const problems = [...at.problems];
    if (charges.length < 1 || charges.length > chargesMax)
      problems.push({
        path: ['input', 'charges'],
        rule: 'length',
        message: `expected 1 to ${chargesMax} charges; got ${charges.length}`,
      });
    return unlessBroken(problems, () => {
      const read = charges.map((charge) => {
        const own: InputProblem[] = [];
        return { ...readCharge(charge, own), problems: own };
      });
      return createCharges(deps, caller, { idempotencyKey, charges: read });
    });
  },
});

mutation('updateCharge', {
  description:
    'Asks for less of a charge, or for it on another day, before any money is there, where the provider lets that be done (`actions`).',
  scope: 'payments:write',
  input: UpdateChargeInput,
  payload: ChargePayload,
  result: 'The charge, or why it stays as it is.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'paymentId',
  run: ({ amount, paymentId, ...rest }, { deps, caller }, at) => {
    const problems = [...at.problems];
    const command = {
      ...rest,
      paymentId: uuidOf('chg', paymentId),
      ...(amount === undefined ? {} : { amount: readMoney(['input', 'amount'], amount, problems) }),
    };
    return updateCharge(deps, caller, { ...command, problems });
  },
});

type ChargeInput = WithoutNulls<typeof NewChargeInput.$inferInput>;

/** The input of one charge as its command takes it. */
function readCharge<Input extends ChargeInput>(
  { on, amount, appFee, retryPlan, ...rest }: Input,
  problems: InputProblem[],
) {
  return {
    ...rest,
    ...(on.mandateId === undefined
      ? { agreementId: uuidOf('agr', on.agreementId ?? '') }
      : { mandateId: uuidOf('man', on.mandateId) }),
    amount: readMoney(['input', 'amount'], amount, problems),
    ...(appFee === undefined ? {} : { appFee: readMinorUnits(['input', 'appFee'], appFee, problems) }),
    retryPlan: readRetryPlan(retryPlan, problems),
  };
}
