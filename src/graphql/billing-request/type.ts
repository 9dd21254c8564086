import { nextActions, shownActions } from '../../domain/billing-request/rules.ts';
import { termsOf } from '../../domain/billing-request/store.ts';
import { encodeId } from '../../kernel/ids.ts';
import { currency, money } from '../../kernel/money.ts';
import { accountEndingOf, debtorReferenceOf, namesPayer } from '../payer/person.ts';
import { builder } from '../schema/builder.ts';
import { BillingRequestPurpose, BillingRequestStatus, MandateScheme } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { StatusReason, toReason } from '../schema/reason.ts';
import { BillingRequestAction } from './action.ts';
import { BillingRequestTerms } from './terms.ts';

interface Flow {
  readonly authorisationUrl: string;
  readonly redirectUrl: string | null;
  readonly exitUrl: string | null;
  readonly expiresAt: Date;
}

const BillingRequestFlow = builder.objectRef<Flow>('BillingRequestFlow').implement({
  description: "A page of the provider's on which the payer completes a billing request.",
  fields: (t) => ({
    authorisationUrl: t.expose('authorisationUrl', { type: 'Url', description: 'The page: send the payer there.' }),
    redirectUrl: t.expose('redirectUrl', {
      type: 'Url',
      nullable: true,
      description: 'Where the payer is sent when done. Null when none was given.',
    }),
    exitUrl: t.expose('exitUrl', {
      type: 'Url',
      nullable: true,
      description: 'Where the payer is sent who leaves the page. Null when none was given.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Until when the page can be used: afterwards make a new one with `createBillingRequestFlow`.',
    }),
  }),
});

export const BillingRequest = builder.prismaObject('BillingRequest', {
  description:
    'A request that the payer must complete: for a payment, a mandate, or both. At GoCardless it is a graph of actions; at Betalingsservice a collection request with one action, the approval in the app.',
  interfaces: [Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({
      description: 'Id of the billing request: brq_ and 26 characters.',
      resolve: ({ id }) => encodeId('brq', id),
    }),
    status: t.expose('status', { type: BillingRequestStatus, description: 'Where it stands.' }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it stands so. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => toReason(reason),
    }),
    purpose: t.expose('purpose', { type: BillingRequestPurpose, description: 'What the payer is asked for.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What the payer sees as the reason for the payment. Null when no payment is asked for.',
    }),
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'The amount of the payment. Null when no payment is asked for.',
      resolve: ({ amountMinor, currency: code }) =>
        amountMinor === null || code === null ? null : money(amountMinor, currency(code)),
    }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      nullable: true,
      description: 'The currency of the payment, else of the mandate. Null until the payer has chosen one.',
    }),
    mandateScheme: t.expose('scheme', {
      type: MandateScheme,
      nullable: true,
      description:
        'The scheme of the mandate, as it stands: a payer who chooses another currency chooses its scheme with it. Null when no mandate is asked for, and until it is known.',
    }),
    paymentScheme: t.exposeString('paymentScheme', {
      nullable: true,
      description:
        "How the payment is made, in the provider's word, also where that was left to it. Null when no payment is asked for, and until it has said so.",
    }),
    accountEnding: t.string({
      nullable: true,
      description:
        'The last digits of the account that was named, to tell it from another. Null until there is one, and once the payer is erased.',
      directives: { cost: { weight: 1 } },
      extensions: namesPayer,
      resolve: ({ personId }, _args, context) => accountEndingOf(personId, context),
    }),
    customerReference: t.exposeString('customerReference', {
      nullable: true,
      description:
        "The provider's id of the payer, with which another request can be made for the same one. Null until it has said so.",
    }),
    customerBankAccountReference: t.exposeString('customerBankAccountReference', {
      nullable: true,
      description:
        "The provider's id of the payer's account, with which another request or a mandate can be made on it. Null until it has one.",
    }),
    terms: t.field({
      type: BillingRequestTerms,
      nullable: true,
      description:
        'What else was asked for, in the words in which it was. Null for a request that was made before it was kept.',
      resolve: termsOf,
    }),
    debtorReference: t.string({
      nullable: true,
      description:
        'Your own key for the debtor (Betalingsservice: the customer number). Null where the scheme has none, and once the payer is erased.',
      directives: { cost: { weight: 1 } },
      extensions: namesPayer,
      resolve: ({ personId }, _args, context) => debtorReferenceOf(personId, context),
    }),
    actions: t.field({
      type: [BillingRequestAction],
      description: 'Every step towards fulfilment, as the provider last told: eight at most. Empty once it has ended.',
      resolve: (request) => [...shownActions(request)],
    }),
    nextActions: t.field({
      type: [BillingRequestAction],
      description:
        'Steps that are required, still pending, and have all that they require: eight at most. The rule that `completeBillingRequestAction` goes by.',
      resolve: (request) => [...nextActions(request)],
    }),
    payment: t.relation('payment', {
      nullable: true,
      description: 'The payment that it led to. Null until the provider has named one, and when none is asked for.',
      directives: { cost: { weight: 1 } },
    }),
    mandate: t.relation('mandate', {
      nullable: true,
      description: 'The mandate that it led to. Null until the provider has named one, and when none is asked for.',
      directives: { cost: { weight: 1 } },
    }),
    flow: t.field({
      type: BillingRequestFlow,
      nullable: true,
      description:
        'The page made last for the payer, of the provider or of the bank. Null until `createBillingRequestFlow`, or the action `bankAuthorisation`, has made one.',
      resolve: ({ flowUrl, flowRedirectUrl, flowExitUrl, flowExpiresAt }) =>
        flowUrl === null || flowExpiresAt === null
          ? null
          : { authorisationUrl: flowUrl, redirectUrl: flowRedirectUrl, exitUrl: flowExitUrl, expiresAt: flowExpiresAt },
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the payer may answer. Null when the provider set no limit.',
    }),
    fallbackEnabled: t.exposeBoolean('fallbackEnabled', {
      description: 'Whether it may fall back from an instant payment to direct debit.',
    }),
    fallbackOccurred: t.exposeBoolean('fallbackOccurred', {
      description: 'Whether it has fallen back from an instant payment to direct debit.',
    }),
    metadata: t.field({
      type: 'Metadata',
      description: "The caller's own notes.",
      resolve: ({ metadata }) => metadata as Record<string, string>,
    }),
  }),
});
