import { bySql } from './check.ts';

/**
 * Columns that name a row of another table without a foreign key, which would hold the merchant too: the row is not there yet, or no
 * longer, or in one of several tables.
 */
export const links: readonly (readonly [table: string, column: string, target: string])[] = [
  ...[
    'agreement',
    'mandate',
    'billing_request',
    'one_off_payment',
    'payment_schedule',
    'transfer_receipt',
    'payout',
    'settlement_statement',
    'operation',
    'webhook_receipt',
    'inbox',
  ].map((table) => [table, 'account_id', 'provider_account'] as const),
  ['inbox', 'receipt_id', 'webhook_receipt'],
  ['idempotency', 'operation_id', 'operation'],
  ['event_staged', 'event_id', 'event'],
  ['charge_attempt', 'event_id', 'event'],
  ['event', 'agreement_id', 'agreement'],
  ['event', 'mandate_id', 'mandate'],
  ['event', 'billing_request_id', 'billing_request'],
  ['event', 'payment_id', 'one_off_payment'],
  ...[
    'agreement',
    'mandate',
    'billing_request',
    'one_off_payment',
    'payment_schedule',
    'transfer_receipt',
    'capture',
    'refund',
    'payout',
    'webhook_endpoint',
  ].map((target) => ['event', 'subject_id', target] as const),
  ...['api_key', 'provider_account'].map((target) => ['audit_record', 'subject_id', target] as const),
  ['journal', 'subject_id', 'one_off_payment'],
  ['journal', 'subject_id', 'transfer_receipt'],
  ['journal', 'subject_id', 'payout'],
];

const nameOf: Readonly<Record<string, string>> = {
  idempotency: 'key',
  event_staged: 'event_id',
  charge_attempt: 'payment_id',
};

/** I8: every link stays with its merchant; and where the database keeps a link, it keeps the merchant with it. */
export const separation = bySql(
  ...links.map(
    ([table, column, target]) => `
     select format('${table} %s of merchant %s', t.${nameOf[table] ?? 'id'}, t.merchant_id) as row, format('its ${column} is a ${target} of merchant %s', x.merchant_id) as problem
       from ${table} t join ${target} x on x.id = t.${column} and x.merchant_id <> t.merchant_id
      where not exists (select from ${target} own where own.merchant_id = t.merchant_id and own.id = t.${column})`,
  ),
  `select format('foreign key %s of %s', conname, conrelid::regclass) as row, 'it does not hold the merchant' as problem
     from pg_constraint c where contype = 'f' and connamespace = 'public'::regnamespace
      and exists (select from pg_attribute where attrelid = c.conrelid and attname = 'merchant_id')
      and not exists (select from unnest(c.conkey, c.confkey) as pair (here, there)
                        join pg_attribute h on h.attrelid = c.conrelid and h.attnum = pair.here and h.attname = 'merchant_id'
                        join pg_attribute t on t.attrelid = c.confrelid and t.attnum = pair.there
                         and (t.attname = 'merchant_id' or c.confrelid = 'merchant'::regclass and t.attname = 'id'))`,
);
