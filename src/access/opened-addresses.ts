import type { Db } from '../platform/db.ts';

/** Addresses that may be opened once, over all processes. */
export interface OpenedAddresses {
  /** Whether this is the first opening: false ever after. `hash` names the address, which is kept until nobody could open it any more. */
  open(hash: Buffer, until: Date): Promise<boolean>;
}

/** Kept in the database, so that it does not help to try another process, or the same one after a restart. */
export function createOpenedAddresses({ db }: { readonly db: Pick<Db, 'intake'> }): OpenedAddresses {
  return {
    async open(hash, until) {
      const { rowCount } = await db.intake.query(
        'insert into opened_address (hash, expires_at) values ($1, $2) on conflict do nothing',
        [hash, until],
      );
      return rowCount === 1;
    },
  };
}
