import { accept, rejectFreeingKey, rejectKeepingKey } from '../domain/command/decision.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import { sealSettings, settingsOf } from '../domain/port/account-settings.ts';
import { newPathSegment } from '../domain/port/accounts.ts';
import { setPausedAsAsked } from '../domain/port/pause-account.ts';
import type { AnyProvider } from '../domain/port/provider.ts';
import { newUuid } from '../kernel/ids.ts';
import type { InputProblem } from '../kernel/refusal.ts';
import {
  type AccountCaller,
  type AccountDeps,
  type Answer,
  changedMeanwhile,
  freeingKey,
  lockAccount,
  pausedMeanwhile,
  unknownAccount,
} from './account.ts';
import { openWork } from './account-open-work.ts';
import { isUsed, tellProvider, trySettings } from './account-trial.ts';
import { recordDone } from './audit-record.ts';

export interface ConnectAccountInput {
  readonly idempotencyKey: string;
  /** Where the settings stand in what the caller gave, as refusals name it. */
  readonly at: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is wrong already. */
  readonly problems?: readonly InputProblem[];
}
export interface UpdateAccountInput extends ConnectAccountInput {
  /** Null where the public id was malformed or of another kind; so in all inputs. */
  readonly accountId: string | null;
  /** Settings that go back to what they are when they are left out. */
  readonly reset: readonly string[];
}
export interface OnAccount {
  readonly idempotencyKey: string;
  readonly accountId: string | null;
  /** Why, for the record. */
  readonly reason?: string | undefined;
  readonly problems?: readonly InputProblem[];
}
export interface DisconnectAccountInput extends OnAccount {
  /** Whether it is done although something is open: that stays as it is. */
  readonly leaveOpen: boolean;
}

/**
 * Connects a merchant to a provider. Its settings are read by the provider's schema, tried against the provider by questions that change
 * nothing, and only then saved, sealed. Nothing is saved where one of these refuses.
 */
export async function connectAccount(
  deps: AccountDeps,
  caller: AccountCaller,
  provider: AnyProvider,
  { idempotencyKey: key, at, settings, problems = [] }: ConnectAccountInput,
): Answer<'invalidInput' | 'invalidState'> {
  const { db, sealer } = deps;
  const { merchantId } = caller;
  const before = await db
    .reader(merchantId)
    .providerAccount.findFirst({ where: { merchantId, provider: provider.name } });
  const pathSegment = before?.pathSegment ?? newPathSegment();
  const id = before?.id ?? 'not yet saved';
  const callbackUrl = deps.accounts.callbackUrl(provider.name, pathSegment);
  const settled = (await isUsed(deps, merchantId, key)) || (before !== null && before.pausedBecause !== 'DISCONNECTED');
  const found = settled ? [] : await trySettings(deps, { merchantId, id, provider, callbackUrl, at, settings });
  const result = await underKey(deps, caller, {
    name: 'connectProviderAccount',
    key,
    input: nested(at, settings),
    async decide(tx, now) {
      const held = await lockAccount(tx, { merchantId, provider: provider.name });
      if (held && held.pausedBecause !== 'DISCONNECTED')
        return rejectKeepingKey({
          kind: 'invalidState' as const,
          path: ['input', ...at],
          message: `you have an account at ${provider.name} already; update that one, or disconnect it first`,
          current: held.pausedAt ? 'PAUSED' : 'ACTIVE',
          allowedFrom: ['DISCONNECTED'],
        });
      if (problems.length + found.length > 0) return freeingKey([...problems, ...found]);
      if (settled) return rejectFreeingKey(changedMeanwhile(['input', ...at]));
      const accountId = held?.id ?? newUuid(now.getTime());
      const saved = {
        settingsSealed: sealSettings(sealer, accountId, settings),
        callbackUrl: null,
        nextPollAt: provider.pollEvents ? now : null,
        credentialsCheckedAt: now,
      };
      if (held) await tx.providerAccount.updateMany({ where: { merchantId, id: accountId }, data: saved });
      else
        await tx.providerAccount.createMany({
          data: [{ merchantId, id: accountId, provider: provider.name, pathSegment, createdAt: now, ...saved }],
        });
      const account = { merchantId, id: accountId, provider: provider.name };
      if (held) await setPausedAsAsked(tx, now, account, null, { by: 'mutation', actor: caller.actor, key });
      await recordDone(tx, now, caller, {
        action: 'connectProviderAccount',
        subjectType: 'acc',
        subjectId: accountId,
        // Which settings there are, and nothing of what they hold.
        details: { provider: provider.name, settings: Object.keys(settings).sort() },
      });
      return accept({ accountId });
    },
  });
  if (result.ok && !result.value.idempotency.replayed) await tellProvider(deps, result.value.accountId);
  return result;
}

