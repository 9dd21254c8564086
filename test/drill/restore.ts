import { chmod, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { audit, broken, inWords } from '../../src/audit/run.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type EmbeddedPostgres, startPostgres } from '../../src/platform/postgres/postgres.ts';
import { startSandbox } from '../../src/simulators/host/server.ts';
import { baseBackup } from '../support/base-backup.ts';
import { advance, captured, mutate, paymentIs, readPayment, reserved } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type Aftermath, askAll, lookAfter, type MadeAfter, makeMore } from './restore-acts.ts';

/**
 * `npm run drill -- restore` and `-- point-in-time`: a PostgreSQL that archives its write-ahead log is backed up while it serves; more happens,
 * at providers too; the server and its disk are lost. It is restored elsewhere, as it was when the backup ended or at a moment after it, and
 * then providers are asked what has happened since. Ends with the audit.
 */
const key = Buffer.alloc(32, 9).toString('base64');
const log = createLogger('warn');
const archivedWithinMs = 60_000;

export async function runRestore(to: 'backup' | 'moment', say: (line: string) => void): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-restore-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    await chmod(folder, 0o755);
    const archive = await makeArchive(folder);
    const before = await startPostgres({ dataDir: join(folder, 'before'), settings: archive.settings, log });
    let beforeIsThere = true;
    stops.push(async () => beforeIsThere && before.stop());
    const sandbox = await startSandbox({ port: 0, storage: ':memory:', beginAt: new Date('2026-12-01T10:00:00Z') });
    stops.push(() => sandbox.close());
    const start = (databaseUrl: string): Promise<Product> =>
      startProduct({ DATA_DIR: folder, DATABASE_URL: databaseUrl, SANDBOX_URL: sandbox.url, ENCRYPTION_KEY: key });

    const product = await start(before.url);
    stops.push(() => product.kill());
    const [toCapture, toCancel, toRefund] = [await reserved(product), await reserved(product), await captured(product)];
    const cluster = await baseBackup(before, join(folder, 'before/postgres'), join(folder, 'after/postgres'));
    say(`backed up while it served: ${cluster.mib} MiB`);

    // In the archive, and in no base backup.
    const late = await reserved(product);
    await mutate(product, 'capturePayment', { paymentId: late.payment.id });
    await paymentIs(product, late.payment.id, 'SETTLED');
    await wait(50);
    const moment = await momentOf(before);
    await wait(50);
    const kept = await headOf(product);

    // Lost with the disk: what was done to things of before, and what is new.
    await mutate(product, 'capturePayment', { paymentId: toCapture.payment.id });
    await mutate(product, 'cancelPayment', { paymentId: toCancel.payment.id });
    await mutate(product, 'refundPayment', {
      paymentId: toRefund.id,
      amount: { amountMinor: '3000', currency: 'DKK' },
    });
    await paymentIs(product, toCapture.payment.id, 'SETTLED');
    const made: MadeAfter = await makeMore(product);
    const lost = await headOf(product);
    if (to === 'moment') await archiveAll(before, archive.folder);
    await product.kill();
    await before.stop();
    await rm(join(folder, 'before'), { recursive: true, force: true });
    beforeIsThere = false;
    say(
      `lost the server at event ${lost.sequence}; ${to === 'moment' ? `restoring to ${moment}, event ${kept.sequence}` : 'restoring the backup'}`,
    );

    const from = performance.now();
    const after = await startPostgres({
      dataDir: join(folder, 'after'),
      settings: archive.recovery(to === 'moment' ? moment : null),
      log,
    });
    stops.push(() => after.stop());
    const restored = await start(after.url);
    stops.push(() => restored.kill());
    const ready = performance.now() - from;
    const head = await headOf(restored);
    say(
      `serves again ${(ready / 1_000).toFixed(1)} s after the files were there, at event ${head.lastRestore?.sequence}`,
    );

    const wrong: string[] = [];
    const expect = (holds: boolean, what: string): void => {
      say(`${holds ? 'held   ' : 'BROKEN '} ${what}`);
      if (!holds) wrong.push(what);
    };
    if (to === 'moment')
      expect(head.lastRestore?.sequence === kept.sequence, 'the log ends where it ended at that moment');
    expect(
      await isRefused(restored, lost.cursor),
      'who followed beyond it is told so: EVENT_LOG_RESTORED, with the cursor to go on from',
    );
    if (to === 'moment')
      expect(
        (await readPayment(restored, late.payment.id)).status === 'SETTLED',
        'what was done between backup and moment is there',
      );

    // First everything is asked about; only then do the callers of what was lost repeat it, as they do where no answer came.
    for (const by of ['PT1H', 'PT3H', 'P1D', 'P1D']) await advance(restored, by);
    await askAll(restored);
    await mutate(restored, 'createAgreement', { idempotencyKey: made.idempotencyKey, ...made.input });
    await advance(restored, 'PT1H');
    const status = async (id: string): Promise<string> => (await readPayment(restored, id)).status;
    expect((await status(toCapture.payment.id)) === 'SETTLED', 'a capture of after it is known again');
    expect((await status(toCancel.payment.id)) === 'CANCELLED', 'a cancellation of after it is known again');
    const { amounts } = await readPayment(restored, toRefund.id);
    expect(amounts.refunded.amountMinor === '3000', 'a refund of after it is known again');
    let aftermath: Aftermath = await lookAfter(restored, sandbox, made);
    // A list that a busy machine could not read in time is read again.
    for (let day = 1; day <= 3 && aftermath.expected.some(({ holds }) => !holds); day++) {
      await advance(restored, 'P1D');
      aftermath = await lookAfter(restored, sandbox, made);
    }
    for (const { what, holds } of aftermath.expected) expect(holds, what);
    for (const fact of aftermath.gone) say(`gone    ${fact}`);

    const results = await audit({ databaseUrl: after.url, sandboxUrl: sandbox.url });
    if (broken(results).length > 0) say(inWords(broken(results)));
    expect(broken(results).length === 0, 'the audit, with the providers’ books, finds nothing broken');
    return wrong;
  } finally {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => say(`while it ended: ${error}`));
  }
}

