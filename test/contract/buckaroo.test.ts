import type { OperationMap, Outcome, ProviderRef } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { buckaroo } from '../../src/providers/buckaroo/provider.ts';
import type { Settings } from '../../src/providers/buckaroo/settings.ts';
import { providerContract } from './provider-contract.ts';
import { openWorld, type World } from './world.ts';

const eur = currency('EUR');
const someKey = 'DFA1E22BC3FD4E3CBA0D0D60E0BDDEAD';
const strangeTransfer: ProviderRef = { kind: 'transfer', id: someKey };
const strangeReceipt: ProviderRef = { kind: 'receipt', id: someKey, within: strangeTransfer };

const newTransfer = (name: string): OperationMap['transfer.create'] => ({
  invoice: `INV-${name}`,
  amount: money(1000n, eur),
  payer: {
    firstName: 'John',
    lastName: 'Smith',
    email: 'john.smith@example.test',
    gender: 'NOT_APPLICABLE',
    country: 'NL',
  },
  sendMail: true,
  dueDate: '2030-01-31',
});

async function aTransfer(world: World<Settings>, name: string, scenario?: string): Promise<ProviderRef> {
  const outcome = await buckaroo.operations['transfer.create'].call(
    world.context(),
    newTransfer(name),
    `create_${name}`,
  );
  const ref = refOf(outcome);
  if (scenario) await world.scenario(scenario, ref);
  return ref;
}

function refOf(outcome: Outcome): ProviderRef {
  if (outcome.kind !== 'facts') throw new Error(`expected a transfer; got ${outcome.kind}`);
  return outcome.facts[0].ref;
}

const pushOf = (changes: object) => ({
  Transaction: {
    Key: someKey,
    Invoice: 'INV-1',
    ServiceCode: 'transfer',
    Status: { Code: { Code: 190, Description: '' }, SubCode: null, DateTime: '2026-01-08T10:29:21' },
    IsTest: true,
    Currency: 'EUR',
    AmountDebit: 10.0,
    TransactionType: 'C001',
    MutationType: 1,
    ...changes,
  },
});

// Buckaroo refuses with statuses of its own, under HTTP 200.
const refusals = [490, 491];

providerContract({
  provider: buckaroo,
  open: () => openWorld('buckaroo', (credentials) => buckaroo.settings.parse(credentials)),
  unreachable: (settings) => ({ ...settings, baseUrl: 'http://127.0.0.1:1' }),
  otherCallbackSecret: (settings) => ({ ...settings, secretKey: 'another-key-of-the-website' }),
  secrets: ({ secretKey }) => [secretKey, 'john.smith', 'Smith'],
  proofHeaders: ['authorization'],
  badSignature: 'badSignature',
  tokenIsFixed: true,
  strangers: [strangeTransfer, strangeReceipt, { kind: 'refund', id: someKey, within: strangeReceipt }],
  unknownNews: [
    pushOf({ Status: { Code: { Code: 199 }, SubCode: null, DateTime: '2026-01-08T10:29:21' } }),
    pushOf({ TransactionType: 'C999' }),
    pushOf({ TransactionType: 'C101', AmountDebit: null, AmountCredit: 1 }),
    pushOf({ AmountDebit: 0.001 }),
    pushOf({ Key: null }),
  ],
  async provokeCallback(world, name) {
    return aTransfer(world, name, 'TRANSFER_EXACT');
  },
  operations: {
    'transfer.create': {
      wireName: 'pay',
      refusals,
      echoes: ['own', 'getStatuses'],
      prepare: async (_world, name) => newTransfer(name),
      withAmount: (input, amount) => ({ ...input, amount }),
    },
    'transfer.cancel': {
      wireName: 'cancel',
      echoes: [],
      doneOnce: true,
      // Buckaroo says whether it cancelled, and a transfer that it did not is ours alone to give up.
      refusals: [],
      prepare: async (world, name) => {
        await world.setUp({ cancelable: true });
        return { transfer: await aTransfer(world, name) };
      },
    },
    'transfer.refund': {
      wireName: 'refund',
      refusals,
      echoes: ['own', 'getStatuses'],
      prepare: async (world, name) => {
        const transfer = await aTransfer(world, name, 'TRANSFER_EXACT');
        return {
          receipt: { kind: 'receipt', id: transfer.id, within: transfer },
          invoice: `INV-${name}`,
          amount: money(400n, eur),
        };
      },
      anyCurrency: true,
      withAmount: (input, amount) => ({ ...input, amount }),
    },
  },
});