/** Gives an account other settings; what is left out stays. They are tried as a whole, as those of a new account are. */
export async function updateAccount(
  deps: AccountDeps,
  caller: AccountCaller,
  provider: AnyProvider,
  { idempotencyKey: key, accountId, at, settings, reset, problems = [] }: UpdateAccountInput,
): Answer<'invalidInput' | 'notFound' | 'invalidState'> {
  const { sealer, accounts } = deps;
  const { merchantId } = caller;
  const connected = accountId === null ? null : await accounts.byId(accountId);
  const own = connected?.merchantId === merchantId && connected.pausedBecause !== 'DISCONNECTED' ? connected : null;
  const other = own && own.provider.name !== provider.name ? own.provider.name : null;
  const sealedBefore = own && (await sealedNow(deps, merchantId, own.id));
  const merged = { ...((own?.account.settings ?? {}) as Readonly<Record<string, unknown>>), ...settings };
  const wanted = Object.fromEntries(Object.entries(merged).filter(([name]) => !reset.includes(name)));
  const otherProvider: InputProblem[] = other
    ? [{ path: ['input', ...at], rule: 'provider', message: `expected settings of ${other}` }]
    : [];
  const wrong = [...problems, ...otherProvider, ...resetProblems(provider, at, settings, reset)];
  const settled = !own || wrong.length > 0 || (await isUsed(deps, merchantId, key));
  const found = settled
    ? []
    : await trySettings(deps, { merchantId, id: own.id, provider, callbackUrl: own.callbackUrl, at, settings: wanted });
  const result = await underKey(deps, caller, {
    name: 'updateProviderAccount',
    key,
    input: { accountId, ...nested(at, settings), reset },
    async decide(tx, now) {
      const held = own && (await lockAccount(tx, { merchantId, id: own.id }));
      if (!held || held.pausedBecause === 'DISCONNECTED') return rejectFreeingKey(unknownAccount);
      if (wrong.length + found.length > 0) return freeingKey([...wrong, ...found]);
      // What was tried is what is saved: nobody else's change is lost, or saved without having been tried.
      if (settled || !sealedBefore || !Buffer.from(held.settingsSealed).equals(sealedBefore))
        return rejectFreeingKey(changedMeanwhile(['input', 'accountId']));
      await tx.providerAccount.updateMany({
        where: { merchantId, id: held.id },
        data: {
          settingsSealed: sealSettings(sealer, held.id, wanted),
          callbackUrl: null,
          nextPollAt: provider.pollEvents ? now : null,
          credentialsCheckedAt: now,
        },
      });
      // What somebody has paused goes on when somebody says so.
      if (held.pausedAt && held.pausedBecause !== 'REQUESTED') {
        const account = { merchantId, id: held.id, provider: provider.name };
        await setPausedAsAsked(tx, now, account, null, { by: 'mutation', actor: caller.actor, key });
      }
      await recordDone(tx, now, caller, {
        action: 'updateProviderAccount',
        subjectType: 'acc',
        subjectId: held.id,
        details: { provider: provider.name, changed: Object.keys(settings).sort(), reset: [...reset].sort() },
      });
      return accept({ accountId: held.id });
    },
  });
  if (result.ok && !result.value.idempotency.replayed) await tellProvider(deps, result.value.accountId);
  return result;
}

/** Sends and asks nothing for an account until it is resumed. What providers tell by themselves is taken in. */
export async function pauseAccount(
  deps: AccountDeps,
  caller: AccountCaller,
  { idempotencyKey: key, accountId, reason, problems = [] }: OnAccount,
): Answer<'notFound' | 'invalidInput'> {
  const { merchantId, actor } = caller;
  return underKey(deps, caller, {
    name: 'pauseProviderAccount',
    key,
    input: { accountId, reason },
    async decide(tx, now) {
      const held = await lockAccount(tx, { merchantId, id: accountId });
      if (!held || held.pausedBecause === 'DISCONNECTED') return rejectFreeingKey(unknownAccount);
      const { id, provider } = held;
      const wrong = [...problems, ...reasonProblems(reason)];
      if (wrong.length > 0) return freeingKey(wrong);
      if (await setPausedAsAsked(tx, now, { merchantId, id, provider }, 'REQUESTED', { by: 'mutation', actor, key }))
        await recordDone(tx, now, withReason(caller, reason), {
          action: 'pauseProviderAccount',
          subjectType: 'acc',
          subjectId: id,
          details: { provider },
        });
      return accept({ accountId: id });
    },
  });
}

