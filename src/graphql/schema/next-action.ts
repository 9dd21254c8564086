import { nextActions, type ShownAction } from '../../domain/billing-request/rules.ts';
import { hasEnded } from '../../domain/billing-request/states.ts';
import type { BillingRequest } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { BillingRequestAction } from '../billing-request/action.ts';
import { builder } from './builder.ts';
import { Provider } from './enums.ts';

interface RedirectPayerShape {
  readonly kind: 'RedirectPayer';
  readonly url: string;
  readonly expiresAt: Date | null;
}

const RedirectPayer = builder.objectRef<RedirectPayerShape>('RedirectPayer').implement({
  description:
    'Send the payer to this page of the provider. That the payer comes back proves nothing: wait for the status to change.',
  fields: (t) => ({
    url: t.expose('url', { type: 'Url', description: "The provider's page, on which the payer accepts or rejects." }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the page can be used. Null when the provider set no limit.',
    }),
  }),
});

interface AwaitPayerAppShape {
  readonly kind: 'AwaitPayerApp';
  readonly provider: BillingRequest['provider'];
  readonly expiresAt: Date | null;
}

const AwaitPayerApp = builder.objectRef<AwaitPayerAppShape>('AwaitPayerApp').implement({
  description: "The payer has been asked in the provider's app: wait for the status to change.",
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, description: 'The provider in whose app the payer answers.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the payer may answer. Null when the provider set no limit.',
    }),
  }),
});

interface CompleteBillingActionsShape {
  readonly kind: 'CompleteBillingActions';
  readonly billingRequestId: string;
  readonly outstanding: readonly ShownAction[];
}

const CompleteBillingActions = builder.objectRef<CompleteBillingActionsShape>('CompleteBillingActions').implement({
  description:
    'Steps of the billing request are to be done: by the payer on the page of its `flow`, or by `completeBillingRequestAction`.',
  fields: (t) => ({
    billingRequestId: t.id({
      description: 'Id of the billing request.',
      resolve: ({ billingRequestId }) => encodeId('brq', billingRequestId),
    }),
    outstanding: t.field({
      type: [BillingRequestAction],
      description: 'The steps that can be done now: eight at most.',
      resolve: ({ outstanding }) => [...outstanding],
    }),
  }),
});

export interface ShowBankDetailsShape {
  readonly kind: 'ShowBankDetails';
  readonly paymentReference: string;
  readonly iban: string;
  readonly bic: string;
  readonly accountHolder: string;
  readonly accountHolderCity: string | null;
  readonly accountHolderCountry: string | null;
  readonly localAccountNumber: string | null;
  readonly dueDate: string | null;
}

const ShowBankDetails = builder.objectRef<ShowBankDetailsShape>('ShowBankDetails').implement({
  description:
    'Show the payer where to send the money. The payer must state `paymentReference`: the money is found by it.',
  fields: (t) => ({
    paymentReference: t.exposeString('paymentReference', {
      description: 'What the payer has to state with the bank transfer.',
    }),
    iban: t.exposeString('iban', { description: 'The account to send the money to, as an IBAN.' }),
    bic: t.exposeString('bic', { description: 'BIC of the bank of that account.' }),
    accountHolder: t.exposeString('accountHolder', { description: 'Whose account it is.' }),
    accountHolderCity: t.exposeString('accountHolderCity', {
      nullable: true,
      description: 'City of the account holder. Null when the provider does not say.',
    }),
    accountHolderCountry: t.exposeString('accountHolderCountry', {
      nullable: true,
      description: "Country of the account holder, in the provider's words. Null when the provider does not say.",
    }),
    localAccountNumber: t.exposeString('localAccountNumber', {
      nullable: true,
      description: 'The account number in the form of its country. Null when the provider gives none.',
    }),
    dueDate: t.expose('dueDate', {
      type: 'Date',
      nullable: true,
      description: 'The day by which the payer is asked to pay. Nothing lapses by it. Null when none was given.',
    }),
  }),
});

export const NextAction = builder.unionType('NextAction', {
  description:
    'What the payer or the merchant has to do next. May grow: treat an unknown one as "something is waited for".',
  types: [RedirectPayer, AwaitPayerApp, CompleteBillingActions, ShowBankDetails],
  resolveType: ({ kind }) => kind,
});
type NextActionShape = RedirectPayerShape | AwaitPayerAppShape | CompleteBillingActionsShape;

/** What is to be done on the provider's page, or null where there is none. */
export function onPage({
  payerUrl: url,
  expiresAt,
}: {
  readonly payerUrl: string | null;
  readonly expiresAt: Date | null;
}): NextActionShape | null {
  return url ? { kind: 'RedirectPayer', url, expiresAt } : null;
}

/** What is to be done for an open billing request, or null where nothing is. */
export function onRequest(request: BillingRequest): NextActionShape | null {
  const outstanding = hasEnded(request.status) ? [] : nextActions(request);
  if (outstanding.length === 0) return null;
  if (outstanding.every(({ type }) => type === 'APPROVE_IN_APP'))
    return { kind: 'AwaitPayerApp', provider: request.provider, expiresAt: request.expiresAt };
  return { kind: 'CompleteBillingActions', billingRequestId: request.id, outstanding };
}
