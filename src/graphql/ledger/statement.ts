import {
  type StatementAccount,
  type StatementMovement,
  statementCsv,
  statementOf,
} from '../../domain/ledger/statement.ts';
import { currency } from '../../kernel/money.ts';
import { builder } from '../schema/builder.ts';
import { Money } from '../schema/money.ts';
import { badInput } from '../schema/page.ts';
import { LedgerAccountKind, LedgerMovement } from './enums.ts';

interface Statement {
  readonly from: Date;
  readonly to: Date;
  readonly accounts: readonly StatementAccount[];
}

const LedgerStatementMovement = builder.objectRef<StatementMovement>('LedgerStatementMovement').implement({
  description: 'What one movement has brought to an account in a period.',
  fields: (t) => ({
    movement: t.expose('movement', { type: LedgerMovement, description: 'The movement.' }),
    debits: t.expose('debits', { type: Money, description: 'The sum of its debits.' }),
    credits: t.expose('credits', { type: Money, description: 'The sum of its credits.' }),
  }),
});

const LedgerStatementAccount = builder.objectRef<StatementAccount>('LedgerStatementAccount').implement({
  description: 'An account in one currency over a period. Balances are on the side on which the account grows.',
  fields: (t) => ({
    account: t.expose('account', { type: LedgerAccountKind, description: 'The account.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'ISO 4217 code of the currency.',
      resolve: ({ currency: code }) => currency(code),
    }),
    opening: t.expose('opening', { type: Money, description: 'What stood on it when the period began.' }),
    movements: t.expose('movements', {
      type: [LedgerStatementMovement],
      description: 'What came and went, by movement: one line for each at most.',
    }),
    closing: t.expose('closing', { type: Money, description: 'What stood on it when the period ended.' }),
  }),
});

const LedgerStatement = builder.objectRef<Statement>('LedgerStatement').implement({
  description:
    'The ledger over a period, for an accountant. In each currency the closings of the accounts that grow by debits come to those that grow by credits.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Its first instant.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The instant before which it ends.' }),
    accounts: t.expose('accounts', {
      type: [LedgerStatementAccount],
      description: 'Each account and currency that had an entry before the end of the period.',
    }),
    csv: t.string({
      description:
        'The same as CSV (RFC 4180), to be saved as it is: a header, then for each account a line OPENING, one for each MOVEMENT, and one CLOSING. Amounts are plain decimals.',
      resolve: ({ accounts }) => statementCsv(accounts),
    }),
  }),
});

builder.queryField('ledgerStatement', (t) =>
  t.field({
    type: LedgerStatement,
    description: 'The ledger over a period: opening, movements and closing of each account in each currency.',
    // It sums all entries before the end of the period.
    directives: { cost: { weight: 50 }, requiresScope: { scope: 'ledger:read' } },
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'The first instant of the period.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'The instant before which it ends.' }),
    },
    resolve: async (_root, { from, to }, { deps, caller }) => {
      if (to <= from) throw badInput('expected `to` to be later than `from`');
      const accounts = await deps.db.forMerchant(caller.merchantId, (tx) =>
        statementOf(tx, caller.merchantId, { from, to }),
      );
      return { from, to, accounts };
    },
  }),
);
