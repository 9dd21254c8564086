import { BlockList } from 'node:net';
import { issueApiKey, type Scope, scopes } from '../../src/access/api-keys.ts';
import { lastAuditInWords } from '../../src/audit/kept-run.ts';
import { createInstitutions } from '../../src/domain/billing-request/institutions.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { createDebtorCheck } from '../../src/domain/payer/debtor-check.ts';
import type { Accounts, ConnectedAccount, createAccounts } from '../../src/domain/port/accounts.ts';
import { createCursors } from '../../src/event-log/cursor.ts';
import { type Notifier, startNotifier } from '../../src/event-log/notifier.ts';
import { sequenceBatch } from '../../src/event-log/sequencer.ts';
import type { Environment } from '../../src/generated/prisma/client.ts';
import { type HttpLimits, httpLimits } from '../../src/http/limits.ts';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import type { WebhookAnswer, WebhookRequest } from '../../src/inbox/receive.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import { systemResolve } from '../../src/partner-webhooks/address.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Db } from '../../src/platform/db.ts';
import { startCore } from '../support/core.ts';
import type { Breaking } from '../support/database.ts';
import type { FakeBank } from '../support/fake-bank.ts';
import { spyOnStatements } from '../support/statements.ts';
import { way } from '../support/way.ts';

/** The doors over a database of their own. A test that plays a command mocks the module that it stands in. */
export interface Api {
  readonly db: Db;
  readonly notifier: Notifier;
  readonly http: HttpServer;
  readonly url: string;
  /** Two merchants that must not see each other. */
  readonly shop: Shop;
  readonly other: Shop;
  /** What the sandbox's commands run with; a test that plays on a simulator says where it is. */
  readonly sandbox: { sandboxUrl: string };
  /** What the commands run with. */
  readonly domain: DomainDeps;
  /** What the webhook door hands on. */
  readonly received: WebhookRequest[];
  answer: WebhookAnswer;
  /** Log lines of level warn and above. */
  readonly logged: string[];
  /** Statements sent to the database since the last call of this. */
  statements(): string[];
  post(document: unknown, variables?: Record<string, unknown>, key?: string | null): Promise<Answer>;
  close(): Promise<void>;
}
export interface Shop {
  readonly merchantId: string;
  readonly accountId: string;
  readonly key: string;
  readonly keyId: string;
}
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, never> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions: Record<string, unknown>;
  }[];
  readonly extensions: Record<string, unknown>;
}

const clock = systemClock();
/** None: who speaks to a test is who it speaks for, unless the test says otherwise. */
const noProxies = new BlockList();
const capabilities = {
  currencies: [],
  partialCapture: false,
  partialRefund: true,
  autoReserve: true,
  refundWindowMs: null,
};

export interface ApiOptions extends Breaking {
  readonly limits?: Partial<HttpLimits>;
  readonly started?: () => boolean;
  readonly sandbox?: boolean;
  readonly accounts?: Partial<Accounts>;
  readonly trustedProxies?: BlockList;
  /** The documents that may be run; any where this is left out. */
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  /** Whether the database's word that a key has changed never comes. */
  readonly keyNewsLost?: boolean;
  /** This bank as GoCardless, where both shops have an account, and as Betalingsservice. */
  readonly bank?: FakeBank;
  /** What accounts can be opened with, in place of accounts that can only be looked at. */
  readonly providers?: Parameters<typeof createAccounts>[0]['providers'];
}

