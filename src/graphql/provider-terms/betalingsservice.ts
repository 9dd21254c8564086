import type { BillingRequestTerms, DebtorName, InputProblem } from '../../domain/port/provider.ts';
import { DebtorCheckInput } from '../payer/debtor-check.ts';
import { builder } from '../schema/builder.ts';
import type { WithoutNulls } from '../schema/input.ts';
import { MoneyInput, readMoney } from '../schema/money.ts';

/** A debtor in the words of Betalingsservice. */
export const BetalingsserviceDebtorInput = builder.inputType('BetalingsserviceDebtorInput', {
  description: 'A debtor at Betalingsservice. Kept sealed, and never shown again.',
  fields: (t) => ({
    creditorNumber: t.string({ description: "Your PBS number, 8 digits. The provider account's when left out." }),
    debtorGroupNumber: t.string({
      description: "Your debtor group number, 5 digits. The provider account's when left out.",
    }),
    debtorReference: t.string({
      required: true,
      description: 'The customer number: your own key for the debtor, as Betalingsservice knows it.',
    }),
    bankRegistrationNumber: t.string({
      required: true,
      description: "Registration number of the debtor's bank, 4 digits.",
    }),
    bankAccountNumber: t.string({ required: true, description: "The debtor's account number, 10 digits at most." }),
    nationalId: t.string({
      description:
        'CPR number of the person or CVR number of the company, spaces, hyphen and DK in front allowed. Required: the bank compares it with the account.',
    }),
  }),
});

/** A billing request in the words of Betalingsservice. */
export const CollectionRequestInput = builder.inputType('CollectionRequestInput', {
  description:
    'A collection request of Betalingsservice: one payment, with a mandate where `createMandate` is true. The payer approves in the app.',
  fields: (t) => ({
    creditorNumber: t.string({ description: "Your PBS number, 8 digits. The provider account's when left out." }),
    debtorGroupNumber: t.string({
      description: "Your debtor group number, 5 digits. The provider account's when left out.",
    }),
    debtorReference: t.string({
      description:
        'The customer number under which the debtor, and the mandate, is filed: your own key for the debtor, 1 to 15 digits and letters A to Z. It may be used again. One is made when left out: see `BillingRequest.debtorReference`.',
    }),
    amount: t.field({ type: MoneyInput, required: true, description: 'What the payer is asked for.' }),
    description: t.string({ required: true, description: 'What the payer sees as the reason.' }),
    debtor: t.field({
      type: DebtorCheckInput,
      required: true,
      description: 'Who is asked. Kept sealed, and never shown again.',
    }),
    createMandate: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether a mandate for payments to come is asked for as well.',
    }),
    expiresIn: t.field({
      type: 'Duration',
      description: "How long the payer has to answer. The provider's own limit when left out.",
    }),
    returnUrl: t.field({ type: 'Url', description: 'Where the payer is sent from the app afterwards.' }),
  }),
});

type Terms = Extract<BillingRequestTerms, { readonly betalingsservice: unknown }>['betalingsservice'];
type Asked = WithoutNulls<typeof CollectionRequestInput.$inferInput>;

/** The terms of a billing request as Betalingsservice's adapter takes them. What reading finds wrong is added to `problems`. */
export function readCollectionRequest(
  path: readonly string[],
  { amount, debtor, expiresIn, ...rest }: Asked,
  problems: InputProblem[],
): Terms {
  return {
    ...rest,
    amount: readMoney([...path, 'amount'], amount, problems),
    debtor: debtor as DebtorName,
    ...(expiresIn === undefined ? {} : { expiresInMs: expiresIn }),
  };
}
