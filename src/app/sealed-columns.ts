import { inputContext } from '../domain/operation/intend.ts';
import { keyContext } from '../domain/payer/person.ts';
import { settingsContext } from '../domain/port/account-settings.ts';
import { bodyContext } from '../inbox/store.ts';
import { personalContext } from '../inbox/stored-item.ts';
import { letterContext } from '../mail/outbox.ts';
import { secretsContext } from '../partner-webhooks/endpoint.ts';
import { contactContext } from '../partner-webhooks/endpoint-contact.ts';

/** A column whose values are sealed under the keyring. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The sealed bytes of a row. */
  readonly bytes: string;
  /** What the column becomes; `fresh` are the new bytes. */
  readonly written: string;
  /** Which rows; all that have a value, where it is left out. */
  readonly where?: string;
  /** Values that are held in memory at once. */
  readonly atOnce: number;
  /** Read and written as the merchant whose row it is: no other role may. */
  readonly byMerchant?: true;
  /** What the value of a row is sealed for. */
  context(merchantId: string, id: string): string;
}

const bytea = (
  table: string,
  column: string,
  context: SealedColumn['context'],
  more: Partial<SealedColumn> = {},
): SealedColumn => ({ table, column, bytes: `t.${column}`, written: 'u.fresh', atOnce: 200, context, ...more });

/**
 * Everything that is sealed under the keyring, and so has to be sealed anew when a key is replaced. What is sealed under a person's own key
 * (inputs that name a payer, messages, payers of receipts) goes with that key.
 */
export const sealedColumns: readonly SealedColumn[] = [
  bytea('provider_account', 'settings_sealed', (_merchantId, id) => settingsContext(id)),
  bytea('person', 'key_sealed', (_merchantId, id) => keyContext(id), { byMerchant: true }),
  bytea('operation', 'input_sealed', (_merchantId, id) => inputContext(id), { where: 't.person_id is null' }),
  bytea('webhook_endpoint', 'secrets_sealed', secretsContext),
  bytea('webhook_endpoint', 'contact_sealed', contactContext),
  bytea('mail', 'letter_sealed', letterContext),
  // Up to 2 MiB each.
  bytea('webhook_receipt', 'body_sealed', (_merchantId, id) => bodyContext(id), { atOnce: 20 }),
  {
    table: 'inbox',
    column: 'item',
    bytes: `decode(t.item ->> 'personalSealed', 'base64')`,
    written: `jsonb_set(t.item, '{personalSealed}', to_jsonb(replace(encode(u.fresh, 'base64'), E'\\n', '')))`,
    where: `t.item ? 'personalSealed'`,
    atOnce: 200,
    context: (_merchantId, id) => personalContext(id),
  },
];
