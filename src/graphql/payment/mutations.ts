import type { InputProblem } from '../../domain/port/provider.ts';
import { refundPartsMax } from '../../domain/transfer/refund-parts.ts';
import type { Capture as CaptureRow, Refund as RefundRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import {
  IdempotencyError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  ProviderRejectedError,
} from '../schema/errors.ts';
import { given, outcome, problemsOf } from '../schema/given.ts';
import { readMoney } from '../schema/money.ts';
import { paymentUuid } from '../schema/node-types.ts';
import { load, named, outcomePayload, paymentAfter } from '../schema/payload.ts';
import {
  cancelErrors,
  cancelRefusals,
  createOnRefusals,
  moneyErrors,
  moneyRefusals,
  resolveType,
  told,
} from '../schema/results.ts';
import { Capture, Refund } from './capture-refund.ts';
import { CancelPaymentInput, CapturePaymentInput, CreateOneOffPaymentInput, RefundPaymentInput } from './inputs.ts';
import { OneOffPayment } from './type.ts';

export const OneOffPaymentPayload = outcomePayload('OneOffPaymentPayload', {
  description: 'A one-off payment was created.',
  fields: (t) => ({
    payment: t.field({ ...paymentAfter, type: OneOffPayment }),
  }),
});

export const CapturePayload = outcomePayload('CapturePayload', {
  description: 'A capture was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    capture: t.field({
      type: Capture,
      description: 'The capture as it stands.',
      resolve: named<CaptureRow>('cap', 'captureId'),
    }),
    payment: t.field(paymentAfter),
  }),
});

export const CancelPaymentPayload = outcomePayload('CancelPaymentPayload', {
  description: 'A payment was given up. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({ payment: t.field(paymentAfter) }),
});

export const RefundPayload = outcomePayload('RefundPayload', {
  description: 'A refund was asked for. It may be on its way still, or its outcome not known: see its status.',
  fields: (t) => ({
    refund: t.field({
      type: Refund,
      description: 'The refund as it stands.',
      resolve: named<RefundRow>('rfd', 'refundId'),
    }),
    refunds: t.field({
      type: [Refund],
      description: `All refunds that it came to, \`refund\` first: one, or for a transfer one for each receipt, ${refundPartsMax} at most.`,
      directives: { cost: { weight: 2 } },
      resolve: ({ refundId = '', refundIds = [refundId] }, _args, context) =>
        Promise.all(refundIds.map((id) => load<RefundRow>(context, 'rfd', id))),
    }),
    payment: t.field(paymentAfter),
  }),
});

export const CreateOneOffPaymentResult = builder.unionType('CreateOneOffPaymentResult', {
  description: 'The payment, or why there is none. May grow: keep an arm for UserError.',
  types: [
    OneOffPaymentPayload,
    InvalidInputError,
    NotFoundError,
    InvalidStateError,
    IdempotencyError,
    ProviderRejectedError,
  ],
  resolveType: resolveType('OneOffPaymentPayload'),
});

export const CapturePaymentResult = builder.unionType('CapturePaymentResult', {
  description: 'The capture, or why nothing is taken. May grow: keep an arm for UserError.',
  types: [CapturePayload, ...moneyErrors],
  resolveType: resolveType('CapturePayload'),
});

export const CancelPaymentResult = builder.unionType('CancelPaymentResult', {
  description: 'The payment, or why it was not given up. May grow: keep an arm for UserError.',
  types: [CancelPaymentPayload, ...cancelErrors],
  resolveType: resolveType('CancelPaymentPayload'),
});

export const RefundPaymentResult = builder.unionType('RefundPaymentResult', {
  description: 'The refund, or why nothing is given back. May grow: keep an arm for UserError.',
  types: [RefundPayload, ...moneyErrors],
  resolveType: resolveType('RefundPayload'),
});

// What a mutation costs: it writes, and calls a provider.
const cost = { weight: 10 };

const inputArgument = 'What is asked for.';

builder.mutationFields((t) => ({
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
