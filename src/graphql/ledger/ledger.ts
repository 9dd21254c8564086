import { normalSide } from '../../domain/ledger/chart.ts';
import type { JournalEntry } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { currency, isCurrency, money } from '../../kernel/money.ts';
import { Event } from '../events/type.ts';
import { inCurrencyOf, Payment, type PaymentRow } from '../payment/type.ts';
import type { EventRow } from '../read/beneath.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { keysetOf } from '../schema/lists.ts';
import { Money } from '../schema/money.ts';
import { Node } from '../schema/node.ts';
import { badInput, readPage, toPage } from '../schema/page.ts';
import { LedgerAccountKind, LedgerDirection, LedgerMovement } from './enums.ts';

const requiresScope = { scope: 'ledger:read' } as const;

export const LedgerEntry = builder.objectRef<JournalEntry>('LedgerEntry').implement({
  description:
    'One side of a posting in the ledger, which is append-only: what changes later is another entry. All entries with the same `transactionId` sum to zero in each currency.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the entry: led_ and 26 characters.', resolve: ({ id }) => encodeId('led', id) }),
    transactionId: t.id({
      description: 'Names what was posted together: the id of the event that tells the change.',
      directives: { requiresScope },
      resolve: ({ eventId }) => encodeId('evt', eventId),
    }),
    account: t.expose('account', {
      type: LedgerAccountKind,
      description: 'The account on which it stands.',
      directives: { requiresScope },
    }),
    direction: t.expose('direction', {
      type: LedgerDirection,
      description: 'The side of the account.',
      directives: { requiresScope },
    }),
    movement: t.expose('movement', {
      type: LedgerMovement,
      description: 'Which amount of the payment it changes.',
      directives: { requiresScope },
    }),
    amount: t.field({
      type: Money,
      description: 'How much: always more than zero.',
      directives: { requiresScope },
      resolve: (entry) => inCurrencyOf(entry, entry.amountMinor),
    }),
    event: t.field({
      type: Event,
      nullable: true,
      description: 'The event that tells the change. Null for the moment until it has its number in the log.',
      directives: { cost: { weight: 1 }, requiresScope },
      resolve: async ({ eventId }, _args, { loaders }) => {
        const event = (await loaders.node.load({ prefix: 'evt', uuid: eventId })) as EventRow | null;
        return event?.logEntry ? event : null;
      },
    }),
    postedAt: t.expose('postedAt', {
      type: 'DateTime',
      description: 'When it was posted.',
      directives: { requiresScope },
    }),
  }),
});

const LedgerEntryConnection = builder.connectionObject(
  { name: 'LedgerEntryConnection', type: LedgerEntry, description: 'One page of entries of the ledger.' },
  { name: 'LedgerEntryEdge', description: 'An entry with its place in the list.' },
);

builder.interfaceFields(Payment, (t) => ({
  ledgerEntries: t.field({
    type: LedgerEntryConnection,
    description: 'Everything that was posted for it, oldest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope },
    args: {
      first: t.arg.int({ description: 'How many from the start, or after `after`: 20 when left out, 100 at most.' }),
      after: t.arg.string({ description: 'Items after this cursor only.' }),
    },
    resolve: async ({ id: subjectId }: PaymentRow, args, context) => {
      const order = { field: 'createdAt', direction: 'ASC' } as const;
      const keyset = keysetOf(context, `ledger entries of ${subjectId}`, order, null);
      const read = readPage(args, keyset);
      const rows = await context.loaders.entries.load({ subjectId, read });
      return toPage(
        rows.map((row) => ({ ...row, createdAt: row.postedAt, updatedAt: row.postedAt })),
        read,
        keyset,
      );
    },
  }),
}));

builder.queryField('ledgerBalance', (t) =>
  t.field({
    type: Money,
    description:
      'What stands on an account in one currency, over all payments: the side on which the account grows, less the other.',
    // It sums an index range as long as the merchant's history on the account.
    directives: { cost: { weight: 20 }, requiresScope },
    args: {
      account: t.arg({ type: LedgerAccountKind, required: true, description: 'The account.' }),
      currency: t.arg({ type: 'CurrencyCode', required: true, description: 'ISO 4217 code of the currency.' }),
      at: t.arg({ type: 'DateTime', description: 'As it stood at this instant: now when left out.' }),
    },
    resolve: (_root, { account, currency: code, at }, context) => {
      if (!isCurrency(code))
        throw badInput(`expected a currency of ISO 4217 that is in use; got ${JSON.stringify(code)}`);
      return balanceOf(context, account, code, at ?? null);
    },
  }),
);

async function balanceOf(
  { deps, caller: { merchantId } }: Context,
  account: JournalEntry['account'],
  code: string,
  at: Date | null,
) {
  // Text, since a sum of 64-bit integers may be longer than one.
  const [sum] = await deps.db.forMerchant(
    merchantId,
    (tx) => tx.$queryRaw<[{ minor: string }]>`
      select coalesce(sum(case when direction = ${normalSide[account]}::ledger_direction then amount_minor else -amount_minor end), 0)::text as minor
        from journal
       where merchant_id = ${merchantId}::uuid and account = ${account}::ledger_account and currency = ${code}
         and posted_at <= coalesce(${at}::timestamptz, 'infinity')`,
  );
  return money(BigInt(sum.minor), currency(code));
}
