import { randomUUID } from 'node:crypto';
import type { CommandOutcome, CommandResult } from '../../src/domain/command/command.ts';
import type { ProviderName } from '../../src/domain/port/provider.ts';
import { receiveWebhook } from '../../src/inbox/receive.ts';
import { type Core, startCore } from './core.ts';
import type { Breaking } from './database.ts';
import { createFakeBank, type FakeBank } from './fake-bank.ts';
import { createFakeTransfers, type FakeTransfers } from './fake-transfers.ts';

/** The core, with providers in memory. */
export interface DomainWorld extends Core {
  readonly bank: FakeBank;
  readonly transfers: FakeTransfers;
  /** Moves the database's time. */
  pass(ms: number): Promise<void>;
  /** Takes every operation that is due a step further, until none is. */
  settle(): Promise<void>;
  /** News of things of the provider's, each with an id of its own, through the true door. */
  push(...items: readonly PushedItem[]): Promise<number>;
  /** The same, from the provider of transfers. */
  pushTransfers(...items: readonly PushedItem[]): Promise<number>;
  /** Applies what was pushed. */
  process(): Promise<void>;
}

interface PushedItem {
  readonly kind: string;
  readonly id: string;
  readonly within?: PushedItem;
}

export async function startDomainWorld(breaking: Breaking = {}): Promise<DomainWorld> {
  const bank = createFakeBank();
  const transfers = createFakeTransfers();
  const core = await startCore({
    providers: { GOCARDLESS: bank.provider, BETALINGSSERVICE: bank.danish, BUCKAROO: transfers.provider },
    ...breaking,
  });
  const { deps, db } = core;
  const { merchantId } = core.caller;
  for (const provider of ['GOCARDLESS', 'BUCKAROO'] as const) await deps.accounts.save(merchantId, provider, {});
  let offset = 0;
  const pushFrom = async (provider: ProviderName, items: readonly PushedItem[]): Promise<number> => {
    const connected = await deps.accounts.of(merchantId, provider);
    const segment = connected?.callbackUrl.split('/').at(-1) ?? '';
    const body = items.map((about) => ({ dedupeKey: randomUUID(), about, body: {} }));
    const { status } = await receiveWebhook(deps, {
      provider: provider.toLowerCase(),
      segment,
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(body)),
    });
    return status;
  };

  return {
    ...core,
    bank,
    transfers,
    async pass(ms) {
      offset += ms;
      await db.worker.query('update sandbox_clock set offset_ms = $1', [offset]);
    },
    settle: () => core.rest('operation'),
    push: (...items) => pushFrom('GOCARDLESS', items),
    pushTransfers: (...items) => pushFrom('BUCKAROO', items),
    process: () => core.rest('inbox'),
  };
}

/** What a command led to; throws on a refusal. */
export async function done(result: Promise<CommandResult>): Promise<CommandOutcome> {
  const answer = await result;
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}
