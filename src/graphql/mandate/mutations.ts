import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { MandateScheme } from '../schema/enums.ts';
import { given, problemsOf } from '../schema/given.ts';
import { expectedVersionField, idempotencyKeyField } from '../schema/inputs.ts';
import { CancelMandateResult, CreateMandateResult, cancelRefusals, createRefusals, told } from '../schema/results.ts';

const BetalingsserviceDebtorInput = builder.inputType('BetalingsserviceDebtorInput', {
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
    nationalId: t.string({ description: 'CPR or CVR number of the debtor, where the creditor has it.' }),
  }),
});

const GoCardlessDebtorInput = builder.inputType('GoCardlessDebtorInput', {
  description: 'A debtor at GoCardless.',
  fields: (t) => ({
    scheme: t.field({ type: MandateScheme, required: true, description: 'The scheme by which the bank collects.' }),
    customerBankAccountReference: t.string({
      required: true,
      description: "GoCardless' id of the debtor's bank account, for example BA123.",
    }),
  }),
});

const DebtorInput = builder.inputType('DebtorInput', {
  description: 'Who is debited, in the words of exactly one provider: it carries the mandate.',
  isOneOf: true,
  fields: (t) => ({
    betalingsservice: t.field({ type: BetalingsserviceDebtorInput, description: 'By Betalingsservice.' }),
    goCardless: t.field({ type: GoCardlessDebtorInput, description: 'By GoCardless.' }),
  }),
});

const CreateMandateInput = builder.inputType('CreateMandateInput', {
  description: "Asks a debtor's bank for a mandate to which the debtor has consented.",
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    externalId: t.string({
      required: true,
      description: 'Your own reference of the mandate, unique for life among your mandates.',
    }),
    debtor: t.field({ type: DebtorInput, required: true, description: 'Who is debited.' }),
    metadata: t.field({ type: 'Metadata', description: 'Your own notes. Name no payer in them.' }),
  }),
});

const CancelMandateInput = builder.inputType('CancelMandateInput', {
  description: 'Ends a mandate.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    mandateId: t.id({ required: true, description: 'The mandate.' }),
    expectedVersion: t.int({ description: expectedVersionField }),
  }),
});

const guarded = { cost: { weight: 10 }, requiresScope: { scope: 'mandates:write' } };

builder.mutationFields((t) => ({
  createMandate: t.field({
    type: CreateMandateResult,
    description:
      "Asks a debtor's bank for a mandate. The bank answers in its own time: the mandate is PENDING until then.",
    directives: guarded,
    args: { input: t.arg({ type: CreateMandateInput, required: true, description: 'What is asked for.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { debtor, ...rest } = given(input);
      const command = { ...rest, debtor: debtor as Parameters<typeof deps.commands.createMandate>[1]['debtor'] };
      return told(
        createRefusals,
        await deps.commands.createMandate(caller, { ...command, problems: problemsOf(input) }),
      );
    },
  }),
  cancelMandate: t.field({
    type: CancelMandateResult,
    description: 'Ends a mandate. Payments that the bank has not taken up yet end with it.',
    directives: guarded,
    args: { input: t.arg({ type: CancelMandateInput, required: true, description: 'Which one.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = given(input);
      return told(
        cancelRefusals,
        await deps.commands.cancelMandate(caller, { ...command, mandateId: uuidOf('man', command.mandateId) }),
      );
    },
  }),
}));
