import { builder } from './builder.ts';

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
  types: [RedirectPayer, ShowBankDetails],
  resolveType: ({ kind }) => kind,
});
