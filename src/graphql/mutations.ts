import type { CommandResult } from '../domain/command.ts';
import { uuidOf } from '../domain/ids.ts';
import type { InputProblem } from '../domain/provider.ts';
import { refuse } from '../domain/result.ts';
import { builder } from './builder.ts';
import {
  CancelAgreementInput,
  CancelPaymentInput,
  CapturePaymentInput,
  CreateAgreementInput,
  CreateOneOffPaymentInput,
  RefundPaymentInput,
} from './inputs.ts';
import { readMoney } from './money.ts';
import { paymentUuid } from './node.ts';
import {
  CancelAgreementResult,
  CancelPaymentResult,
  CapturePaymentResult,
  CreateAgreementResult,
  CreateOneOffPaymentResult,
  cancelRefusals,
  createOnRefusals,
  createRefusals,
  moneyRefusals,
  RefundPaymentResult,
  told,
} from './results.ts';
import { unstorablePath } from './text.ts';

// What a mutation costs: it writes, and calls a provider.
const cost = { weight: 10 };
const inputArgument = 'What is asked for.';

builder.mutationFields((t) => ({
  createAgreement: t.field({
    type: CreateAgreementResult,
    description:
      'Asks a payer for an agreement, with or without a first payment. The payer answers on the page in `nextAction`.',
    directives: { cost, requiresScope: { scope: 'agreements:write' } },
    args: { input: t.arg({ type: CreateAgreementInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { amount, oneOffPayment, expiresIn, ...rest } = given(input);
      const problems = problemsOf(input);
      const command = {
        ...rest,
        expiresInMs: expiresIn,
        ...(amount ? { amount: readMoney(['input', 'amount'], amount, problems) } : {}),
        ...(oneOffPayment
          ? {
              oneOffPayment: {
                ...oneOffPayment,
                amount: readMoney(['input', 'oneOffPayment', 'amount'], oneOffPayment.amount, problems),
              },
            }
          : {}),
      };
      return told(createRefusals, await deps.commands.createAgreement(caller, { ...command, problems }));
    },
  }),
  cancelAgreement: t.field({
    type: CancelAgreementResult,
    description: 'Ends an agreement, and in the same step the payments that are pending or reserved on it.',
    directives: { cost, requiresScope: { scope: 'agreements:write' } },
    args: { input: t.arg({ type: CancelAgreementInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = given(input);
      return told(
        cancelRefusals,
        await deps.commands.cancelAgreement(caller, { ...command, agreementId: uuidOf('agr', command.agreementId) }),
      );
    },
  }),
  createOneOffPayment: t.field({
    type: CreateOneOffPaymentResult,
    description: 'Asks for a payment on an active agreement.',
    directives: { cost, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: CreateOneOffPaymentInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { on, amount, expiresIn, ...rest } = given(input);
      const problems = problemsOf(input);
      const command = {
        ...rest,
        agreementId: uuidOf('agr', on.agreementId ?? ''),
        amount: readMoney(['input', 'amount'], amount, problems),
        expiresInMs: expiresIn,
      };
      return told(createOnRefusals, await deps.commands.createOneOffPayment(caller, { ...command, problems }));
    },
  }),
  capturePayment: t.field({
    type: CapturePaymentResult,
    description: 'Takes reserved money.',
    directives: { cost, requiresScope: { scope: 'payments:capture' } },
    args: { input: t.arg({ type: CapturePaymentInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { amount, ...rest } = given(input);
      const problems = problemsOf(input);
      const command = {
        ...rest,
        paymentId: paymentUuid(rest.paymentId),
        ...(amount ? { amount: readMoney(['input', 'amount'], amount, problems) } : {}),
      };
      return told(moneyRefusals, await outcome(problems, () => deps.commands.capturePayment(caller, command)));
    },
  }),
  cancelPayment: t.field({
    type: CancelPaymentResult,
    description: 'Gives a payment up before any money is taken, and releases what is reserved. Afterwards, refund it.',
    directives: { cost, requiresScope: { scope: 'payments:capture' } },
    args: { input: t.arg({ type: CancelPaymentInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = given(input);
      return told(
        cancelRefusals,
        await deps.commands.cancelPayment(caller, { ...command, paymentId: paymentUuid(command.paymentId) }),
      );
    },
  }),
  refundPayment: t.field({
    type: RefundPaymentResult,
    description: 'Gives captured money back, whole or in part.',
    directives: { cost, requiresScope: { scope: 'payments:refund' } },
    args: { input: t.arg({ type: RefundPaymentInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { amount, ...rest } = given(input);
      const problems = problemsOf(input);
      const command = {
        ...rest,
        paymentId: paymentUuid(rest.paymentId),
        ...(amount ? { amount: readMoney(['input', 'amount'], amount, problems) } : {}),
      };
      return told(moneyRefusals, await outcome(problems, () => deps.commands.refundPayment(caller, command)));
    },
  }),
}));

/** What is wrong with texts of the input before any amount is looked at; amounts add to it. */
export function problemsOf(input: object): InputProblem[] {
  const path = unstorablePath(input, ['input']);
  return path
    ? [{ path, rule: 'text', message: 'expected text without U+0000 and without half of a surrogate pair' }]
    : [];
}

/** What the command comes to; it is not asked when the input is broken already. */
async function outcome(
  problems: readonly InputProblem[],
  command: () => Promise<CommandResult>,
): Promise<CommandResult> {
  return problems.length > 0 ? refuse({ is: 'invalidInput', code: 'INVALID_INPUT', problems }) : command();
}

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** The input without what was left out: to us null and absent are the same. */
export function given<T extends object>(input: T): Given<T> {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<T>;
}
