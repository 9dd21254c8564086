import type { Caller } from '../../src/domain/command/command.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { schedules } from '../../src/domain/schedule/store.ts';
import { planColumns } from '../../src/domain/schedule/terms.ts';
import type { Mandate } from '../../src/generated/prisma/client.ts';
import { insertLater } from '../../src/platform/write-batch.ts';

const perTransaction = 25;

/** Makes many schedules of one weekly charge, all due now or when somebody says so: what a large merchant has on the first of a month. Gives their ids. */
export async function manySchedules(
  { db }: Pick<DomainDeps, 'db'>,
  { merchantId, actor }: Caller,
  mandates: readonly Pick<Mandate, 'id' | 'provider' | 'accountId'>[],
  many: number,
  startsOn: string,
  dueNow = true,
): Promise<readonly string[]> {
  const plan = {
    kind: 'RECURRING',
    unit: 'WEEK',
    every: 1,
    dayOfMonth: null,
    month: null,
    weekday: null,
    startsOn,
    count: 1,
    endsOn: null,
  } as const;
  const ids: string[] = [];
  while (ids.length < many) {
    const made = await db.forMerchant(merchantId, async (tx, now) => {
      const cause = { by: 'mutation', actor, key: 'many' } as const;
      const rows: string[] = [];
      for (let n = ids.length; n < Math.min(many, ids.length + perTransaction); n++) {
        const mandate = mandates[n % mandates.length];
        if (!mandate) throw new Error('expected a mandate; got none');
        const { id: scheduleId } = await schedules.insert(
          { tx, now, cause },
          {
            merchantId,
            provider: mandate.provider,
            accountId: mandate.accountId,
            mandateId: mandate.id,
            externalId: `MANY-${now.getTime()}-${n}`,
            description: 'Chips of the week',
            currency: 'GBP',
            retryKind: 'NONE',
            metadata: {},
            nextDueOn: new Date(`${startsOn}T00:00:00Z`),
            nextAt: dueNow ? now : null,
            ...planColumns(plan),
          },
        );
        const on = new Date(`${startsOn}T00:00:00Z`);
        insertLater(tx, 'paymentScheduleAmount', [
          { merchantId, scheduleId, number: 1, on, amountMinor: '79050', at: now },
        ]);
        rows.push(scheduleId);
      }
      return rows;
    });
    ids.push(...made);
  }
  return ids;
}
