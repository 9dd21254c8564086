import type { App } from '../../src/app/app.ts';
import type { Caller } from '../../src/domain/command/command.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { advanceSandboxClock } from '../../src/domain/sandbox/commands.ts';
import type { TestDatabase } from './database.ts';
import { patienceMs } from './patience.ts';
import { freshKey, type SandboxControl, sandboxControl, startWorld } from './world.ts';

/** The started product with its sandbox, driven by the domain's commands: GoCardless at the other end of a real wire. */
export interface Shop {
  readonly app: App;
  readonly database: TestDatabase;
  readonly deps: DomainDeps;
  readonly caller: Caller;
  readonly sandbox: SandboxControl;
  /** Everything that was logged, from level debug on. */
  readonly logged: readonly string[];
  /** Has the simulator deliver what it has, and the product work through it. */
  rest(): Promise<void>;
  /** Moves the time of both, from timer to timer. */
  advance(ms: number): Promise<void>;
  play(scenario: string, kind: string, id: string): Promise<void>;
  /** Talks to GoCardless as the merchant's other programs do. */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Types of the events of one subject, oldest first. */
  eventsOf(subjectId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  const world = await startWorld({ LOG_LEVEL: 'debug' });
  const { app } = world;
  const merchantId = app.merchantId ?? '';
  const sandboxUrl = app.sandboxUrl ?? '';
  const deps: DomainDeps = {
    db: app.db,
    accounts: app.accounts,
    sealer: world.app.sealer,
    log: world.log,
    underWay: new Set(),
    providerDeadlineMs: 5_000,
    wake: (...names) => app.workers.wake(...names),
  };
  const caller: Caller = { merchantId, actor: 'key_test', requestId: 'r1' };
  const sandbox = sandboxControl(sandboxUrl, 'gocardless');
  const settings = (await app.accounts.of(merchantId, 'GOCARDLESS'))?.account.settings as Record<string, string>;

  return {
    app,
    database: world.database,
    deps,
    caller,
    sandbox,
    logged: world.logged,
    async rest() {
      const signal = AbortSignal.timeout(patienceMs);
      for (;;) {
        await sandbox.control('/control/drain', {});
        await app.workers.drain();
        // On a busy machine a question may run into its deadline: it is asked again after five seconds.
        const soon = { lte: new Date(app.clock.now().getTime() + 10_000) };
        const reader = app.db.reader(merchantId);
        const waiting = await reader.inboxItem.count({ where: { state: 'WAITING' } });
        const unread = await reader.payout.count({ where: { reconciliation: 'OPEN', nextCheckAt: soon } });
        if (waiting + unread === 0 || signal.aborted) return;
        await app.notifier.wait(merchantId, 250, signal);
      }
    },
    async advance(ms) {
      const clock = { ...deps, clock: app.clock, workers: app.workers, sandboxUrl };
      const moved = await advanceSandboxClock(clock, caller, { idempotencyKey: freshKey('clock'), byMs: ms });
      if (!moved.ok) throw new Error('the clock stands still');
    },
    async play(scenario, kind, id) {
      const { status, body } = await sandbox.control('/control/gocardless/scenario', {
        scenario,
        subject: { kind, id },
      });
      if (status !== 200) throw new Error(`${scenario}: ${status} ${JSON.stringify(body)}`);
    },
    async call(method, path, body) {
      const reply = await fetch(settings.apiUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${settings.accessToken}`,
          'gocardless-version': '2015-07-06',
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [inside] = Object.values((await reply.json()) as Record<string, Record<string, unknown>>);
      if (!reply.ok || !inside) throw new Error(`${method} ${path}: ${reply.status}`);
      return inside;
    },
    async eventsOf(subjectId) {
      const events = await app.db
        .reader(merchantId)
        .event.findMany({ where: { merchantId, subjectId }, orderBy: { subjectVersion: 'asc' } });
      return events.map(({ type }) => type);
    },
    close: world.close,
  };
}

/** Rows and commands of a shop, in short. */
export function rowsOf({ app, caller }: Shop) {
  const reader = () => app.db.reader(caller.merchantId);
  const of = (id: string) => ({ merchantId_id: { merchantId: caller.merchantId, id } });
  return {
    reader,
    request: (id: string) => reader().billingRequest.findUniqueOrThrow({ where: of(id) }),
    mandate: (id: string) => reader().mandate.findUniqueOrThrow({ where: of(id) }),
    payment: (id: string) => reader().oneOffPayment.findUniqueOrThrow({ where: of(id) }),
    operations: (where: object) => reader().operation.findMany({ where, orderBy: { id: 'asc' } }),
    /** What has come of a request. */
    async ledTo(billingRequestId: string) {
      const [payment, mandate] = await Promise.all([
        reader().oneOffPayment.findFirst({ where: { billingRequestId } }),
        reader().mandate.findFirst({ where: { billingRequestId } }),
      ]);
      return { payment, mandate };
    },
  };
}

/** The payer at the bank's page: presses Authorise. */
export async function authorise(url: string): Promise<void> {
  await fill(url, [{ step: 'bank', decision: 'authorised' }]);
}

/** A browser with one cookie that sends the form on a page with these fields, page after page. */
export async function fill(url: string, pages: readonly Readonly<Record<string, string>>[]): Promise<void> {
  let cookie = '';
  let at = url;
  const open = async (): Promise<string> => {
    const page = await fetch(at, { headers: cookie ? { cookie } : {} });
    cookie ||= (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return page.text();
  };
  for (const fields of pages) {
    const text = await open();
    const hidden = Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]),
    );
    const reply = await fetch(at, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ ...hidden, ...fields } as Record<string, string>),
    });
    if (reply.status !== 303) throw new Error(`the page answered ${reply.status}`);
    at = reply.headers.get('location') ?? at;
  }
}
