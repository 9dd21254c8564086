import type { Cause } from '../../event-log/event.ts';
import type { Agreement, Mandate } from '../../generated/prisma/client.ts';
import type { Money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import { agreements } from '../agreement/store.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported, notSupported } from '../command/supported.ts';
import { cannotCharge } from '../mandate/rules.ts';
import { mandates } from '../mandate/store.ts';
import { intend } from '../operation/intend.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import {
  type ChargeTarget,
  type InputProblem,
  type ProviderRef,
  type RetryPlan,
  schemeCurrencies,
} from '../port/provider.ts';
import { mandateLinks, mandateRef } from '../reconcile/refs.ts';
import { dayOf } from './collection-facts.ts';
import { currencyMismatch } from './create.ts';
import { insertPayment } from './insert.ts';

/** On an agreement or on a mandate: exactly one of the two ids is given. */
export interface NewCharge {
  readonly agreementId?: string | null;
  readonly mandateId?: string | null;
  readonly amount: Money;
  readonly externalId: string;
  readonly description: string;
  /** A plain day, YYYY-MM-DD; as soon as possible where it is left out. */
  readonly dueOn?: string;
  readonly retryPlan: RetryPlan;
  readonly reserve: boolean;
  readonly reference?: string;
  /** Minor units. */
  readonly appFee?: bigint;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface CreateChargeInput extends NewCharge {
  readonly idempotencyKey: string;
  /** What is wrong with it already: it is refused with this and with all that the provider's limits find besides. */
  readonly problems?: readonly InputProblem[];
}

export type ChargeRefusal = 'invalidInput' | 'notFound' | 'invalidState' | 'provider';

/** Asks the provider to take money on a day: on an agreement that the payer has accepted, or on a mandate. */
export function createCharge(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems, ...input }: CreateChargeInput,
): Promise<CommandResult<ChargeRefusal>> {
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, {
    name: 'createCharge',
    key,
    input,
    decide: (tx, now) => decideCharge(deps, { tx, now, caller, cause, key }, input, problems),
  });
}

export interface ChargeContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly caller: Caller;
  readonly cause: Cause;
  /** The key under which it was asked for. */
  readonly key: string;
  /** Whether workers send it: one of many, for which nobody waits. */
  readonly byWorkers?: boolean;
  /** The consent, where the caller has locked it already. */
  readonly authority?: Authority;
}

/** Decides on one charge within a transaction, and writes it with its intent where it may be. */
export async function decideCharge(
  deps: DomainDeps,
  context: ChargeContext,
  input: NewCharge,
  problems: readonly InputProblem[] = [],
): Promise<Decision<RefusalOf<ChargeRefusal>>> {
  const { tx, now, caller, cause, key, byWorkers = false } = context;
  const authority = context.authority ?? (await lockAuthority(tx, caller.merchantId, input));
  if (!authority) return rejectFreeingKey(notFound('on', input.mandateId === undefined ? 'agreement' : 'mandate'));
  const { row, target, ref, currency } = authority;
  const connected = await deps.accounts.byId(row.accountId);
  const { amount, externalId, description, dueOn, retryPlan, reserve, reference, appFee, metadata = {} } = input;
  const operationInput = {
    on: ref,
    target,
    amount,
    externalId,
    description,
    retryPlan,
    reserve,
    askedAt: now.getTime(),
    ...(dueOn === undefined ? {} : { dueOn }),
    ...(reference === undefined ? {} : { reference }),
    ...(appFee === undefined ? {} : { appFee }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  } as const;
  const byFile = connected?.provider.chargeFile?.instead;
  if (byFile !== undefined) return rejectFreeingKey(notSupported(row.provider, byFile));
  const known = [...problems, ...tooEarly(connected, target, dueOn, now)];
  const refusal =
    checkSupported(connected, row.provider, 'charge.create', operationInput, known) ??
    currencyMismatch(amount.currency, currency, target.kind);
  if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('on', target.kind));
  const cannot = authority.cannot(connected);
  if (cannot) return rejectKeepingKey(cannot);

  const graceUntil = dueOn === undefined ? null : connected.provider.charges?.graceUntil(dueOn, retryPlan);
  const charge = await insertPayment(
    { tx, now, cause },
    {
      kind: 'CHARGE',
      on: 'scheme' in row ? { mandate: row } : { agreement: row },
      amount,
      externalId,
      description,
      reference: reference ?? null,
      retryIfPossible: retryPlan.kind !== 'NONE',
      appFeeMinor: appFee ?? null,
      autoReserve: reserve,
      expiresAt: null,
      metadata,
      dueOn: dueOn === undefined ? null : dayOf(dueOn),
      retryKind: retryPlan.kind,
      retryDays: retryPlan.kind === 'PROVIDER_DAYS' ? retryPlan.days : null,
      graceUntil: graceUntil ? dayOf(graceUntil) : null,
    },
  );
  const operation = intend(tx, now, deps.sealer, caller, key, {
    kind: 'charge.create',
    connected,
    input: operationInput,
    paymentId: charge.id,
    byWorkers,
  });
  const ids = target.kind === 'agreement' ? { agreementId: row.id } : { mandateId: row.id };
  return { kind: 'accepted', operation, connected, ids: { paymentId: charge.id, ...ids } };
}

