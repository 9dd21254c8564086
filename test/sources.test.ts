import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { providerNames } from '../src/kernel/provider-ref.ts';

/** What the linter cannot see: which folder may know which, where time comes from, and who reads the environment. */
const root = join(import.meta.dirname, '..');
const linesMax = 350;

/**
 * What each folder of src may know, from the bottom up; whatever is not named it may not. Money goes http → graphql → domain → a provider
 * by the port; news goes inbox → domain → event log, which partner webhooks read. Whoever composes may know all.
 */
interface FolderRule {
  readonly knows: RegExp;
  readonly rule: string;
  /** A file of the folder, and what it must not import. */
  readonly breach: readonly [string, string];
  readonly allowed: readonly [string, string];
}
const foldersKnow: Readonly<Record<string, FolderRule>> = {
  kernel: {
    knows: /^$/,
    rule: 'what everyone may know knows nobody',
    breach: ['kernel/money.ts', 'platform/log.ts'],
    allowed: ['kernel/money.ts', 'kernel/result.ts'],
  },
  platform: {
    knows: /^(kernel|generated)\//,
    rule: 'what the process stands on knows nothing above it',
    breach: ['platform/leases.ts', 'domain/operation/states.ts'],
    allowed: ['platform/leases.ts', 'kernel/schedules.ts'],
  },
  mail: {
    knows: /^(kernel|platform)\//,
    rule: 'mail is handed over, whatever it says',
    breach: ['mail/send.ts', 'partner-webhooks/endpoint.ts'],
    allowed: ['mail/send.ts', 'platform/leases.ts'],
  },
  'event-log': {
    knows: /^(kernel|platform|generated)\//,
    rule: "the log knows rows and topics, no noun's rules",
    breach: ['event-log/read.ts', 'domain/payment/states.ts'],
    allowed: ['event-log/append.ts', 'kernel/status-reason.ts'],
  },
  access: {
    knows: /^(kernel|platform|generated)\//,
    rule: 'who is calling is known before what is asked for',
    breach: ['access/api-keys.ts', 'graphql/schema/context.ts'],
    allowed: ['access/api-keys.ts', 'platform/db.ts'],
  },
  domain: {
    knows: /^(kernel|platform|generated|event-log)\//,
    rule: 'the domain knows the port, never a provider or a door',
    breach: ['domain/payment/apply.ts', 'providers/mobilepay/wire.ts'],
    allowed: ['domain/payment/apply.ts', 'event-log/append.ts'],
  },
  providers: {
    knows: /^(kernel|domain\/port)\//,
    rule: 'a provider knows the port, never the database or a door',
    breach: ['providers/mobilepay/client.ts', 'domain/payment/states.ts'],
    allowed: ['providers/mobilepay/client.ts', 'domain/port/provider.ts'],
  },
  simulators: {
    knows: /^kernel\//,
    rule: 'a simulator keeps records of its own and shares nothing with what it tests',
    breach: ['simulators/mobilepay/auth.ts', 'providers/mobilepay/wire.ts'],
    allowed: ['simulators/mobilepay/auth.ts', 'kernel/result.ts'],
  },
  'partner-webhooks': {
    knows: /^(kernel|platform|generated|mail|event-log|domain\/command)\//,
    rule: "partners are sent events, by no noun's rules",
    breach: ['partner-webhooks/deliver.ts', 'domain/payment/states.ts'],
    allowed: ['partner-webhooks/replay-commands.ts', 'domain/command/command.ts'],
  },
  inbox: {
    knows: /^(kernel|platform|generated|event-log|domain)\//,
    rule: 'the inbox knows providers by the port',
    breach: ['inbox/process.ts', 'providers/index.ts'],
    allowed: ['inbox/process.ts', 'domain/reconcile/apply.ts'],
  },
  merchants: {
    knows: /^(kernel|platform|generated|access|domain)\//,
    rule: 'what a merchant arranges is known by its doors alone',
    breach: ['merchants/api-key-commands.ts', 'graphql/schema/context.ts'],
    allowed: ['merchants/api-key-commands.ts', 'access/api-keys.ts'],
  },
  graphql: {
    knows: /^(kernel|platform|generated|access|event-log|domain|inbox|partner-webhooks|merchants|attention)\//,
    rule: 'graphql calls commands and reads, and knows no provider',
    breach: ['graphql/payment/type.ts', 'providers/index.ts'],
    allowed: ['graphql/payment/type.ts', 'domain/payment/states.ts'],
  },
  audit: {
    knows: /^((kernel|platform|event-log|domain\/port)\/|providers\/records\.ts$)/,
    rule: 'the audit judges rows by themselves',
    breach: ['audit/provider-records.ts', 'providers/buckaroo/wire.ts'],
    allowed: ['audit/provider-records.ts', 'providers/records.ts'],
  },
  attention: {
    knows: /^(kernel|platform)\//,
    rule: 'what needs attention is seen by rows alone',
    breach: ['attention/read.ts', 'domain/operation/states.ts'],
    allowed: ['attention/read.ts', 'kernel/masked-text.ts'],
  },
  telemetry: {
    knows: /^((kernel|platform|domain\/port)\/|attention\/(kinds|not-final)\.ts$)/,
    rule: 'what measures is told what happens, and asks nobody',
    breach: ['telemetry/metrics.ts', 'graphql/schema/context.ts'],
    allowed: ['telemetry/watched-provider.ts', 'domain/port/provider.ts'],
  },
  http: {
    knows: /^(kernel|platform|access|mail|graphql|inbox)\//,
    rule: 'the door knows to whom it hands on, and nothing behind them',
    breach: ['http/server.ts', 'domain/reconcile/apply.ts'],
    allowed: ['http/server.ts', 'inbox/receive.ts'],
  },
};
/** Whoever composes the rest may know all of it, the simulators apart. */
const composition: ReadonlySet<string> = new Set(['app', 'bin', 'main.ts']);

