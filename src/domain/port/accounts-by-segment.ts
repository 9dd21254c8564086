import { type CachedLookup, createCachedLookup } from '../../platform/cached-lookup.ts';
import type { Db } from '../../platform/db.ts';

/** An account, and the database's time when it was read. */
export interface Addressed<Account> {
  readonly connected: Account;
  readonly now: Date;
}

/** Whose settings are still there. */
export const isThere = "paused_because is distinct from 'DISCONNECTED'";

/** What an account is made of. Named, since a migration that adds one would end every plan that is kept for all of them. */
export const accountColumns = `merchant_id, id, provider, path_segment, settings_sealed, callback_url, connect_problem, paused_at, paused_because,
  last_callback_at, created_at, poll_cursor, app_now() as read_at`;

const bySegment = {
  name: 'accounts by segment',
  text: `select ${accountColumns} from provider_account where path_segment = any($1) and ${isThere}`,
};

/** Accounts by the segments of their addresses: read anew each time, but once for all webhooks that come in the same moment. */
export function createAccountsBySegment<Row extends { path_segment: string; read_at: Date }, Account>(
  { intake }: Pick<Db, 'intake'>,
  open: (row: Row) => Account | null,
): CachedLookup<Addressed<Account>> {
  return createCachedLookup({
    keptMs: 0,
    async load(segments) {
      const { rows } = await intake.query<Row>({ ...bySegment, values: [segments] });
      return new Map(
        rows.flatMap((row) => {
          const connected = open(row);
          return connected ? [[row.path_segment, { connected, now: row.read_at }] as const] : [];
        }),
      );
    },
  });
}