/** Lets a paused account go on, once its provider takes its credentials. */
export async function resumeAccount(
  deps: AccountDeps,
  caller: AccountCaller,
  { idempotencyKey: key, accountId, reason, problems = [] }: OnAccount,
): Answer<'notFound' | 'invalidInput'> {
  const { merchantId, actor } = caller;
  const connected = accountId === null ? null : await deps.accounts.byId(accountId);
  const own = connected?.merchantId === merchantId && connected.pausedAt ? connected : null;
  const isTried = own !== null && own.pausedBecause !== 'DISCONNECTED' && !(await isUsed(deps, merchantId, key));
  const found = isTried
    ? await trySettings(deps, {
        merchantId,
        id: own.id,
        provider: own.provider,
        callbackUrl: own.callbackUrl,
        at: ['accountId'],
        settings: own.account.settings,
      })
    : [];
  return underKey(deps, caller, {
    name: 'resumeProviderAccount',
    key,
    input: { accountId, reason },
    async decide(tx, now) {
      const held = await lockAccount(tx, { merchantId, id: accountId });
      if (!held || held.pausedBecause === 'DISCONNECTED') return rejectFreeingKey(unknownAccount);
      const { id, provider } = held;
      const wrong = [...problems, ...reasonProblems(reason)];
      if (wrong.length > 0) return freeingKey(wrong);
      if (found.length > 0) return freeingKey(found.map((problem) => ({ ...problem, path: ['input', 'accountId'] })));
      if (held.pausedAt && !isTried) return freeingKey([pausedMeanwhile]);
      if (await setPausedAsAsked(tx, now, { merchantId, id, provider }, null, { by: 'mutation', actor, key })) {
        await tx.providerAccount.updateMany({ where: { merchantId, id }, data: { credentialsCheckedAt: now } });
        await recordDone(tx, now, withReason(caller, reason), {
          action: 'resumeProviderAccount',
          subjectType: 'acc',
          subjectId: id,
          details: { provider },
        });
      }
      return accept({ accountId: id });
    },
  });
}

/**
 * Ends an account: its settings are gone, and what its provider says is refused. While money is under way that is refused with what is
 * open, unless the caller leaves it open; then it stays as it is until the account is connected again.
 */
export async function disconnectAccount(
  deps: AccountDeps,
  caller: AccountCaller,
  { idempotencyKey: key, accountId, leaveOpen, reason, problems = [] }: DisconnectAccountInput,
): Answer<'notFound' | 'invalidInput' | 'invalidState'> {
  const { merchantId, actor } = caller;
  return underKey(deps, caller, {
    name: 'disconnectProviderAccount',
    key,
    input: { accountId, leaveOpen, reason },
    async decide(tx, now) {
      const held = await lockAccount(tx, { merchantId, id: accountId });
      if (!held) return rejectFreeingKey(unknownAccount);
      const { id, provider } = held;
      const wrong = [...problems, ...reasonProblems(reason)];
      if (wrong.length > 0) return freeingKey(wrong);
      const open = await openWork(tx, merchantId, id);
      if (open.length > 0 && !leaveOpen)
        return rejectKeepingKey({
          kind: 'invalidState' as const,
          path: ['input', 'accountId'],
          message: `${open.join(', ')} at ${provider} would be followed no more; wait for their end, pause the account meanwhile, or set leaveOpen where that is meant`,
          current: 'OPEN',
          allowedFrom: ['SETTLED'],
        });
      const cause = { by: 'mutation', actor, key } as const;
      if (await setPausedAsAsked(tx, now, { merchantId, id, provider }, 'DISCONNECTED', cause)) {
        await tx.providerAccount.updateMany({
          where: { merchantId, id },
          data: { settingsSealed: sealSettings(deps.sealer, id, null), callbackUrl: null, nextPollAt: null },
        });
        await recordDone(tx, now, withReason(caller, reason), {
          action: 'disconnectProviderAccount',
          subjectType: 'acc',
          subjectId: id,
          details: { provider, open },
        });
      }
      return accept({ accountId: id });
    },
  });
}

const reasonMax = 500;
function reasonProblems(reason: string | undefined): readonly InputProblem[] {
  if (reason === undefined || (reason.trim() !== '' && reason.length <= reasonMax)) return [];
  const message = `expected a reason of 1 to ${reasonMax} characters; got ${reason.length}`;
  return [{ path: ['input', 'reason'], rule: 'length', message }];
}

const withReason = (caller: AccountCaller, reason: string | undefined): AccountCaller => ({
  ...caller,
  ...(reason === undefined ? {} : { reason }),
});

/** What a caller gave, as it stood there. */
const nested = (at: readonly string[], settings: unknown): Readonly<Record<string, unknown>> =>
  at.reduceRight<unknown>((inner, name) => ({ [name]: inner }), settings) as Readonly<Record<string, unknown>>;

async function sealedNow({ db }: AccountDeps, merchantId: string, id: string): Promise<Uint8Array | null> {
  const found = await db.reader(merchantId).providerAccount.findUnique({
    where: { merchantId_id: { merchantId, id } },
    select: { settingsSealed: true },
  });
  return found?.settingsSealed ?? null;
}

function resetProblems(
  provider: AnyProvider,
  at: readonly string[],
  given: object,
  reset: readonly string[],
): readonly InputProblem[] {
  const known = settingsOf(provider).flatMap(({ name, required }) => (required ? [] : [name]));
  return reset.flatMap((name) => {
    if (!known.includes(name))
      return [
        {
          path: ['input', 'reset'],
          rule: 'setting',
          message: `expected names of settings that may be left out: ${known.join(', ')}`,
        },
      ];
    const twice = 'expected a value, or its name in reset, and not both';
    return name in given ? [{ path: ['input', ...at, name], rule: 'setting', message: twice }] : [];
  });
}
