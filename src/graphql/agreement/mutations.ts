import type { Agreement as AgreementRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { OneOffPayment, Payment } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import { given, problemsOf } from '../schema/given.ts';
import { readMoney } from '../schema/money.ts';
import { loadPayment, named, outcomePayload } from '../schema/payload.ts';
import { cancelErrors, cancelRefusals, createErrors, createRefusals, resolveType, told } from '../schema/results.ts';
import { CancelAgreementInput, CreateAgreementInput } from './inputs.ts';
import { Agreement } from './type.ts';

export const AgreementPayload = outcomePayload('AgreementPayload', {
  description: 'An agreement was created or ended.',
  fields: (t) => ({
    agreement: t.field({
      type: Agreement,
      description: 'The agreement as it is after the step.',
      resolve: named<AgreementRow>('agr', 'agreementId'),
    }),
    oneOffPayment: t.field({
      type: OneOffPayment,
      nullable: true,
      description: 'The payment that was asked for together with the agreement. Null when none was.',
      resolve: ({ paymentId }, _args, context) => (paymentId ? loadPayment(context, paymentId) : null),
    }),
    cancelledPayments: t.field({
      type: [Payment],
      description: 'Payments that ended because the agreement did: the open ones on it, 100 at most.',
      directives: { cost: { weight: 2 } },
      resolve: ({ cancelledPaymentIds }, _args, context) =>
        Promise.all((cancelledPaymentIds ?? []).slice(0, 100).map((id) => loadPayment(context, id))),
    }),
  }),
});

export const CreateAgreementResult = builder.unionType('CreateAgreementResult', {
  description: 'The agreement, or why there is none. May grow: keep an arm for UserError.',
  types: [AgreementPayload, ...createErrors],
  resolveType: resolveType('AgreementPayload'),
});

export const CancelAgreementResult = builder.unionType('CancelAgreementResult', {
  description: 'The agreement, or why it was not ended. May grow: keep an arm for UserError.',
  types: [AgreementPayload, ...cancelErrors],
  resolveType: resolveType('AgreementPayload'),
});

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
}));
