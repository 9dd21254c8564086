import { cancelPayment, capturePayment, refundPayment, retryPayment } from '../../domain/payment/commands.ts';
import { createOneOffPayment } from '../../domain/payment/create.ts';
import type { InputProblem } from '../../domain/port/provider.ts';
import { refundPartsMax } from '../../domain/transfer/refund-parts.ts';
import type { Capture as CaptureRow, Refund as RefundRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import { unlessBroken, type WithoutNulls } from '../schema/input.ts';
import { type AmountText, readMinorUnits, readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { paymentUuid } from '../schema/node-types.ts';
import { load, named, outcomePayload, paymentAfter } from '../schema/payload.ts';
import { Capture, Refund } from './capture-refund.ts';
import {
  CancelPaymentInput,
  CapturePaymentInput,
  CreateOneOffPaymentInput,
  RefundPaymentInput,
  RetryPaymentInput,
} from './inputs.ts';
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

export const RetryPaymentPayload = outcomePayload('RetryPaymentPayload', {
  description: 'A payment is tried again. Its outcome is told when the bank has answered.',
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

mutation('createOneOffPayment', {
  description: 'Asks for a payment: on an active agreement, or on a mandate, where the bank collects it.',
  scope: 'payments:write',
  input: CreateOneOffPaymentInput,
  payload: OneOffPaymentPayload,
  result: 'The payment, or why there is none.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'provider'],
  leadsTo: 'paymentId',
  inputPaths: { expiresInMs: 'expiresIn', agreementId: 'on.agreementId', mandateId: 'on.mandateId' },
  run: ({ on, amount, expiresIn, returnUrl = '', appFee, ...rest }, { deps, caller }, at) => {
    const problems = [...at.problems, ...misplaced({ ...rest, on, returnUrl, ...(appFee ? { appFee } : {}) })];
    const command = {
      ...rest,
      ...(on.mandateId === undefined
        ? { agreementId: uuidOf('agr', on.agreementId ?? '') }
        : { mandateId: uuidOf('man', on.mandateId) }),
      amount: readMoney(['input', 'amount'], amount, problems),
      ...(appFee === undefined ? {} : { appFee: readMinorUnits(['input', 'appFee'], appFee, problems) }),
      expiresInMs: expiresIn,
      returnUrl,
    };
    return createOneOffPayment(deps, caller, { ...command, problems });
  },
});

mutation('capturePayment', {
  description: 'Takes reserved money.',
  scope: 'payments:capture',
  input: CapturePaymentInput,
  payload: CapturePayload,
  result: 'The capture, or why nothing is taken.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'amount', 'versionConflict', 'provider'],
  leadsTo: 'captureId',
  run: (input, { deps, caller }, { problems }) => {
    const command = onPayment(input, problems);
    return unlessBroken(problems, () => capturePayment(deps, caller, command));
  },
});

mutation('cancelPayment', {
  description: 'Gives a payment up before any money is taken, and releases what is reserved. Afterwards, refund it.',
  scope: 'payments:capture',
  input: CancelPaymentInput,
  payload: CancelPaymentPayload,
  result: 'The payment, or why it was not given up.',
  refusals: ['notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'paymentId',
  run: (input, { deps, caller }) => cancelPayment(deps, caller, { ...input, paymentId: paymentUuid(input.paymentId) }),
});

mutation('retryPayment', {
  description:
    'Tries a payment on a mandate again that the bank did not pay, for example for too little money. Not where the provider does so by itself (`statusReason.willRetry`).',
  scope: 'payments:write',
  input: RetryPaymentInput,
  payload: RetryPaymentPayload,
  result: 'The payment, or why it is not tried again.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'paymentId',
  run: (input, { deps, caller }, { problems }) =>
    unlessBroken(problems, () => retryPayment(deps, caller, { ...input, paymentId: paymentUuid(input.paymentId) })),
});

mutation('refundPayment', {
  description: 'Gives captured money back, whole or in part.',
  scope: 'payments:refund',
  input: RefundPaymentInput,
  payload: RefundPayload,
  result: 'The refund, or why nothing is given back.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'amount', 'versionConflict', 'provider'],
  leadsTo: 'refundId',
  run: (input, { deps, caller }, { problems }) => {
    const command = onPayment(input, problems);
    return unlessBroken(problems, () => refundPayment(deps, caller, command));
  },
});

/** An input that names a payment and may name an amount, as its command takes it. */
function onPayment<Input extends { readonly paymentId: string; readonly amount?: AmountText }>(
  { amount, ...rest }: Input,
  problems: InputProblem[],
) {
  return {
    ...rest,
    paymentId: paymentUuid(rest.paymentId),
    ...(amount ? { amount: readMoney(['input', 'amount'], amount, problems) } : {}),
  };
}

type Placed = WithoutNulls<
  Pick<
    typeof CreateOneOffPaymentInput.$inferInput,
    'on' | 'returnUrl' | 'autoReserve' | 'chargeDate' | 'reference' | 'retryIfPossible' | 'appFee'
  >
>;

/**
 * An agreement's payer has to be sent back somewhere, and nothing is collected by a bank; on a mandate the payer is not asked, so nothing
 * that is for the payer has a place.
 */
function misplaced({ on, returnUrl, autoReserve, ...ofMandate }: Placed): InputProblem[] {
  const problem = (field: string, rule: InputRule, message: string): InputProblem[] => [
    { path: ['input', field], rule, message },
  ];
  if (!on.mandateId)
    return [
      ...(returnUrl
        ? []
        : problem('returnUrl', 'required', 'expected a URL: the payer of an agreement is sent there; got none')),
      ...(['chargeDate', 'reference', 'retryIfPossible', 'appFee'] as const).flatMap((field) =>
        ofMandate[field] === undefined || ofMandate[field] === false
          ? []
          : problem(field, 'mandateOnly', 'expected none on an agreement, whose payments no bank collects'),
      ),
    ];
  return [
    ...(returnUrl
      ? problem('returnUrl', 'agreementOnly', 'expected none on a mandate, whose payer is sent nowhere; got a URL')
      : []),
    ...(autoReserve
      ? problem('autoReserve', 'agreementOnly', 'expected false on a mandate, on which nothing is reserved; got true')
      : []),
  ];
}
