import type { InputProblem } from '../../domain/port/provider.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from './builder.ts';
import { given, outcome, problemsOf } from './given.ts';
import {
  CancelAgreementInput,
  CancelPaymentInput,
  CapturePaymentInput,
  CreateAgreementInput,
  CreateOneOffPaymentInput,
  RefundPaymentInput,
} from './inputs.ts';
import { readMoney } from './money.ts';
import { paymentUuid } from './node-types.ts';
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
    description: 'Asks for a payment: on an active agreement, or on a mandate, where the bank collects it.',
    directives: { cost, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: CreateOneOffPaymentInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { on, amount, expiresIn, returnUrl = '', ...rest } = given(input);
      const problems = [...problemsOf(input), ...misplaced(input)];
      const command = {
        ...rest,
        ...(on.mandateId === undefined
          ? { agreementId: uuidOf('agr', on.agreementId ?? '') }
          : { mandateId: uuidOf('man', on.mandateId) }),
        amount: readMoney(['input', 'amount'], amount, problems),
        expiresInMs: expiresIn,
        returnUrl,
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

/** An agreement's payer has to be sent back somewhere; on a mandate the payer is not asked, so nothing that is for the payer has a place. */
function misplaced({ on, returnUrl, autoReserve }: typeof CreateOneOffPaymentInput.$inferInput): InputProblem[] {
  const problem = (field: string, rule: string, message: string): InputProblem[] => [
    { path: ['input', field], rule, message },
  ];
  if (!on.mandateId)
    return returnUrl
      ? []
      : problem('returnUrl', 'required', 'expected a URL: the payer of an agreement is sent there; got none');
  return [
    ...(returnUrl
      ? problem('returnUrl', 'agreementOnly', 'expected none on a mandate, whose payer is sent nowhere; got a URL')
      : []),
    ...(autoReserve
      ? problem('autoReserve', 'agreementOnly', 'expected false on a mandate, on which nothing is reserved; got true')
      : []),
  ];
}
