import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';

/** What the linter cannot see: which folder may know which, where time comes from, and who reads the environment. */
const root = join(import.meta.dirname, '..');
const linesMax = 350;

const doors = 'main|http|workers|audit|graphql/|webhooks/|sandbox/';
const nouns = 'domain/(agreement|mandate|payment|billing-request|transfer|operation)/';

/** main → http, workers → graphql, webhooks → domain → events → db. Providers point at the domain, never the reverse. */
const mayNotKnow: readonly { readonly files: RegExp; readonly known: RegExp; readonly rule: string }[] = [
  {
    files: /^domain\/(money|ids|result)\.ts$/,
    known: /^(?!domain\/(money|ids|result)\.ts$)/,
    rule: 'small shared values know nothing',
  },
  {
    files: /^domain\//,
    known: new RegExp(`^(providers/|${doors})`),
    rule: 'the domain knows the port, never a provider, GraphQL or HTTP',
  },
  {
    files: /^events\//,
    known: new RegExp(`^(providers/|${nouns}|${doors})`),
    rule: "events know rows and topics, no noun's rules",
  },
  {
    files: /^providers\//,
    known: /^(db\.ts|generated\/|events\/|main|http|workers|graphql\/|webhooks\/)/,
    rule: 'a provider never touches the database or a door',
  },
  {
    files: /^providers\/\w+\/(?!simulator)/,
    known: /^sandbox\//,
    rule: 'a provider does not know whether the other end is a simulator',
  },
  { files: /^graphql\//, known: /^(providers\/|webhooks\/|main|http|workers)/, rule: 'graphql knows no provider' },
  {
    files: /^webhooks\//,
    known: /^(providers\/\w+\/|graphql\/|sandbox\/)/,
    rule: 'webhooks know providers by the port',
  },
  {
    // commands.ts is the product's door to the sandbox, on the product's side of it.
    files: /^sandbox\/(?!commands\.ts)/,
    known: new RegExp(`^(db\\.ts|generated/|events/|graphql/|webhooks/|${nouns})`),
    rule: 'the sandbox keeps a book of its own',
  },
];

/** Every way in which one file breaks the rules. `path` is relative to src. */
function violations(path: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const imports = [...code.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) =>
    posix.join(posix.dirname(path), match[1] ?? ''),
  );
  const provider = /^providers\/(\w+)\//.exec(path)?.[1];
  return [
    ...mayNotKnow
      .filter(({ files }) => files.test(path))
      .flatMap(({ known, rule }) =>
        imports.filter((name) => known.test(name)).map((name) => `imports ${name}: ${rule}`),
      ),
    ...imports
      .filter((name) => provider && /^providers\/\w+\//.test(name) && !name.startsWith(`providers/${provider}/`))
      .map((name) => `imports ${name}: no provider knows another`),
    /^(domain|webhooks|events|graphql|providers)\//.test(path) && /Date\.now\(|new Date\(\)/.test(code)
      ? 'reads the time: take it from the clock that is passed in'
      : '',
    path !== 'config.ts' && /process\.env\b/.test(code) ? 'reads the environment: only config.ts does' : '',
    text.split('\n').length > linesMax ? `is over ${linesMax} lines long` : '',
  ].filter((violation) => violation !== '');
}

test('every source file keeps to its place', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('generated/'));
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((path) =>
    violations(path, readFileSync(join(root, 'src', path), 'utf8')).map((violation) => `src/${path} ${violation}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ['domain/money.ts', "import { x } from '../log.ts';", 'imports log.ts'],
  [
    'domain/payment/apply.ts',
    "import { x } from '../../providers/mobilepay/wire.ts';",
    'imports providers/mobilepay/wire.ts',
  ],
  ['domain/payment/apply.ts', "const x = await import('../../graphql/schema.ts');", 'imports graphql/schema.ts'],
  ['events/feed.ts', "import { x } from '../domain/payment/states.ts';", 'imports domain/payment/states.ts'],
  ['providers/mobilepay/client.ts', "import { db } from '../../db.ts';", 'imports db.ts'],
  ['providers/mobilepay/client.ts', "import { x } from '../buckaroo/wire.ts';", 'no provider knows another'],
  ['providers/mobilepay/client.ts', "import { x } from '../../sandbox/clock.ts';", 'imports sandbox/clock.ts'],
  ['graphql/payment.ts', "import { x } from '../providers/index.ts';", 'imports providers/index.ts'],
  [
    'webhooks/process.ts',
    "import { x } from '../providers/mobilepay/webhook.ts';",
    'imports providers/mobilepay/webhook.ts',
  ],
  ['sandbox/book.ts', "import { db } from '../db.ts';", 'imports db.ts'],
  ['domain/plans.ts', 'const at = new Date();', 'reads the time'],
  ['events/feed.ts', 'const at = Date.now();', 'reads the time'],
  ['http.ts', 'const port = process.env.PORT;', 'reads the environment'],
  ['log.ts', '\n'.repeat(400), 'is over 350 lines long'],
])('a breach in %s is found: %s', (path, text, violation) => {
  expect(violations(path, text).join()).toContain(violation);
});

test.each([
  [
    'domain/payment/apply.ts',
    "import { x } from '../provider.ts';\nconst at = new Date(row.at);\n// never new Date() here\n",
  ],
  ['providers/mobilepay/simulator-auth.ts', "import { x } from '../../sandbox/http-io.ts';"],
  ['webhooks/process.ts', "import { providers } from '../providers/index.ts';"],
  ['config.ts', 'const env = process.env;'],
])('what is allowed in %s passes', (path, text) => {
  expect(violations(path, text)).toEqual([]);
});
