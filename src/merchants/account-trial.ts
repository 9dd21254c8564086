import { callContext } from '../domain/command/call-context.ts';
import type { AnyProvider, CallContext } from '../domain/port/provider.ts';
import { isLoopback } from '../kernel/host.ts';
import type { InputProblem } from '../kernel/refusal.ts';
import type { AccountDeps } from './account.ts';

interface Trial {
  readonly merchantId: string;
  /** Of the account, where it is there already. */
  readonly id: string;
  readonly provider: AnyProvider;
  readonly callbackUrl: string;
  /** Where the settings stand in the input. */
  readonly at: readonly string[];
  readonly settings: unknown;
}

/** A caller is answered within 8 s, whatever a provider does. */
const trialMs = 6_000;

/**
 * What is wrong with settings: by the provider's schema, then by where they lead, and only then by what the provider says when it is asked
 * with them. Asks questions that change nothing, one after the other, and stops at the first that finds something.
 */
export async function trySettings(deps: AccountDeps, trial: Trial): Promise<readonly InputProblem[]> {
  const { accounts, db, providerDeadlineMs } = deps;
  const { merchantId, id, provider, callbackUrl, at, settings } = trial;
  const read = accounts.read(provider.name, settings);
  const below = (path: readonly string[]): readonly string[] => ['input', ...at, ...path];
  if (!read.ok) return read.error.map((problem) => ({ ...problem, path: below(problem.path.slice(1)) }));
  const unreachable = await addressProblems(deps, provider, read.value as object, callbackUrl);
  if (unreachable.length > 0) return unreachable.map((problem) => ({ ...problem, path: below(problem.path) }));
  const now = await db.forMerchant(merchantId, async (_tx, time) => time);
  const context = {
    account: { id, settings: read.value },
    now: () => now,
    callbackUrl,
    deadlineMs: Math.min(providerDeadlineMs, trialMs),
    traceId: crypto.randomUUID(),
  } as CallContext<never>;
  const tried = await provider.checkCredentials(context);
  if (!tried.ok) return [refusedBy(provider, below([]), tried.error)];
  const asked = await provider.connectProblems?.(context);
  if (asked && !asked.ok) return [refusedBy(provider, below([]), asked.error)];
  return (asked?.value ?? []).map((problem) => ({ ...problem, path: below(problem.path) }));
}

function refusedBy({ name }: AnyProvider, path: readonly string[], said: string): InputProblem {
  const message = `expected settings that open ${name}; it was asked with these, and: ${said}`;
  return { path, rule: 'credentials', message };
}

/** Where a provider's own addresses lead, and whether it can call ours from there. */
async function addressProblems(
  { addresses }: AccountDeps,
  { merchantPages = [] }: AnyProvider,
  settings: object,
  callbackUrl: string,
): Promise<readonly InputProblem[]> {
  const urls = Object.entries(settings).filter(
    (entry): entry is [string, string] =>
      /url$/i.test(entry[0]) && !merchantPages.includes(entry[0]) && typeof entry[1] === 'string',
  );
  const problems: InputProblem[] = [];
  for (const [name, url] of urls) {
    const message = await addresses.provider(url);
    if (message) problems.push({ path: [name], rule: 'destination', message });
  }
  // A provider on this machine, which is the sandbox, calls this machine.
  if (problems.length > 0 || urls.every(([, url]) => isLoopback(new URL(url).hostname))) return problems;
  const wrong = await addresses.callback(callbackUrl);
  if (!wrong) return [];
  const message = `the provider could not reach the address at which this Paygraph is called, ${new URL(callbackUrl).origin}: ${wrong}; its operator sets PUBLIC_URL`;
  return [{ path: [], rule: 'callbackAddress', message }];
}

/** Whether a key leads to something already: then nothing is tried for it. */
export async function isUsed({ db }: AccountDeps, merchantId: string, key: string): Promise<boolean> {
  const where = { merchantId_key: { merchantId, key } };
  return (await db.reader(merchantId).idempotency.findUnique({ where, select: { key: true } })) !== null;
}

/** Tells the provider where to call us, as far as there is a call for it. What comes of it can be read of the account; it is tried again. */
export async function tellProvider(deps: AccountDeps, accountId: string): Promise<void> {
  const { accounts, db, providerDeadlineMs } = deps;
  const connected = await accounts.byId(accountId);
  if (!connected || connected.pausedAt || connected.connected) return;
  const now = await db.forMerchant(connected.merchantId, async (_tx, at) => at);
  const deadlineMs = Math.min(providerDeadlineMs, trialMs);
  const told = await connected.provider.connect(callContext({ providerDeadlineMs: deadlineMs }, connected, now));
  if (told.ok) await accounts.markConnected(connected, told.value);
  else await accounts.noteConnectProblem(accountId, told.error);
}
