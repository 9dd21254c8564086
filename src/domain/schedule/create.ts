import type { Cause } from '../../event-log/event.ts';
import type { PaymentSchedule } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import { insertLater } from '../../platform/write-batch.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import {
  type Accepted,
  accept,
  notFound,
  type Rejected,
  rejectFreeingKey,
  rejectKeepingKey,
} from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkSupported } from '../command/supported.ts';
import { currencyMismatch } from '../payment/create.ts';
import { type Authority, lockAuthority } from '../payment/create-charge.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { InputProblem, RetryPlan } from '../port/provider.ts';
import { onSchedules } from './command.ts';
import { type Days, daysOf } from './days.ts';
import { nextOf, type Standing } from './rules.ts';
import { standingOf } from './standing.ts';
import { schedules } from './store.ts';
import { amountPath, planColumns, type ReadTerms, readTerms, startProblems, type Terms } from './terms.ts';

/** On an agreement or on a mandate: exactly one of the two ids is given. */
export interface CreateScheduleInput {
  readonly idempotencyKey: string;
  readonly agreementId?: string | null;
  readonly mandateId?: string | null;
  readonly externalId: string;
  readonly description: string;
  readonly terms: Terms;
  readonly retryPlan: RetryPlan;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly problems?: readonly InputProblem[];
}
type Refused = 'invalidInput' | 'notFound' | 'invalidState' | 'provider';

/** Makes a rule by which money falls due. Each charge is asked for in its time; nothing is sent to a provider now. */
export function createPaymentSchedule(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems = [], ...input }: CreateScheduleInput,
): Promise<CommandResult<Refused>> {
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return onSchedules(deps, caller, { name: 'createPaymentSchedule', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Accepted | Rejected<RefusalOf<Refused>>> {
    const authority = await lockAuthority(tx, caller.merchantId, input);
    if (!authority) return rejectFreeingKey(notFound('on', input.mandateId === undefined ? 'agreement' : 'mandate'));
    const connected = await deps.accounts.byId(authority.row.accountId);
    const standing = standingOf(authority, connected);
    const days = daysOf(connected, authority.row, now);
    const today = now.toISOString().slice(0, 10);
    const earliest = standing === 'usable' && days.earliest !== null && days.earliest > today ? days.earliest : today;
    const terms = readTerms(input.terms, earliest);
    const known = [...problems, ...terms.problems];
    const refusal = checkTerms(connected, authority, { ...input, now }, terms, [
      ...known,
      ...(known.length === 0 ? startProblems(terms.plan, earliest, days.rests) : []),
    ]);
    if (refusal) return rejectFreeingKey(refusal);
    if (standing === 'ended') {
      const cannot = connected && authority.cannot(connected);
      if (cannot) return rejectKeepingKey(cannot);
    }
    return accept({ paymentScheduleId: (await insert(tx, now, authority, terms, { standing, days })).id });
  }

  async function insert(
    tx: Tx,
    now: Date,
    { row, currency, target }: Authority,
    { plan, amounts }: ReadTerms,
    { standing, days }: { readonly standing: Standing; readonly days: Days },
  ): Promise<PaymentSchedule> {
    const { externalId, description, reference = null, retryPlan, metadata = {} } = input;
    const { merchantId, provider, accountId, id } = row;
    const context = { tx, now, cause };
    const schedule = await schedules.insert(context, {
      merchantId,
      provider,
      accountId,
      externalId,
      agreementId: target.kind === 'agreement' ? id : null,
      mandateId: target.kind === 'mandate' ? id : null,
      description,
      reference,
      currency,
      retryKind: retryPlan.kind,
      retryDays: retryPlan.kind === 'PROVIDER_DAYS' ? retryPlan.days : null,
      metadata,
      ...planColumns(plan),
      ...nextOf({ status: 'ACTIVE', nextPeriod: 0, resumesAtPeriod: null }, plan, days),
    });
    insertLater(
      tx,
      'paymentScheduleAmount',
      amounts.map(({ on, amount }, index) => ({
        merchantId,
        scheduleId: schedule.id,
        number: index + 1,
        on: new Date(`${on}T00:00:00Z`),
        amountMinor: amount.amountMinor.toString(),
        at: now,
      })),
    );
    if (standing === 'usable') return schedule;
    return schedules.save(context, schedule, { status: 'PENDING_AUTHORITY', nextAt: null });
  }
}

/** Whether the provider would take each of the amounts, so that none is refused on its day only. */
function checkTerms(
  connected: ConnectedAccount | null,
  { row, ref, target, currency }: Authority,
  {
    now,
    description,
    retryPlan,
    reference,
    metadata = {},
  }: Pick<CreateScheduleInput, 'description' | 'retryPlan' | 'reference' | 'metadata'> & { readonly now: Date },
  { plan, amounts }: ReadTerms,
  known: readonly InputProblem[],
): RefusalOf<'invalidInput' | 'provider'> | null {
  const problems = [...known];
  for (const [index, { amount }] of amounts.entries()) {
    const mismatch = currencyMismatch(amount.currency, currency, target.kind);
    if (mismatch)
      problems.push(
        ...mismatch.problems.map((problem) => ({ ...problem, path: [...amountPath(plan.kind, index), 'currency'] })),
      );
    const refusal = checkSupported(connected, row.provider, 'charge.create', {
      on: ref,
      target,
      amount,
      externalId: 'sch-1',
      description,
      retryPlan,
      reserve: false,
      askedAt: now.getTime(),
      ...(reference === undefined ? {} : { reference }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    });
    if (refusal?.kind === 'provider') return refusal;
    for (const problem of refusal?.problems ?? []) {
      const at =
        problem.path[1] === 'amount' ? [...amountPath(plan.kind, index), ...problem.path.slice(2)] : problem.path;
      // What is the same of every amount is told once.
      if (!problems.some((other) => other.path.join('.') === at.join('.'))) problems.push({ ...problem, path: at });
    }
  }
  if (problems.length === 0) return null;
  const code = problems.every(({ rule }) => rule === 'currency') ? 'CURRENCY_MISMATCH' : 'INVALID_INPUT';
  return { kind: 'invalidInput', code, problems };
}
