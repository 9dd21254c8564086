import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgreement } from '../graphql/rows.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

/** What the database lets become of an agreement whose provider has another take its place. */
let opened: OpenedDatabase;
const merchantId = randomUUID();
const classic = randomUUID();
const successor = randomUUID();
const elsewhere = randomUUID();
let id: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  const { owner, db } = opened;
  await owner.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
    [merchantId],
  );
  for (const [account, provider] of [
    [classic, 'MOBILEPAY'],
    [successor, 'VIPPS_MOBILEPAY'],
    [elsewhere, 'GOCARDLESS'],
  ])
    await owner.query(
      `insert into provider_account (merchant_id, id, provider, path_segment, settings_sealed, created_at) values ($1, $2::uuid, $3, $2::uuid::text, '', app_now())`,
      [merchantId, account, provider],
    );
  ({ id } = await addAgreement(db, { merchantId, accountId: classic } as never));
});
afterAll(() => opened.close());

/** Tries a change of the agreement, and leaves nothing behind. */
async function change(set: string, before = 'cancelling = false'): Promise<void> {
  const { owner } = opened;
  await owner.query('begin');
  try {
    await owner.query(`update agreement set version = 2, ${before} where id = $1`, [id]);
    await owner.query(`update agreement set version = 3, ${set} where id = $1`, [id]);
  } finally {
    await owner.query('rollback');
  }
}
const moves = `provider = 'VIPPS_MOBILEPAY', account_id = '${successor}', former_reference = provider_reference, provider_reference = 'agr_1'`;

describe('an agreement in the database', () => {
  it('moves to the successor of its provider', async () => {
    await expect(change(moves)).resolves.toBeUndefined();
  });

  it.each([
    [
      'to a provider that took nobody’s place',
      `provider = 'GOCARDLESS', account_id = '${elsewhere}'`,
      undefined,
      'never changes but from',
    ],
    ['to an account of another', moves.replace(successor, elsewhere), undefined, 'is no account of its provider'],
    ['to another account of its own', `account_id = '${randomUUID()}'`, undefined, 'never changes but from'],
    [
      'without what it was called',
      moves.replace('former_reference = provider_reference, ', ''),
      undefined,
      'keeps what it was called',
    ],
    ['while it is being cancelled', moves, 'cancelling = true', 'at rest'],
    ['while an outcome is not known', moves, 'unresolved_count = 1', 'at rest'],
    ['when it is over', moves, `status = 'CANCELLED'`, 'at rest'],
    ['back', `provider = 'MOBILEPAY', account_id = '${classic}'`, moves, 'never changes but from'],
    ['and is called otherwise before', `former_reference = 'x'`, undefined, 'changes with its provider alone'],
  ])('never goes %s', async (_where, set, before, guard) => {
    await expect(change(set, before)).rejects.toThrow(guard);
  });
});
