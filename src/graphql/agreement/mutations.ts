import { cancelAgreement, createAgreement } from '../../domain/agreement/commands.ts';
import { type ImportedAgreements, importAgreements } from '../../domain/agreement/import.ts';
import { updateAgreement } from '../../domain/agreement/update.ts';
import type { Agreement as AgreementRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { OneOffPayment, Payment } from '../payment/type.ts';
import { readAgreementTerms } from '../provider-terms/inputs.ts';
import { readMoney } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { type Keyed, loadPayment, mutationPayload, named, outcomePayload } from '../schema/payload.ts';
import { CancelAgreementInput, CreateAgreementInput, ImportAgreementsInput, UpdateAgreementInput } from './inputs.ts';
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
  run: ({ amount, oneOffPayment, expiresIn, with: terms, ...rest }, { deps, caller }, { problems }) =>
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
      ...(terms ? { with: readAgreementTerms(terms, problems) } : {}),
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

const ImportAgreementsPayload = mutationPayload<ImportedAgreements & Keyed>('ImportAgreementsPayload', {
  description:
    "What one page of the provider's list came to. `agreements` lists what was taken over: `origins: [ADOPTED]`.",
  fields: (t) => ({
    imported: t.exposeInt('imported', { description: 'How many were taken over: accepted, and not known here.' }),
    moved: t.exposeInt('moved', {
      description:
        'How many were ours at the provider whose place this one has taken, and go on here: same id, payments and schedules, new `providerReference`.',
    }),
    known: t.exposeInt('known', { description: 'How many are here already, or are being asked for just now.' }),
    left: t.exposeInt('left', {
      description:
        'How many were left: not accepted, not any more, or to be moved while something is under way on them. Those move the next time.',
    }),
    unreadable: t.exposeInt('unreadable', { description: 'How many could not be read. They spoil nothing else.' }),
    after: t.exposeString('after', {
      nullable: true,
      description: 'Where the next page begins: call again with it, and with a new key. Null after the last page.',
    }),
  }),
});

mutation('importAgreements', {
  description:
    'Takes over agreements that were made elsewhere, from the list of the provider, 100 at a time: one-off payments may then be asked for on them. May be cut short and repeated, and gone through as often as one likes: nothing is taken over twice. One that is yours already at the provider whose place this one has taken moves: told by AGREEMENT_MOVED.',
  scope: 'agreements:write',
  input: ImportAgreementsInput,
  asks: 'Which page.',
  payload: ImportAgreementsPayload,
  result: 'What the page came to, or why it was not read.',
  refusals: ['invalidInput', 'provider'],
  run: (input, { deps, caller }) => importAgreements(deps, caller, input),
});