/** More files than this in one folder are two folders. Those that still have more may only shrink. */
const filesMax = 25;
const largeFolders: Readonly<Record<string, number>> = {
  'graphql/schema': 26,
};

/** The finer rules, within folders and of their own kind. */
const mayNotKnow: readonly {
  readonly files: RegExp;
  readonly known: RegExp;
  readonly rule: string;
  /** It may still be imported while the process runs, by whoever needs it then. */
  readonly whenLoaded?: true;
}[] = [
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
];

/** Which provider's folder a file lies in, if it lies in one; what all of them share is in kit/ and host/. */
const providerOf = (path: string): string | undefined =>
  /^(?:providers|simulators)\/(?!kit\/|host\/)(\w+)\//.exec(path)?.[1];

const namesOfProviders = new RegExp(providerNames.join('|'), 'i');
/**
 * Neither the core nor the API knows a provider by name. What is exempt is public: the values of enums, and the inputs that are in one
 * provider's own terms, which have a folder to themselves.
 */
const mayBeNamed: readonly { readonly files: RegExp; readonly text: RegExp }[] = [
  { files: /^graphql\/provider-terms\//, text: /[\s\S]*/g },
  { files: /^graphql\/schema\/enums\.ts$/, text: /^\s+[A-Z_]+(?=:)/gm },
  { files: /^graphql\/sandbox\/scenarios\.ts$/, text: /^\s+[A-Z_]+(?=:)/gm },
  // A scheme by which banks collect, of which one provider bears the name.
  { files: /^domain\/port\/mandate-scheme\.ts$/, text: /^\s+[A-Z_]+(?=:)/gm },
];

/** Where code, not a comment, names a provider. A text of several words in the API speaks to integrators and may name one too. */
function providerNamed(path: string, code: string): string | undefined {
  if (!/^(domain|graphql)\//.test(path)) return undefined;
  const sentences = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
  const spoken = path.startsWith('graphql/')
    ? code.replace(sentences, (text) => (text.includes(' ') ? "''" : text))
    : code;
  const rest = mayBeNamed
    .filter(({ files }) => files.test(path))
    .reduce((left, { text }) => left.replace(text, ''), spoken);
  return namesOfProviders.exec(rest)?.[0];
}

/** The folder of src in which a file lies, or the file's own name. */
const topOf = (path: string): string => path.split('/')[0] ?? '';

/** Every way in which one file breaks the rules. `path` is relative to src. */
function violations(path: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const importsBy = (form: RegExp): string[] =>
    [...code.matchAll(form)].map((match) => posix.join(posix.dirname(path), match[1] ?? ''));
  const imports = importsBy(/(?:from|import\(|import)\s*'(\.[^']+)'/g);
  const importedWhenLoaded = importsBy(/(?:from|import)\s*'(\.[^']+)'/g);
  const provider = providerOf(path);
  const folder = topOf(path);
  const folderRule = foldersKnow[folder];
  const named = providerNamed(path, code);
  return [
    named === undefined ? '' : `names ${named}: what a provider can do, and what its terms mean, is told by the port`,
    folderRule || composition.has(folder) ? '' : 'no rule says what its folder may know',
    ...imports
      .filter((name) => folderRule && topOf(name) !== folder && !folderRule.knows.test(name))
      .map((name) => `imports ${name}: ${folderRule?.rule}`),
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
    path !== 'domain/command/keyed-command.ts' && /\bidempotency\.create|insert into idempotency/i.test(code)
      ? 'claims a key: only domain/command/keyed-command.ts does'
      : '',
    text.split('\n').length > linesMax ? `is over ${linesMax} lines long` : '',
  ].filter((violation) => violation !== '');
}

test('every source file keeps to its place', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !/(^|\/)generated\//.test(path));
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((path) =>
    violations(path, readFileSync(join(root, 'src', path), 'utf8')).map((violation) => `src/${path} ${violation}`),
  );
  expect(found).toEqual([]);
  const sizes = Map.groupBy(files, (path) => posix.dirname(path));
  const large = [...sizes].filter(([folder, of]) => of.length > (largeFolders[folder] ?? filesMax));
  expect(large.map(([folder, of]) => `src/${folder} holds ${of.length} files`)).toEqual([]);
  const named = mayBeNamed.filter((one) => !files.some((path) => one.files.test(path)));
  expect(named.map((one) => String(one.files))).toEqual([]);
  expect(Object.keys(foldersKnow).filter((folder) => !files.some((path) => topOf(path) === folder))).toEqual([]);
});

