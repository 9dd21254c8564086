import { execFileSync } from 'node:child_process';
import { chown, cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { EmbeddedPostgres } from '../../src/platform/postgres/postgres.ts';

/** What `pg_basebackup` does, which the embedded set of programs lacks: the files as they are read between start and stop, and the label beside them. */
export async function baseBackup(
  server: Pick<EmbeddedPostgres, 'superuserUrl'>,
  from: string,
  to: string,
  signal: 'recovery' | 'standby' = 'recovery',
): Promise<{ mib: number }> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('drill', true)`);
    await mkdir(join(to, '..'), { recursive: true });
    const left =
      /\/(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.+|\/postmaster\.(pid|opts)$/;
    await cp(from, to, { recursive: true, preserveTimestamps: true, filter: (path) => !left.test(path) });
    const { rows } = await client.query<{ label: string; map: string }>(
      'select labelfile as label, spcmapfile as map from pg_backup_stop(true)',
    );
    await writeFile(join(to, 'backup_label'), rows[0]?.label ?? '');
    await writeFile(join(to, `${signal}.signal`), '');
    const { uid, gid } = await stat(from);
    execFileSync('chown', ['-R', `${uid}:${gid}`, join(to, '..')]);
    await chown(join(to, '..'), uid, gid);
    return { mib: Math.round(Number.parseInt(execFileSync('du', ['-sk', to], { encoding: 'utf8' }), 10) / 1024) };
  } finally {
    await client.end();
  }
}
