import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { betalingsservice } from '../../src/providers/betalingsservice/provider.ts';
import type { World } from './world.ts';

/** A bank account that the simulator takes. */
export const debtorAccount = {
  bankRegistrationNumber: '0040',
  bankAccountNumber: '0440116243',
  nationalId: '0101801234',
};

/** Another system of the creditor's asks for a mandate, and the bank approves unless told otherwise. The uuid of the request. */
export async function madeElsewhere(
  { app, sandbox }: World,
  debtorReference: string,
  scenario: string | null = 'BANK_APPROVES_MANDATE',
): Promise<string> {
  const connected = await app.accounts.of(app.merchantId ?? '', 'BETALINGSSERVICE');
  if (!connected) throw new Error('no account at Betalingsservice');
  const outcome = await betalingsservice.operations['mandate.create'].call(
    {
      account: connected.account as never,
      now: () => app.clock.now(),
      callbackUrl: connected.callbackUrl,
      deadlineMs: 5_000,
      traceId: randomUUID(),
    },
    { externalId: 'other', debtor: { betalingsservice: { debtorReference, ...debtorAccount } } },
    `other-${debtorReference}`,
  );
  if (outcome.kind !== 'facts') throw new Error(outcome.kind);
  const { id } = outcome.facts[0].ref;
  if (scenario) {
    const body = { scenario, subject: { kind: 'mandate', id } };
    expect((await sandbox.control('/control/betalingsservice/scenario', body)).status).toBe(200);
  }
  return id;
}