const importOf = (path: string, known: string): string =>
  `import { x } from '${posix.relative(posix.dirname(path), known).replace(/^(?!\.)/, './')}';`;

test.each(Object.entries(foldersKnow))('%s knows what it may, and no more', (_folder, { rule, breach, allowed }) => {
  expect(violations(breach[0], importOf(...breach))).toContain(`imports ${breach[1]}: ${rule}`);
  expect(violations(allowed[0], importOf(...allowed))).toEqual([]);
});

test.each([
  [
    'domain/payment/apply.ts',
    "const x = await import('../../graphql/schema/schema.ts');",
    'imports graphql/schema/schema.ts',
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
  ['simulators/host/clock.ts', "import { db } from '../../platform/db.ts';", 'imports platform/db.ts'],
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
  ['domain/payer/erase.ts', 'await tx.idempotency.createMany({ data });', 'claims a key'],
  ['domain/agreement/commands.ts', "const provider: ProviderName = 'MOBILEPAY';", 'names MOBILEPAY'],
  ['domain/billing-request/create.ts', "if ('goCardless' in terms) return;", 'names goCardless'],
  ['domain/payer/debtor-check.ts', "throw new Error('Betalingsservice gave no answer');", 'names Betalingsservice'],
  ['domain/port/mandate-scheme.ts', "const defaultScheme = 'BETALINGSSERVICE';", 'names BETALINGSSERVICE'],
  ['graphql/transfer/mutations.ts', "const carrier = 'BUCKAROO';", 'names BUCKAROO'],
  ['graphql/mandate/inputs.ts', 'const BetalingsserviceDebtorInput = null;', 'names Betalingsservice'],
  ['graphql/schema/enums.ts', "const first = 'MOBILEPAY';", 'names MOBILEPAY'],
  ['platform/log.ts', '\n'.repeat(400), 'is over 350 lines long'],
  ['billing/run.ts', '', 'no rule says what its folder may know'],
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
  ['platform/config.ts', 'const env = process.env;'],
  ['domain/operation/intend.ts', '// MobilePay cuts longer ids.\nconst length = 30;'],
  ['domain/port/mandate-scheme.ts', "export const schemeCurrencies = {\n  BETALINGSSERVICE: currency('DKK'),\n};"],
  ['graphql/payment/inputs.ts', "const on = { description: 'An active agreement (MobilePay).' };"],
  ['graphql/schema/enums.ts', "    MOBILEPAY: 'MobilePay Subscriptions: agreements and one-off payments.',"],
  [
    'graphql/sandbox/scenarios.ts',
    "  GOCARDLESS_PAYMENT_FAILED: { description: 'The bank does not collect the payment.' },",
  ],
  ['graphql/provider-terms/gocardless.ts', "builder.inputType('GoCardlessDebtorInput', {});"],
])('what is allowed in %s passes', (path, text) => {
  expect(violations(path, text)).toEqual([]);
});
