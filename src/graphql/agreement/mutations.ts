import { cancelAgreement, createAgreement } from '../../domain/agreement/commands.ts';
import { updateAgreement } from '../../domain/agreement/update.ts';
import type { Agreement as AgreementRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { OneOffPayment, Payment } from '../payment/type.ts';
import { readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { loadPayment, named, outcomePayload } from '../schema/payload.ts';
import { CancelAgreementInput, CreateAgreementInput, UpdateAgreementInput } from './inputs.ts';
import { Agreement } from './type.ts';

export const AgreementPayload = outcomePayload('AgreementPayload', {
  description: 'An agreement was created, changed or ended. Its outcome may not be known yet: see `agreement`.',
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

mutation('createAgreement', {
  description:
    'Asks a payer for an agreement, with or without a first payment. The payer answers on the page in `nextAction`.',
  scope: 'agreements:write',
  input: CreateAgreementInput,
  payload: AgreementPayload,
  result: 'The agreement, or why there is none.',
  refusals: ['invalidInput', 'provider'],
  leadsTo: 'agreementId',
  inputPaths: { expiresInMs: 'expiresIn' },
  run: ({ amount, oneOffPayment, expiresIn, ...rest }, { deps, caller }, { problems }) =>
    createAgreement(deps, caller, {
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
      problems,
    }),
});

mutation('cancelAgreement', {
  description: 'Ends an agreement, and in the same step the payments that are pending or reserved on it.',
  scope: 'agreements:write',
  input: CancelAgreementInput,
  payload: AgreementPayload,
  result: 'The agreement, or why it was not ended.',
  refusals: ['notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'agreementId',
  run: (input, { deps, caller }) =>
    cancelAgreement(deps, caller, { ...input, agreementId: uuidOf('agr', input.agreementId) }),
});

mutation('updateAgreement', {
  description:
    'Changes what the payer of an active agreement is shown. The payer is not asked again: telling of a new price is up to you. Told by AGREEMENT_UPDATED, as is a change that somebody makes at the provider.',
  scope: 'agreements:write',
  input: UpdateAgreementInput,
  payload: AgreementPayload,
  result: 'The agreement, or why it was not changed.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'agreementId',
  run: ({ agreementId, amount, ...rest }, { deps, caller }, { problems }) =>
    updateAgreement(deps, caller, {
      ...rest,
      agreementId: uuidOf('agr', agreementId),
      ...(amount ? { amount: readMoney(['input', 'amount'], amount, problems) } : {}),
      problems,
    }),
});
