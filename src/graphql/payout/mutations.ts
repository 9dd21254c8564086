import type { CommandOutcome } from '../../domain/command/command.ts';
import { confirmPayoutArrival } from '../../domain/payout/confirm-arrival.ts';
import {
  contentMax,
  type ImportedStatement,
  type ImportedStatements,
  importSettlementStatements,
  linesMax,
  type StatementOutcome,
  statementsMax,
} from '../../domain/payout/import-statements.ts';
import type { StatementProblem } from '../../domain/port/provider.ts';
import type { Payout as PayoutRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { currency, money } from '../../kernel/money.ts';
import { builder } from '../schema/builder.ts';
import { described, Provider } from '../schema/enums.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { Money } from '../schema/money.ts';
import { mutation } from '../schema/mutation.ts';
import { type Keyed, load, mutationPayload } from '../schema/payload.ts';
import { Payout } from './type.ts';

const SettlementStatementOutcome = builder.enumType('SettlementStatementOutcome', {
  description: 'What became of a statement that was handed in. May grow.',
  values: described<StatementOutcome>({
    IMPORTED: 'It was taken in, and its payouts are here.',
    ALREADY_IMPORTED: 'It is here already: nothing was done.',
    GAP: 'It does not begin where the last one of its account ended. Hand in those between, then this one again.',
    SUMS_DIFFER: 'Its movements do not lead from its opening to its closing balance: something of it is missing.',
    CONTRADICTION: 'It says something else than a statement, or a payout, that is here.',
  }),
});

const FileProblem = builder.objectRef<StatementProblem>('FileProblem').implement({
  description: 'What is odd about a line of a file. It spoils no other.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Which line of the file, counted from 1.' }),
    message: t.exposeString('message', { description: 'What was expected, and what came instead.' }),
  }),
});

const inMoney = (of: ImportedStatement, minor: string) => money(BigInt(minor), currency(of.currency));

const ImportedSettlementStatement = builder.objectRef<ImportedStatement>('ImportedSettlementStatement').implement({
  description: 'A statement of a file, and what became of it.',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: SettlementStatementOutcome, description: 'What became of it.' }),
    accountNumber: t.exposeString('accountNumber', { description: "The provider's number of the account." }),
    number: t.exposeString('number', { description: "The provider's number of the statement." }),
    day: t.expose('day', { type: 'Date', description: 'The day at which it ends.' }),
    opening: t.field({
      type: Money,
      description: 'What the provider kept for you before it.',
      resolve: (of) => inMoney(of, of.openingMinor),
    }),
    closing: t.field({
      type: Money,
      description: 'What the provider kept for you after it.',
      resolve: (of) => inMoney(of, of.closingMinor),
    }),
    lineCount: t.exposeInt('lineCount', { description: 'How many movements stand in it.' }),
    payouts: t.field({
      type: [Payout],
      description: 'Its payouts. Empty unless it was taken in just now.',
      directives: { cost: { weight: 5 } },
      resolve: ({ payoutIds }, _args, context) =>
        Promise.all(payoutIds.map((id) => load<PayoutRow>(context, 'pyo', id))),
    }),
    problems: t.expose('problems', {
      type: [FileProblem],
      description:
        'Movements that could not be read, or not in full: 100 at most. What the balances say of an amount that nobody can read is the difference of the next payout.',
    }),
  }),
});

const ImportSettlementStatementsInput = builder.inputType('ImportSettlementStatementsInput', {
  description: 'Hands in statements of the account on which a provider keeps your money.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    provider: t.field({ type: Provider, required: true, description: 'Whose: BUCKAROO.' }),
    content: t.string({
      required: true,
      description: `The file as text, as it was downloaded: MT940, with one statement or several of them. At most ${contentMax} characters, ${statementsMax} statements and ${linesMax} movements.`,
    }),
  }),
});

const ImportSettlementStatementsPayload = mutationPayload<ImportedStatements & Keyed>(
  'ImportSettlementStatementsPayload',
  {
    description: 'What became of the statements of a file.',
    fields: (t) => ({
      statements: t.expose('statements', {
        type: [ImportedSettlementStatement],
        description: 'Each statement, in the order of the file.',
      }),
      problems: t.expose('problems', {
        type: [FileProblem],
        description: 'Parts of the file that are no statements: 100 at most.',
      }),
    }),
  },
);

mutation('importSettlementStatements', {
  description:
    'Takes in statements of the account on which a provider keeps your money, for a provider that tells of payouts in no other way: each payout of them is explained by what has moved since the last. Statements are taken in in their order; one that is here already changes nothing, so files may overlap and be handed in again. No name and no bank account of a payer is kept.',
  scope: 'payments:write',
  input: ImportSettlementStatementsInput,
  asks: 'The file.',
  payload: ImportSettlementStatementsPayload,
  result: 'What became of each statement, or why the file was not read.',
  refusals: ['invalidInput', 'provider'],
  run: (input, { deps, caller }) => importSettlementStatements(deps, caller, input),
});

const ConfirmPayoutArrivalInput = builder.inputType('ConfirmPayoutArrivalInput', {
  description: 'Says that a payout is at your bank.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    payoutId: t.id({ required: true, description: 'The payout: one that is on its way.' }),
  }),
});

const ConfirmPayoutArrivalPayload = mutationPayload<CommandOutcome>('ConfirmPayoutArrivalPayload', {
  description: 'A payout is at your bank.',
  fields: (t) => ({
    payout: t.field({
      type: Payout,
      description: 'The payout as it is after the step.',
      resolve: ({ payoutId }, _args, context) => load<PayoutRow>(context, 'pyo', payoutId ?? ''),
    }),
  }),
});

mutation('confirmPayoutArrival', {
  description:
    'Says that a payout stands on your bank statement, before its day is over. One that is there already stays as it is, and one that your bank sends back later can still bounce.',
  scope: 'payments:write',
  input: ConfirmPayoutArrivalInput,
  asks: 'Which payout.',
  payload: ConfirmPayoutArrivalPayload,
  result: 'The payout, or why it is not taken as arrived.',
  refusals: ['notFound', 'invalidState'],
  run: (input, { deps, caller }) =>
    confirmPayoutArrival(deps, caller, { ...input, payoutId: uuidOf('pyo', input.payoutId) }),
});
