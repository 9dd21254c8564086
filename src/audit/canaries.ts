import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AuditContext, type Breach, NotChecked, stream } from './check.ts';

/** I9: looks for planted texts in every column that can be read as text, and in files. A breach says which of them, never what it is. */
export async function* canaries(context: AuditContext): AsyncGenerator<Breach, void, void> {
  const { client, canaries: planted, files } = context;
  if (planted.length === 0) throw new NotChecked('no planted text was given');
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and has_table_privilege(c.oid, 'select') order by 1`,
  );
  for (const { name } of rows) {
    yield* stream<Breach>(
      context,
      `select format('${name} %s', coalesce(whole ->> 'id', whole ->> 'key', whole ->> 'sequence')) as row, format('text %s stands in its %s', canary.nth, part.key) as problem
         from (select to_jsonb(t) as whole from "${name}" t) r
        cross join lateral jsonb_each_text(whole) part
        cross join lateral unnest($1::text[]) with ordinality canary (text, nth)
        where strpos(part.value, canary.text) > 0`,
      [planted],
    );
  }
  for (const file of files) yield* inFile(file, planted);
}

async function* inFile(file: string, planted: readonly string[]): AsyncGenerator<Breach, void, void> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    for (const [i, text] of planted.entries())
      if (line.includes(text)) yield { row: `${file} line ${number}`, problem: `text ${i + 1} stands in it` };
  }
}
