import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { purgedAtOnce, purgeExpired } from '../../src/app/retention.ts';
import { openTestDatabase } from '../support/database.ts';
import { spyOnStatements } from '../support/statements.ts';

it('deletes what is over in batches, each a statement of its own, and nothing else', async () => {
  const sent = spyOnStatements((text) => text.startsWith('delete from webhook_receipt'));
  const opened = await openTestDatabase();
  const [merchant, account] = [randomUUID(), randomUUID()];
  await opened.owner.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', now())`,
    [merchant],
  );
  await opened.owner.query(
    `insert into provider_account (merchant_id, id, provider, path_segment, settings_sealed, created_at) values ($1, $2, 'MOBILEPAY', 'x', '\\x00', now())`,
    [merchant, account],
  );
  const receive = (count: number, age: string) =>
    opened.owner.query(
      `insert into webhook_receipt (merchant_id, id, account_id, provider, verdict, body_sealed, received_at)
       select $1, gen_random_uuid(), $2, 'MOBILEPAY', 'verified', '\\x00', now() - $3::interval from generate_series(1, $4)`,
      [merchant, account, age, count],
    );
  await receive(2 * purgedAtOnce + 1, '91 days');
  await receive(3, '89 days');
  await purgeExpired(opened);
  expect((await opened.owner.query('select from webhook_receipt')).rowCount).toBe(3);
  expect(sent).toHaveLength(3);
  await opened.close();
});
