import type { RequestAction } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';
import { BillingRequestActionStatus, BillingRequestActionType } from '../schema/enums.ts';

export const BillingRequestAction = builder.objectRef<RequestAction>('BillingRequestAction').implement({
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
  }),
});
