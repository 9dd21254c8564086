import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readVariable } from '../../../platform/config.ts';

/** What `listen` keeps between restarts: where it goes on, and the secret that it signs with. Readable by its owner alone. */
const kept = z.object({
  cursor: z.string().max(500).nullable(),
  sequence: z.string().max(30).nullable(),
  secret: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
});
export type Kept = z.output<typeof kept>;

export interface KeptPlace {
  readonly read: () => Promise<Kept>;
  readonly write: (place: Kept) => Promise<void>;
}

/** One place for each merchant of a Paygraph and each address that is forwarded to. */
export function keptPlace(...names: readonly string[]): KeptPlace {
  const folder = readVariable('XDG_STATE_HOME') || join(homedir(), '.local', 'state');
  const name = createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 20);
  const file = join(folder, 'paygraph', `listen-${name}.json`);
  const write = async (place: Kept): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // A name of its own, so that whoever is killed here leaves the one before as it was.
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, JSON.stringify(place), { mode: 0o600 });
    await rename(fresh, file);
  };
  return {
    write,
    async read() {
      const text = await readFile(file, 'utf8').catch(() => null);
      const found = text === null ? null : kept.safeParse(parsed(text));
      if (found?.success) return found.data;
      const place = { cursor: null, sequence: null, secret: randomBytes(32).toString('base64') };
      await write(place);
      return place;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
