import { expect, it } from 'vitest';
import { statusOf } from '../../../src/domain/payment/store.ts';
import type { PaymentStatus } from '../../../src/generated/prisma/client.ts';
import { openTestDatabase } from '../../support/database.ts';

it('a payment has the status that the database makes of it', async () => {
  const { owner, close } = await openTestDatabase();
  try {
    const { rows } = await owner.query<{ expression: string }>(
      `select pg_get_expr(d.adbin, d.adrelid) as expression from pg_attrdef d
         join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        where d.adrelid = 'one_off_payment'::regclass and a.attname = 'status'`,
    );
    const { rows: made } = await owner.query<{
      state: PaymentStatus;
      unresolvedCount: number;
      captureInFlight: string;
      cancelling: boolean;
      status: PaymentStatus;
    }>(
      `select state, unresolved_count as "unresolvedCount", capture_in_flight as "captureInFlight", cancelling, ${rows[0]?.expression} as status
         from unnest(enum_range(null::payment_status)) as state, generate_series(0, 1) as unresolved_count,
              generate_series(0, 1) as capture_in_flight, (values (true), (false)) as flag (cancelling)`,
    );
    expect(made.length).toBeGreaterThan(80);
    for (const { status, captureInFlight, ...payment } of made)
      expect(statusOf({ ...payment, captureInFlight: BigInt(captureInFlight) })).toBe(status);
  } finally {
    await close();
  }
});
