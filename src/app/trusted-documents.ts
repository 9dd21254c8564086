import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** As codegen's client preset and Relay's compiler write it: texts by their ids. */
const byId = z.record(z.string().min(1), z.string().min(1));
/** As Apollo writes it. */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })).min(1),
});

/** The documents that merchants may run, from the file of the setting; null where every document may be. */
export async function readTrustedDocuments(path: string | null): Promise<ReadonlyMap<string, string> | null> {
  if (path === null) return null;
  const refuse = (why: string): Error => new Error(`TRUSTED_DOCUMENTS: ${why} (${path})`);
  let found: unknown;
  try {
    found = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refuse(`expected a file of JSON; ${error instanceof Error ? error.message : String(error)}`);
  }
  const apollo = manifest.safeParse(found);
  if (apollo.success) return new Map(apollo.data.operations.map(({ id, body }) => [id, body]));
  const plain = byId.safeParse(found);
  if (!plain.success || Object.keys(plain.data).length === 0)
    throw refuse('expected texts by their ids, {"<id>": "query …"}, or a manifest of Apollo');
  return new Map(Object.entries(plain.data));
}
