import type { ShownAction } from '../../domain/billing-request/rules.ts';
import { builder } from '../schema/builder.ts';
import { BillingRequestActionStatus, BillingRequestActionType } from '../schema/enums.ts';

const ApprovedAtBank = builder.enumType('ApprovedAtBank', {
  description: 'What a payer approves at the bank. May grow.',
  values: { PAYMENT: { description: 'The payment.' }, MANDATE: { description: 'The mandate.' } },
} as const);

export const BillingRequestAction = builder.objectRef<ShownAction>('BillingRequestAction').implement({
  description:
    'One step towards the fulfilment of a billing request. It tells which details are missing, never any that are there.',
  fields: (t) => ({
    type: t.expose('type', { type: BillingRequestActionType, description: 'What is to be done.' }),
    status: t.expose('status', { type: BillingRequestActionStatus, description: 'Whether it is done.' }),
    required: t.exposeBoolean('required', { description: 'Whether the request can be fulfilled only with it.' }),
    requires: t.field({
      type: [BillingRequestActionType],
      description: 'Steps that have to be done before: a handful.',
      resolve: ({ requires }) => [...requires],
    }),
    completes: t.field({
      type: [BillingRequestActionType],
      description: 'Steps that are done together with it: a handful.',
      resolve: ({ completes }) => [...completes],
    }),
    missingFields: t.stringList({
      description:
        "Names, in the provider's words, of the details that are still missing: as many as the step has fields.",
      resolve: ({ missingFields }) => [...missingFields],
    }),
    availableCurrencies: t.field({
      type: ['CurrencyCode'],
      description: 'Currencies to choose from: a handful. Empty unless a currency is to be chosen.',
      resolve: ({ availableCurrencies = [] }) => [...availableCurrencies],
    }),
    availableCountries: t.stringList({
      description:
        'ISO 3166-1 alpha-2 codes of the countries whose accounts are taken: some forty at most. Empty unless an account is to be named.',
      resolve: ({ availableCountries = [] }) => [...availableCountries],
    }),
    defaultCountry: t.string({
      nullable: true,
      description: 'ISO 3166-1 alpha-2 code of the country that is meant where none is said. Null where none is.',
      resolve: ({ defaultCountry }) => defaultCountry ?? null,
    }),
    institutionGuess: t.string({
      nullable: true,
      description:
        "What came of telling the bank from the account, in the provider's word: not_needed, pending, failed or success. Null unless a bank is to be chosen.",
      resolve: ({ institutionGuess }) => institutionGuess ?? null,
    }),
    approves: t.field({
      type: ApprovedAtBank,
      nullable: true,
      description: 'What the payer approves at the bank. Null for every other step.',
      resolve: ({ approves }) => approves ?? null,
    }),
    waitsFor: t.field({
      type: [BillingRequestActionType],
      description: 'Those among `requires` that are still to be done: a handful. Empty when it could be done now.',
      resolve: ({ waitsFor }) => [...waitsFor],
    }),
    waitsBecause: t.exposeString('waitsBecause', {
      nullable: true,
      description: 'Why it is not done yet, in a sentence for people. Null once it is done.',
    }),
  }),
});