export async function startApi({
  limits,
  started = () => true,
  sandbox = true,
  accounts: played = {},
  bank,
  providers = bank && {
    GOCARDLESS: bank.provider,
    BETALINGSSERVICE: bank.danish,
  },
  keyNewsLost = false,
  trustedDocuments,
  trustedProxies = noProxies,
  breaks = [],
}: ApiOptions = {}): Promise<Api> {
  const core = await startCore({ providers: providers ?? {}, logLevel: 'warn', breaks });
  const { db, logged } = core;
  const spied = spyOnStatements();
  const notifier = await startNotifier(db, () => undefined);
  const received: WebhookRequest[] = [];
  const accounts = providers
    ? core.deps.accounts
    : ({
        capabilities: async () => capabilities,
        providersOf: async () => [{ provider: anAccount.provider, connected: anAccount }],
        ...played,
      } as unknown as Accounts);
  const domain: DomainDeps = { ...core.deps, accounts };
  const shop = await openShop(db, 'Shop', 'SANDBOX');
  const other = await openShop(db, 'Other shop', 'SANDBOX');
  if (bank) for (const { merchantId } of [shop, other]) await accounts.save(merchantId, 'GOCARDLESS', {});
  const moved = {
    ...domain,
    clock,
    sandboxUrl: 'http://127.0.0.1:1',
    workers: { drain: async () => true, pauseWhile: <T>(task: () => Promise<T>) => task() },
  };
  const api = {
    db,
    notifier,
    shop,
    other,
    domain,
    sandbox: moved,
    received,
    answer: { status: 204 } as WebhookAnswer,
    logged,
    statements: () => spied.splice(0),
  };
  const cursors = createCursors(domain.sealer.derive('cursor'));
  const reach = { loopback: true, resolve: systemResolve };
  const http = await startHttp({
    config: { host: '127.0.0.1', port: 0, trustedProxies },
    started,
    limits: {
      bucket: { size: 1_000_000, perSecond: 1_000_000 },
      // A key that were looked up every so often would blur the count of statements.
      keyKeptMs: 600_000,
      // The tests run in the same loop, and it is late on a busy machine whatever the server does.
      capacity: { ...httpLimits.capacity, delayMs: 60_000 },
      ...way,
      ...limits,
    },
    graphql: {
      ...domain,
      clock,
      notifier: keyNewsLost ? { ...notifier, onKeyChange: () => () => undefined } : notifier,
      cursors,
      reach,
      checkDebtor: createDebtorCheck(domain, clock),
      findInstitutions: createInstitutions(domain, clock),
      ...(trustedDocuments ? { trustedDocuments } : {}),
      ...(sandbox ? { sandbox: moved } : {}),
    },
    operators: { lastAudit: () => lastAuditInWords(db) },
    webhooks: {
      isAddress: async (_provider, segment) => segment !== 'nobody',
      receive: async (request) => {
        received.push(request);
        return api.answer;
      },
    },
  });
  const url = `http://127.0.0.1:${http.port}/graphql`;
  return Object.assign(api, {
    http,
    url,
    post: (document: unknown, variables?: Record<string, unknown>, key: string | null = shop.key) =>
      post(url, { query: document, variables }, key),
    async close() {
      await http.close();
      await notifier.stop();
      await core.close();
    },
  });
}

/** Sends a body as JSON, as any client would. */
export async function post(
  url: string,
  body: unknown,
  key: string | null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { data, errors = [], extensions = {} } = (await reply.json()) as Partial<Answer>;
  return { status: reply.status, headers: reply.headers, data, errors, extensions };
}

/** A merchant with an account at MobilePay and a key with every scope. */
export async function openShop(db: Db, name: string, environment: Environment): Promise<Shop> {
  const now = clock.now();
  const merchantId = newUuid(now.getTime());
  const accountId = newUuid(now.getTime());
  await db.worker.query('insert into merchant (id, name, environment, created_at) values ($1, $2, $3, $4)', [
    merchantId,
    name,
    environment,
    now,
  ]);
  await db.worker.query(
    `insert into provider_account (merchant_id, id, provider, path_segment, settings_sealed, created_at) values ($1, $2, 'MOBILEPAY', $3, '\\x00', $4)`,
    [merchantId, accountId, accountId, now],
  );
  const { id: keyId, secret: key } = await issueApiKey(db, clock, { merchantId, environment, name: 'test', scopes });
  return { merchantId, accountId, key, keyId };
}

export function issueKey(
  api: Api,
  given: readonly Scope[],
  over: { readonly expiresAt?: Date } = {},
): Promise<{ id: string; secret: string }> {
  return issueApiKey(api.db, clock, {
    merchantId: api.shop.merchantId,
    environment: 'SANDBOX',
    name: 'test',
    scopes: given,
    ...over,
  });
}

/**
 * How many statements it takes at least. Rows that are asked for in one tick come in one statement; on a busy machine a tick may be cut in
 * two, so one count alone can be too high, and none can be too low.
 */
export async function fewestStatements(api: Pick<Api, 'statements'>, work: () => Promise<unknown>): Promise<number> {
  await work();
  const counts: number[] = [];
  for (let round = 0; round < 3; round++) {
    api.statements();
    await work();
    counts.push(api.statements().length);
  }
  return Math.min(...counts);
}

/** Gives every event its number, as the sequencer does. */
export async function numberAll(db: Db): Promise<void> {
  while ((await sequenceBatch(db)).kind !== 'nothing');
}

const anAccount = {
  provider: { name: 'MOBILEPAY', operations: { 'payment.capture': {} } },
  capabilities: { ...capabilities, currencies: ['DKK', 'EUR'] },
} as unknown as ConnectedAccount;
