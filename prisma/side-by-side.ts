/**
 * What a migration may do while programs of the version before still run on the same tables, and traffic with them. Read from the text
 * alone: what stands in the body of a function or of a DO block is not looked into.
 */
export interface Breach {
  /** The beginning of the statement. */
  readonly statement: string;
  readonly why: string;
}

/** Migrations before this one were written while nothing ran that had to live through them. */
export const sideBySideSince = '20261129160000';
/** On a line of its own before a statement, with the reason: it is allowed all the same. */
const exception = /^\s*--\s*side by side:\s*\S.{9,}$/im;

/** Tables that grow with traffic: what holds one up for long holds up everybody. */
const large = `event event_log event_staged inbox foreign_inbox webhook_receipt webhook_delivery webhook_attempt operation one_off_payment transfer transfer_receipt capture refund journal idempotency agreement mandate billing_request person`;
const largeTables: ReadonlySet<string> = new Set(large.split(' '));

interface Rule {
  readonly pattern: RegExp;
  /** Whether it counts on this table. */
  readonly on: (table: string, made: ReadonlySet<string>) => boolean;
  readonly why: string;
}

const existing: Rule['on'] = (table, made) => !made.has(table);
const existingLarge: Rule['on'] = (table, made) => !made.has(table) && largeTables.has(table);
const anywhere: Rule['on'] = () => true;

const rules: readonly Rule[] = [
  {
    pattern: /^drop (table|view|materialized view|type|function|sequence|schema|policy)\b/,
    on: anywhere,
    why: 'the version before may still use it: drop it one version after the last that does',
  },
  {
    pattern: /^alter table .*\bdrop (column )?(?!constraint|not null|default|expression|identity)"?\w/,
    on: existing,
    why: 'the version before still reads and writes the column: drop it one version later',
  },
  {
    pattern: /^alter (table|type|function) .*\brename\b/,
    on: existing,
    why: 'the version before knows it by the old name: add the new one beside it, and drop the old one version later',
  },
  {
    pattern: /^alter table .*\balter (column )?"?\w+"? (set data )?type\b/,
    on: existing,
    why: 'it rewrites the table under a lock, and the version before expects the old type: add a column beside it',
  },
  {
    pattern: /^alter table .*\balter (column )?"?\w+"? set not null/,
    on: existing,
    why: 'the version before may write nothing there, and the table is read through under a lock: add a check as NOT VALID one version later, and validate it',
  },
  {
    pattern: /^alter table .*\balter (column )?"?\w+"? drop default/,
    on: existing,
    why: 'the version before leaves the column out: drop the default one version later',
  },
  {
    pattern:
      /^alter table .*\badd (column )?(if not exists )?(?!constraint|check|foreign|primary|unique|exclude)"?\w+"? (?!.*\b(default|generated)\b).*\bnot null/,
    on: existing,
    why: 'the version before leaves the column out: give it a default',
  },
  {
    pattern: /^alter table .*\badd (column )?.*\bdefault (gen_random_uuid|clock_timestamp|random|nextval|uuidv7)\b/,
    on: existingLarge,
    why: 'a default that differs from row to row rewrites the table under a lock',
  },
  {
    pattern: /^alter table .*\badd (constraint "?\w+"? )?(check|foreign key)\b(?!.*\bnot valid\b)/,
    on: existingLarge,
    why: 'it reads the whole table under a lock: add it as NOT VALID, and validate it in a migration of its own',
  },
  {
    pattern: /^alter table .*\badd (constraint "?\w+"? )?(unique|primary key|exclude)\b(?!.*\busing index\b)/,
    on: existingLarge,
    why: 'it builds an index under a lock: CREATE UNIQUE INDEX CONCURRENTLY in a migration of its own, then USING INDEX',
  },
  {
    pattern: /^alter table .*\bset (unlogged|logged|tablespace|access method)\b/,
    on: existingLarge,
    why: 'it rewrites the table under a lock',
  },
  {
    pattern: /^create (unique )?index (?!concurrently)/,
    on: existingLarge,
    why: 'writes wait until it is built: CREATE INDEX CONCURRENTLY, alone in a migration of its own',
  },
  {
    pattern: /^(update|delete from)\b/,
    on: existingLarge,
    why: 'it locks every row that it touches until the whole migration ends: carry data along in batches, by the program',
  },
  {
    pattern: /^(truncate|lock|cluster|vacuum full|reindex (?!.*concurrently))\b/,
    on: anywhere,
    why: 'everybody waits for it',
  },
  {
    pattern: /^revoke\b/,
    on: anywhere,
    why: 'the version before may still need the right: revoke it one version later',
  },
];

/** What of a migration the version before, or traffic beside it, would not live through. */
export function breachesOf(sql: string): readonly Breach[] {
  const all = statementsOf(sql);
  const made = new Set(
    all.flatMap(({ text }) => /^create (?:unlogged )?table (?:if not exists )?(\S+)/.exec(text)?.[1] ?? []),
  );
  const concurrently = all.some(({ text }) => /\bindex concurrently\b/.test(text));
  return all.flatMap(({ text, comment }) => {
    if (exception.test(comment)) return [];
    const found = rules
      .filter(({ pattern, on }) => pattern.test(text) && on(tableOf(text), made))
      .map(({ why }) => why);
    if (concurrently && all.length > 1 && /\bindex concurrently\b/.test(text))
      found.push(
        'CONCURRENTLY stands alone in its migration: several statements are one transaction, in which it cannot run',
      );
    return found.map((why) => ({ statement: text.slice(0, 100), why }));
  });
}

/** The table that a statement is about, or nothing. */
function tableOf(text: string): string {
  const [, table = ''] =
    /^(?:alter table|update|delete from|truncate(?: table)?)(?: if exists)?(?: only)? ([\w.]+)/.exec(text) ??
    /^create .*?index .*?\bon (?:only )?([\w.]+)/.exec(text) ??
    [];
  return table.replace(/^public\./, '');
}

interface Statement {
  /** In lower case, on one line, without comments and quotes of names; texts are empty. */
  readonly text: string;
  /** What stands before it. */
  readonly comment: string;
}

const token = /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|;|[^-/$';]+|[-/$]/g;
function statementsOf(sql: string): readonly Statement[] {
  const found: Statement[] = [];
  let text = '';
  let comment = '';
  const end = (): void => {
    const plain = text.replace(/"/g, '').replace(/\s+/g, ' ').replace(/\s*\(/g, ' (').trim().toLowerCase();
    if (plain) found.push({ text: plain, comment });
    text = '';
    comment = '';
  };
  for (const [part] of sql.matchAll(token)) {
    if (part === ';') end();
    else if (part.startsWith('--') || part.startsWith('/*')) {
      if (text.trim() === '') comment += `${part}\n`;
    } else if (/^('|\$\w*\$)/.test(part) && part.length > 1) text += "''";
    else text += part;
  }
  end();
  return found;
}
