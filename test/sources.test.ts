import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';

/** What the linter cannot see: which folder may know which, where time comes from, and who reads the environment. */
const root = join(import.meta.dirname, '..');
const linesMax = 350;

const doors = 'main|app/|bin/|http/|audit/|graphql/|inbox/|simulators/';
const nouns = 'domain/(agreement|mandate|payment|billing-request|transfer|operation)/';

/** main → app → http, workers → graphql, inbox → domain → event log → platform → kernel. Providers point at the domain, never the reverse. */
const mayNotKnow: readonly {
  readonly files: RegExp;
  readonly known: RegExp;
  readonly rule: string;
  /** It may still be imported while the process runs, by whoever needs it then. */
  readonly whenLoaded?: true;
}[] = [
  {
    // A refusal still speaks of a provider's names and of its input.
    files: /^kernel\/(?!refusal\.ts)/,
    known: /^(?!kernel\/)/,
    rule: 'what everyone may know knows nobody',
  },
  {
    files: /^domain\//,
    known: new RegExp(`^(providers/|${doors})`),
    rule: 'the domain knows the port, never a provider, GraphQL or HTTP',
  },
  {
    files: /^(event-log|partner-webhooks)\//,
    known: new RegExp(`^(providers/|${nouns}|${doors})`),
    rule: "events know rows and topics, no noun's rules",
  },
  {
    files: /^providers\//,
    known: /^(platform\/db\.ts|generated\/|event-log\/|partner-webhooks\/|main|app\/|http\/|graphql\/|inbox\/)/,
    rule: 'a provider never touches the database or a door',
  },
  {
    files: /^(?!simulators\/|app\/app\.ts|bin\/sandbox\.ts)/,
    known: /^simulators\//,
    rule: 'nobody knows whether the other end is a simulator',
  },
  {
    files: /^app\/app\.ts/,
    known: /^simulators\//,
    rule: 'production would load the simulators',
    whenLoaded: true,
  },
  {
    files: /^simulators\//,
    known: /^(?!simulators\/|kernel\/)/,
    rule: 'a simulator keeps a book of its own and shares nothing with what it tests',
  },
  {
    files: /^simulators\/kit\//,
    known: /^simulators\/(?!kit\/)/,
    rule: 'what simulators are made of knows none of them, nor their host',
  },
  {
    files: /^simulators\/(?!kit\/|host\/)\w+\//,
    known: /^simulators\/(index\.ts|host\/)/,
    rule: 'a simulator knows the kit, and not who hosts it',
  },
  {
    files: /^simulators\/host\//,
    known: /^simulators\/(?!kit\/|host\/|index\.ts)/,
    rule: 'the host knows simulators by what all of them are',
  },
  { files: /^graphql\//, known: /^(providers\/|inbox\/|main|app\/|http\/)/, rule: 'graphql knows no provider' },
  {
    files: /^inbox\//,
    known: /^(providers\/\w+\/|graphql\/)/,
    rule: 'the inbox knows providers by the port',
  },
];

/** Which provider's folder a file lies in, if it lies in one; what all of them share is in kit/ and host/. */
const providerOf = (path: string): string | undefined =>
  /^(?:providers|simulators)\/(?!kit\/|host\/)(\w+)\//.exec(path)?.[1];

/** Every way in which one file breaks the rules. `path` is relative to src. */
function violations(path: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const importsBy = (form: RegExp): string[] =>
    [...code.matchAll(form)].map((match) => posix.join(posix.dirname(path), match[1] ?? ''));
  const imports = importsBy(/(?:from|import\(|import)\s*'(\.[^']+)'/g);
  const importedWhenLoaded = importsBy(/(?:from|import)\s*'(\.[^']+)'/g);
  const provider = providerOf(path);
  return [
    ...mayNotKnow
      .filter(({ files }) => files.test(path))
      .flatMap(({ known, rule, whenLoaded }) =>
        (whenLoaded ? importedWhenLoaded : imports)
          .filter((name) => known.test(name))
          .map((name) => `imports ${name}: ${rule}`),
      ),
    ...imports
      .filter((name) => provider && providerOf(name) && providerOf(name) !== provider)
      .map((name) => `imports ${name}: no provider knows another`),
    /^(kernel|domain|inbox|event-log|partner-webhooks|graphql|providers|simulators\/(?!host\/))/.test(path) &&
    /Date\.now\(|new Date\(\)/.test(code)
      ? 'reads the time: take it from the clock that is passed in'
      : '',
    path !== 'platform/config.ts' && /process\.env\b/.test(code)
      ? 'reads the environment: only platform/config.ts does'
      : '',
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
  ['kernel/money.ts', "import { x } from '../platform/log.ts';", 'imports platform/log.ts'],
  [
    'domain/payment/apply.ts',
    "import { x } from '../../providers/mobilepay/wire.ts';",
    'imports providers/mobilepay/wire.ts',
  ],
  [
    'domain/payment/apply.ts',
    "const x = await import('../../graphql/schema/schema.ts');",
    'imports graphql/schema/schema.ts',
  ],
  ['event-log/read.ts', "import { x } from '../domain/payment/states.ts';", 'imports domain/payment/states.ts'],
  [
    'partner-webhooks/deliver.ts',
    "import { x } from '../domain/payment/states.ts';",
    'imports domain/payment/states.ts',
  ],
  ['providers/mobilepay/client.ts', "import { db } from '../../platform/db.ts';", 'imports platform/db.ts'],
  ['providers/mobilepay/client.ts', "import { x } from '../buckaroo/wire.ts';", 'no provider knows another'],
  ['providers/kit/json.ts', "import { x } from '../../inbox/receive.ts';", 'imports inbox/receive.ts'],
  [
    'providers/mobilepay/client.ts',
    "import { x } from '../../simulators/host/clock.ts';",
    'imports simulators/host/clock.ts',
  ],
  ['http/server.ts', "import { x } from '../simulators/host/server.ts';", 'imports simulators/host/server.ts'],
  ['mail/page.ts', "import '../simulators/index.ts';", 'imports simulators/index.ts'],
  [
    'app/workers.ts',
    "const x = await import('../simulators/host/server.ts');",
    'nobody knows whether the other end is a simulator',
  ],
  [
    'app/app.ts',
    "import { x } from '../simulators/host/server.ts';",
    'imports simulators/host/server.ts: production would load the simulators',
  ],
  ['graphql/payment/type.ts', "import { x } from '../../providers/index.ts';", 'imports providers/index.ts'],
  [
    'inbox/process.ts',
    "import { x } from '../providers/mobilepay/webhook.ts';",
    'imports providers/mobilepay/webhook.ts',
  ],
  ['simulators/host/book.ts', "import { db } from '../../platform/db.ts';", 'imports platform/db.ts'],
  [
    'simulators/mobilepay/auth.ts',
    "import { x } from '../../providers/mobilepay/wire.ts';",
    'imports providers/mobilepay/wire.ts',
  ],
  [
    'simulators/mobilepay/auth.ts',
    "import { x } from '../../domain/payment/states.ts';",
    'imports domain/payment/states.ts',
  ],
  ['simulators/kit/replies.ts', "import { x } from '../host/clock.ts';", 'imports simulators/host/clock.ts'],
  ['simulators/mobilepay/auth.ts', "import { x } from '../host/clock.ts';", 'imports simulators/host/clock.ts'],
  ['simulators/host/server.ts', "import { x } from '../mobilepay/auth.ts';", 'imports simulators/mobilepay/auth.ts'],
  ['simulators/mobilepay/auth.ts', "import { x } from '../buckaroo/wire.ts';", 'no provider knows another'],
  ['kernel/schedules.ts', 'const at = new Date();', 'reads the time'],
  ['event-log/read.ts', 'const at = Date.now();', 'reads the time'],
  ['simulators/mobilepay/auth.ts', 'const at = Date.now();', 'reads the time'],
  ['http/server.ts', 'const port = process.env.PORT;', 'reads the environment'],
  ['platform/log.ts', '\n'.repeat(400), 'is over 350 lines long'],
])('a breach in %s is found: %s', (path, text, violation) => {
  expect(violations(path, text).join()).toContain(violation);
});

test.each([
  [
    'domain/payment/apply.ts',
    "import { x } from '../port/provider.ts';\nconst at = new Date(row.at);\n// never new Date() here\n",
  ],
  ['providers/mobilepay/client.ts', "import { x } from '../kit/json.ts';"],
  [
    'simulators/mobilepay/auth.ts',
    "import { x } from '../kit/replies.ts';\nimport { y } from '../../kernel/result.ts';\n",
  ],
  ['app/app.ts', "const x = await import('../simulators/host/server.ts');"],
  ['bin/sandbox.ts', "import { x } from '../simulators/host/server.ts';"],
  ['inbox/process.ts', "import { providers } from '../providers/index.ts';"],
  ['platform/config.ts', 'const env = process.env;'],
])('what is allowed in %s passes', (path, text) => {
  expect(violations(path, text)).toEqual([]);
});
