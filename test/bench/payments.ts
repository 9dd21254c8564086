import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from './client.ts';
import { loop } from './load.ts';

/** Agreements and payments that are made through the door, since the simulator has to know them. */

const returnUrl = 'https://example.com/back';
const amount = { amountMinor: '8000', currency: 'DKK' };
let made = 0;

export async function createAgreements(client: Client, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  await loop({ atOnce: 8, forMs: 60_000, countMax: count }, async () => {
    const { agreement } = await client.mutate('createAgreement', '... on AgreementPayload { agreement { id } }', {
      externalId: `bench-a-${made++}`,
      plan: 'Basic',
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT1H',
      returnUrl,
    });
    await client.mutate('runSandboxScenario', '', { subjectId: agreement.id, scenario: 'PAYER_ACCEPTS' });
    await untilIs(client, 'agreement', agreement.id, 'ACTIVE');
    ids.push(agreement.id);
  });
  return ids;
}

/** Resolves once a thing of ours, an agreement or a payment, has the status; the provider tells it when it likes. */
async function untilIs({ ask }: Client, noun: 'agreement' | 'payment', id: string, status: string): Promise<void> {
  for (const end = performance.now() + withinMs; performance.now() < end; await wait(50)) {
    const data = await ask(`query($id: ID!) { ${noun}(by: { id: $id }) { status } }`, { id });
    if (data[noun].status === status) return;
  }
  throw new Error(`${id} did not become ${status}`);
}
const withinMs = 30_000;

export interface Payment {
  readonly id: string;
  readonly providerReference: string;
}

/** Reserved at once, or waiting for its payer. */
export async function createPayment(client: Client, agreementId: string, autoReserve: boolean): Promise<Payment> {
  const fields = '... on OneOffPaymentPayload { payment { id providerReference } }';
  const { payment } = await client.mutate('createOneOffPayment', fields, {
    on: { agreementId },
    externalId: `bench-p-${made++}`,
    amount,
    description: 'Extra goods',
    autoReserve,
    returnUrl,
  });
  if (autoReserve) await untilIs(client, 'payment', payment.id, 'AUTHORIZED');
  return payment;
}