interface Archive {
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How a server is started that reads it: to its end, or up to a moment. */
  recovery(moment: string | null): Readonly<Record<string, string>>;
}

/** By the script that `compose.yaml` archives with; both lie where whoever the server runs as gets to. */
async function makeArchive(folder: string): Promise<Archive> {
  const [path, script] = [join(folder, 'archive'), join(folder, 'archive-wal.sh')];
  await mkdir(path, { mode: 0o777 });
  await chmod(path, 0o777);
  await cp(join(import.meta.dirname, '../../ops/backup/archive-wal.sh'), script);
  await chmod(script, 0o755);
  const archiving = { wal_level: 'replica', archive_mode: 'on', archive_command: `sh ${script} ${path} %p %f` };
  return {
    folder: path,
    settings: archiving,
    recovery: (moment) => ({
      // Nobody is let in before it is what it is to be.
      hot_standby: 'off',
      restore_command: `cp ${path}/%f %p`,
      ...(moment === null ? { recovery_target: 'immediate' } : { recovery_target_time: moment }),
      recovery_target_action: 'promote',
    }),
  };
}

async function momentOf(server: EmbeddedPostgres): Promise<string> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  await client.end();
  return rows[0]?.now ?? '';
}

/** Waits until the log up to now lies in the archive: what is not there when the disk is lost is lost with it. */
async function archiveAll(server: EmbeddedPostgres, archive: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select pg_walfile_name(pg_switch_wal()) as name');
    const end = performance.now() + archivedWithinMs;
    while (!(await stat(join(archive, rows[0]?.name ?? '')).catch(() => null))) {
      if (performance.now() > end) throw new Error(`the archive lacks ${rows[0]?.name}`);
      await wait(100);
    }
  } finally {
    await client.end();
  }
}

interface LogHead {
  readonly cursor: string;
  readonly sequence: string;
  readonly lastRestore: { readonly sequence: string } | null;
}
const headOf = async (product: Product): Promise<LogHead> =>
  (await product.ask<{ eventLogHead: LogHead }>('{ eventLogHead { cursor sequence lastRestore { sequence } } }'))
    .eventLogHead;

async function isRefused(product: Product, cursor: string): Promise<boolean> {
  const asked = product.ask('query ($after: EventCursor) { events(after: $after) { nodes { id } } }', {
    after: cursor,
  });
  return asked.then(
    () => false,
    (error: unknown) => /EVENT_LOG_RESTORED.*"keptThrough":"ec2_/.test(String(error)),
  );
}
