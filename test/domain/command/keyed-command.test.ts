import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accept, type Rejected, rejectFreeingKey, rejectKeepingKey } from '../../../src/domain/command/decision.ts';
import { type KeyedCommand, underKey } from '../../../src/domain/command/keyed-command.ts';
import { createMandate } from '../../../src/domain/mandate/commands.ts';
import { resolveOperation } from '../../../src/domain/operation/resolve.ts';
import { erasePayer } from '../../../src/domain/payer/erase.ts';
import { createTransfer } from '../../../src/domain/transfer/create.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { invalid, type Refusal } from '../../../src/kernel/refusal.ts';
import type { Db } from '../../../src/platform/db.ts';
import { sqlState } from '../../../src/platform/postgres/sql-state.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

/** What every key keeps to, whichever command it is of: on PostgreSQL, with whoever else holds a lock. */
let world: DomainWorld;
let merchantId: string;
beforeAll(async () => {
  world = await startDomainWorld();
  ({ merchantId } = world.caller);
});
afterAll(() => world.close());

/** Somebody else's transaction, which holds what the statement locked until the end. */
async function holding<T>(
  text: string,
  values: unknown[],
  work: (release: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const other = new pg.Client({ connectionString: world.database.superuserUrl });
  await other.connect();
  try {
    await other.query('begin');
    await other.query(text, values);
    return await work(async () => void (await other.query('commit')));
  } finally {
    await other.end();
  }
}
const keyRow = `insert into idempotency (merchant_id, key, mutation, fingerprint, paths, outcome, first_seen_at, expires_at)
  values ($1, $2, 'erasePayer', '\\x00', '{}', '{"answer":1}', '2026-01-02T03:04:05Z', 'infinity')`;

type Decide = KeyedCommand<ReturnType<typeof accept> | Rejected>['decide'];
const command = (key: string, decide: Decide, input: object = {}) =>
  underKey(world.deps, world.caller, { name: 'erasePayer', key, input, decide });
const refusal = (answer: { ok: boolean; error?: Refusal }) => answer.error;

describe('a lock that is not had in time', () => {
  it('on the key itself says that the key is in use, and since when at the latest', async () => {
    const key = freshKey();
    const decide = vi.fn<Decide>(async () => accept({ answer: 'mine' }));
    const answer = await holding(keyRow, [merchantId, key], () => command(key, decide));
    expect(answer).toEqual({
      ok: false,
      error: { kind: 'keyInProgress', key, firstSeenAt: expect.any(Date), retryAfterMs: 2_000 },
    });
    const { firstSeenAt } = refusal(answer as never) as Extract<Refusal, { kind: 'keyInProgress' }>;
    const { rows } = await world.db.worker.query<{ now: Date }>('select app_now() as now');
    // The time since which we wait, not the one at which we gave up.
    expect((rows[0]?.now.getTime() ?? 0) - firstSeenAt.getTime()).toBeGreaterThanOrEqual(2_000);
    expect(decide).not.toHaveBeenCalled();
    expect(await command(key, decide)).toMatchObject({ ok: true, value: { idempotency: { replayed: false } } });
  });

  it("tells the holder's own time, where the holder comes to its end just then", async () => {
    const key = freshKey();
    const answer = await holding(keyRow, [merchantId, key], (release) => {
      // What is read after the wait is read after the holder's commit.
      const reader = (...of: Parameters<Db['reader']>) => ({
        idempotency: {
          findUnique: async (where: never) => {
            await release();
            return world.db.reader(...of).idempotency.findUnique(where);
          },
        },
      });
      const db = { ...world.db, reader } as unknown as Db;
      const decide = async () => accept({ answer: 'done' });
      return underKey({ ...world.deps, db }, world.caller, { name: 'erasePayer', key, input: {}, decide });
    });
    expect(answer).toMatchObject({ ok: false, error: { firstSeenAt: new Date('2026-01-02T03:04:05Z') } });
    await world.db.worker.query('delete from idempotency where key = $1', [key]);
  });

  it('on any other row is thrown as what it is, and leaves the key free', async () => {
    const key = freshKey();
    const touching: Decide = async (tx) => {
      await tx.$executeRaw`update person set erased_at = erased_at where merchant_id = ${merchantId}::uuid`;
      return accept({ answer: 'done' });
    };
    await done(aMandate());
    const held = 'select 1 from person where merchant_id = $1 for update';
    const error = await holding(held, [merchantId], () => command(key, touching).catch((thrown: unknown) => thrown));
    expect(sqlState(error)).toBe('55P03');
    expect(await command(key, touching)).toMatchObject({ ok: true, value: { idempotency: { replayed: false } } });
  });

  it('is so in the commands that a person gives, too', async () => {
    const { mandateId = '' } = await done(aMandate());
    const { personId } = await mandateOf(mandateId);
    const operation = await world.db.reader(merchantId).operation.findFirstOrThrow({ where: { mandateId } });
    const erase = { idempotencyKey: freshKey(), subject: { prefix: 'man', uuid: mandateId } } as const;
    const resolve = {
      idempotencyKey: freshKey(),
      operationId: operation.id,
      outcome: 'DID_NOT_HAPPEN',
      reason: 'The bank says so.',
    } as const;
    const thrown = await holding('select 1 from person where id = $1 for update', [personId], () =>
      erasePayer(world.deps, world.caller, erase).catch(sqlState),
    );
    expect(thrown).toBe('55P03');
    const other = await holding('select 1 from operation where id = $1 for update', [operation.id], () =>
      resolveOperation(world.deps, world.caller, resolve).catch(sqlState),
    );
    expect(other).toBe('55P03');
    // Neither has used its key up.
    expect(await resolveOperation(world.deps, world.caller, resolve)).toMatchObject({
      error: { kind: 'invalidState', current: 'SUCCEEDED' },
    });
    expect(await erasePayer(world.deps, world.caller, erase)).toMatchObject({
      ok: true,
      value: { idempotency: { replayed: false } },
    });
  });
});

describe('a refusal', () => {
  it('that keeps the key is given again for ever; one that frees it leaves nothing', async () => {
    const [kept, freed] = [freshKey(), freshKey()];
    const no = invalid(['input', 'x'], 'custom', 'expected another');
    const decide = vi.fn<Decide>(async () => rejectKeepingKey(no));
    const first = await command(kept, decide);
    expect(await command(kept, decide)).toEqual(first);
    expect(first).toEqual({ ok: false, error: no });
    expect(decide).toHaveBeenCalledTimes(1);
    expect(await command(freed, async () => rejectFreeingKey(no))).toEqual({ ok: false, error: no });
    expect(await command(freed, async () => accept({ answer: 'done' }), { other: 1 })).toMatchObject({ ok: true });
  });

  it('that was stored by the version before, which called its kind otherwise, is the same', async () => {
    const key = freshKey();
    const amount = { amountMinor: '8000', currency: 'DKK' };
    await command(key, async () => accept({ answer: 'done' }));
    const refusal = {
      is: 'amount',
      code: 'AMOUNT_TOO_LARGE',
      message: 'm',
      path: [],
      requested: amount,
      limit: amount,
    };
    await world.db.forMerchant(merchantId, (tx) =>
      tx.idempotency.update({ where: { merchantId_key: { merchantId, key } }, data: { outcome: { refusal } } }),
    );
    const eighty = money(8000n, currency('DKK'));
    expect(await command(key, async () => accept({ answer: 'done' }))).toEqual({
      ok: false,
      error: { kind: 'amount', code: 'AMOUNT_TOO_LARGE', message: 'm', path: [], requested: eighty, limit: eighty },
    });
  });
});

describe('a name that is taken', () => {
  it('is told by where it stands in the input, and the key stays free', async () => {
    const externalId = freshReference('M');
    const idempotencyKey = freshKey();
    await done(aMandate({ externalId }));
    expect(await aMandate({ externalId, idempotencyKey })).toMatchObject({
      error: {
        problems: [{ path: ['input', 'externalId'], rule: 'unique', message: expect.stringContaining('mandate') }],
      },
    });
    expect(await aMandate({ idempotencyKey })).toMatchObject({ ok: true });
  });

  it('is called by the name that the mutation has for it', async () => {
    const invoice = freshReference('I');
    const transfer = () =>
      createTransfer(world.deps, world.caller, {
        idempotencyKey: freshKey(),
        invoice,
        amount: money(1_000n, currency('EUR')),
        payer: { name: { given: 'Ida', family: 'Berg' }, email: 'ida@example.com' } as never,
        sendMail: false,
      });
    await done(transfer());
    expect(await transfer()).toMatchObject({ error: { problems: [{ path: ['input', 'invoice'], rule: 'unique' }] } });
  });
});

const mandateOf = (id: string) =>
  world.db.reader(merchantId).mandate.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });

function aMandate(over: { externalId?: string; idempotencyKey?: string } = {}) {
  return createMandate(world.deps, world.caller, {
    idempotencyKey: freshKey(),
    externalId: freshReference('M'),
    debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    ...over,
  });
}