/** The consent on which money is taken, locked. */
export interface Authority {
  readonly row: Agreement | Mandate;
  readonly target: ChargeTarget;
  readonly ref: ProviderRef;
  readonly currency: string;
  cannot(connected: ConnectedAccount): RefusalOf<'invalidState'> | null;
}

/** Locks the agreement or the mandate that is named; null where there is none. */
export async function lockAuthority(
  tx: Tx,
  merchantId: string,
  { agreementId, mandateId }: Pick<NewCharge, 'agreementId' | 'mandateId'>,
): Promise<Authority | null> {
  if (mandateId !== undefined) {
    const mandate = mandateId === null ? null : await mandates.lock(tx, merchantId, mandateId);
    if (!mandate) return null;
    const where = { merchantId_id: { merchantId, id: mandate.id } };
    const links = await tx.mandate.findUniqueOrThrow({ where, select: mandateLinks });
    return {
      row: mandate,
      target: targetOf(mandate),
      ref: mandateRef(links),
      currency: schemeCurrencies[mandate.scheme],
      cannot: ({ capabilities }) => cannotCharge(mandate, capabilities),
    };
  }
  const agreement = agreementId ? await agreements.lock(tx, merchantId, agreementId) : null;
  if (!agreement) return null;
  return {
    row: agreement,
    target: targetOf(agreement),
    ref: { kind: 'agreement', id: agreement.providerReference ?? '' },
    currency: agreement.currency,
    cannot: () => cannotChargeAgreement(agreement),
  };
}

/** A consent, as far as the days of a charge hang on it. */
export type OfDays = Agreement | Pick<Mandate, 'scheme' | 'nextChargeDate'>;

/** The consent, as far as the days of a charge hang on it. */
export function targetOf(row: OfDays): ChargeTarget {
  if (!('scheme' in row)) return { kind: 'agreement' };
  return {
    kind: 'mandate',
    scheme: row.scheme,
    ...(row.nextChargeDate ? { nextChargeDate: row.nextChargeDate.toISOString().slice(0, 10) } : {}),
  };
}

/** Why the agreement cannot be charged now, or null. */
function cannotChargeAgreement({ status, cancelling, providerReference }: Agreement): RefusalOf<'invalidState'> | null {
  const allowedFrom = ['ACTIVE'];
  const refused = (message: string) =>
    ({ kind: 'invalidState', path: ['input', 'on', 'agreementId'], message, current: status, allowedFrom }) as const;
  if (cancelling) return refused('The agreement is being cancelled.');
  return status === 'ACTIVE' && providerReference !== null
    ? null
    : refused(`The agreement is ${status}; money can be taken on an ACTIVE one only.`);
}

/**
 * The first day on which money can be taken on a consent, if it is asked for now; null where its provider says of no day, and while nothing can be
 * taken on the consent at all.
 */
export function firstDueOn(connected: ConnectedAccount | null, row: Agreement | Mandate, now: Date): string | null {
  if (!connected || connected.unreadable) return null;
  return mayCharge(connected, row) ? earliestDueOn(connected, targetOf(row), now) : null;
}

/** By file also what the provider's API has not told of: its numbers are enough. */
function mayCharge({ provider, capabilities }: ConnectedAccount, row: Agreement | Mandate): boolean {
  if (!('scheme' in row)) return cannotChargeAgreement(row) === null;
  return provider.chargeFile ? row.status === 'ACTIVE' && !row.cancelling : cannotCharge(row, capabilities) === null;
}

function earliestDueOn(connected: ConnectedAccount, target: ChargeTarget, now: Date): string | null {
  return connected.provider.charges?.earliestDueOn(target, now, connected.account.settings as never) ?? null;
}

/** A day that the provider cannot reach any more is told with the first one that it can. */
export function tooEarly(
  connected: ConnectedAccount | null,
  target: ChargeTarget,
  dueOn: string | undefined,
  now: Date,
): readonly InputProblem[] {
  const earliest = connected && !connected.unreadable ? earliestDueOn(connected, target, now) : null;
  if (dueOn === undefined || !earliest || dueOn >= earliest) return [];
  const message = `expected ${earliest} or later, the first day on which money can be taken now; got ${dueOn}`;
  return [{ path: ['input', 'dueOn'], rule: 'earliestDueOn', message }];
}
