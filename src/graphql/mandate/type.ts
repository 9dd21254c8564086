import { consentOf } from '../../domain/mandate/store.ts';
import { schemeCurrencies } from '../../domain/port/provider.ts';
import { encodeId } from '../../kernel/ids.ts';
import { debtorReferenceOf, namesPayer } from '../payer/person.ts';
import { PaymentAuthority } from '../payment/authority.ts';
import { builder } from '../schema/builder.ts';
import { MandateScheme } from '../schema/enums.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { MandateConsent } from './consent.ts';

export const Mandate = builder.prismaObject('Mandate', {
  description:
    "A payer's consent given to a bank: payments are collected on it by direct debit. What names the payer is not here.",
  interfaces: [PaymentAuthority, Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the mandate: man_ and 26 characters.', resolve: ({ id }) => encodeId('man', id) }),
    scheme: t.expose('scheme', { type: MandateScheme, description: 'The scheme by which the bank collects.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: "The currency in which it collects: the scheme's. A payment on it is in no other.",
      resolve: ({ scheme }) => schemeCurrencies[scheme],
    }),
    nextChargeDate: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The first day on which a payment could be collected, as the provider said at `lastProviderSyncAt`: it moves on by itself, day by day. Null where the provider does not say, and once nothing can be collected.',
      resolve: ({ nextChargeDate }) => nextChargeDate?.toISOString().slice(0, 10) ?? null,
    }),
    providerStatus: t.exposeString('providerStatus', {
      description:
        "Where the mandate stands in the provider's own lifecycle, in the provider's words. Empty until it has said so.",
    }),
    replacedBy: t.relation('replacedBy', {
      nullable: true,
      description:
        'The mandate that has taken its place, with which to go on: made by the provider for the same payer. Null when there is none.',
      directives: { cost: { weight: 1 } },
    }),
    debtorReference: t.string({
      nullable: true,
      description:
        'Your own key for the debtor (Betalingsservice: the customer number). Null where the scheme has none, and once the payer is erased.',
      directives: { cost: { weight: 1 } },
      extensions: namesPayer,
      resolve: ({ personId }, _args, context) => debtorReferenceOf(personId, context),
    }),
    creditorNumber: t.exposeString('creditorNumber', {
      nullable: true,
      description:
        'Your number as a creditor in the scheme (Betalingsservice: the PBS number). Null where it has none.',
    }),
    debtorGroupNumber: t.exposeString('debtorGroupNumber', {
      nullable: true,
      description: 'The group in which you have filed the debtor at Betalingsservice. Null elsewhere.',
    }),
    mandateNumber: t.exposeString('mandateNumber', {
      nullable: true,
      description:
        "The scheme's own number of the mandate (Betalingsservice: nine digits), by which it is collected on by file. Null until the provider has told it, and where there is none.",
    }),
    confirmed: t.boolean({
      description:
        'Whether the provider has said so itself. False of one that was taken over by its number: it is ACTIVE on your word alone.',
      resolve: ({ origin, providerReference }) => origin !== 'ADOPTED' || providerReference !== null,
    }),
    consent: t.field({
      type: MandateConsent,
      nullable: true,
      description:
        'What the payer has consented to at the bank (PAY_TO, FASTER_PAYMENTS), as the provider says. Null where the scheme has no such limits.',
      resolve: consentOf,
    }),
    verifiedAt: t.expose('verifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: "When the provider verified the payer's account. Null where it did not.",
    }),
    billingRequest: t.relation('billingRequest', {
      nullable: true,
      description: 'The billing request that led to it. Null when it was created by itself.',
      directives: { cost: { weight: 1 } },
    }),
  }),
});
