import { request } from 'undici';
import { readLog } from '../../event-log/read.ts';
import { durationText } from '../../kernel/duration.ts';
import { decodeId, type IdPrefix } from '../../kernel/ids.ts';
import type { ProviderName, ProviderRef } from '../../kernel/provider-ref.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { MovableClock } from '../../platform/clock.ts';
import type { Reader } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { resumableCommand } from '../command/resumable-command.ts';

/** What a merchant's sandbox key may do to the world around it, by way of the sandbox's control surface. */
export interface SandboxDeps extends DomainDeps {
  readonly clock: MovableClock;
  /** The product's own loops, which must not work ahead of the time that is being moved. */
  readonly workers: {
    /** Works until nothing is due; false where more comes in all the time. */
    drain(): Promise<boolean>;
    pauseWhile<T>(task: () => Promise<T>): Promise<T>;
  };
  readonly sandboxUrl: string;
}

const day = 24 * 60 * 60 * 1_000;
const advanceMaxMs = 400 * day;
/** Timers that one advance may fire, one after the other. */
const stepsMax = 10_000;
/**
 * Beside traffic the system never comes to rest, and there are more timers than can be waited for one by one: the clock then goes in so
 * many strides, on each of which the sandbox's timers fire in their order all the same.
 */
const strides = 12;

export interface ClockAdvanced {
  readonly now: Date;
  readonly firedRules: readonly string[];
  readonly eventIds: readonly string[];
  /** How many other merchants there are, whose things moved along: the sandbox has one clock. */
  readonly otherMerchants: number;
}

/** Moves the sandbox's time and ours forward, from timer to timer, until everything that falls due on the way has happened. */
export async function advanceSandboxClock(
  deps: SandboxDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: { readonly idempotencyKey: string; readonly byMs: number },
): Promise<Result<ClockAdvanced & Pick<CommandOutcome, 'idempotency'>, RefusalOf<'invalidInput'> | KeyRefusal>> {
  if (input.byMs < 0 || input.byMs > advanceMaxMs) {
    return refuse(
      invalid(
        ['input', 'by'],
        'range',
        `expected at most ${durationText(advanceMaxMs)}; got ${durationText(input.byMs)}`,
      ),
    );
  }
  const result = await resumableCommand(deps, caller, {
    name: 'advanceSandboxClock',
    key,
    input,
    async intend(tx): Promise<{ readonly to: string; readonly after: string }> {
      const { merchantId } = caller;
      const last = await tx.eventLogEntry.findFirst({
        where: { merchantId },
        orderBy: { sequence: 'desc' },
        select: { sequence: true },
      });
      return {
        to: new Date(deps.clock.now().getTime() + input.byMs).toISOString(),
        after: String(last?.sequence ?? 0n),
      };
    },
    async effect({ to, after }): Promise<Result<ClockAnswer, never>> {
      await syncClocks(deps);
      const firedRules = await advanceTo(deps, Date.parse(to));
      const events = await readLog(deps.db, caller.merchantId, BigInt(after));
      const rules = events.flatMap(({ event: { cause } }) => (isClock(cause) ? [cause.rule] : []));
      const { rows } = await deps.db.worker.query<{ others: number }>(
        'select count(*)::int as others from merchant where id <> $1',
        [caller.merchantId],
      );
      return ok({
        otherMerchants: rows[0]?.others ?? 0,
        now: deps.clock.now().toISOString(),
        firedRules: [...firedRules, ...rules],
        eventIds: events.map(({ event }) => event.id),
      });
    },
  });
  if (!result.ok) return result;
  const { answer, idempotency } = result.value;
  return ok({ ...answer, now: new Date(answer.now), idempotency });
}
type ClockAnswer = Omit<ClockAdvanced, 'now'> & { readonly now: string };

export interface RunScenario {
  readonly idempotencyKey: string;
  /** The public id of an agreement, mandate, billing request, payment or refund. */
  readonly subjectId: string;
  readonly scenario: string;
  readonly webhookDelivery: string;
  readonly seed: number;
}
export interface ScenarioRun {
  readonly subjectId: string;
  readonly providerCalls: number;
  readonly webhooksQueued: number;
}

type ScenarioRefusal = RefusalOf<'invalidInput' | 'notFound' | 'invalidState'>;

/** Plays the payer, a bank, or a provider that misbehaves, on one thing of the merchant's. */
export async function runSandboxScenario(
  deps: SandboxDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: RunScenario,
): Promise<Result<ScenarioRun & Pick<CommandOutcome, 'idempotency'>, ScenarioRefusal | KeyRefusal>> {
  const subject = await findSubject(deps.db.reader(caller.merchantId), caller.merchantId, input.subjectId);
  if (!subject)
    return refuse({
      kind: 'notFound',
      path: ['input', 'subjectId'],
      message: 'no agreement, mandate, billing request, payment or refund of yours has this id',
    });
  const { merchantId } = caller;
  const result = await resumableCommand(deps, caller, {
    name: 'runSandboxScenario',
    key,
    input,
    intend: async () => ({}),
    async effect(): Promise<Result<ScenarioRun, ScenarioRefusal>> {
      const { scenario, webhookDelivery, seed } = input;
      const reply = await post(deps, `/control/${subject.provider.toLowerCase()}/scenario`, {
        scenario,
        subject: subject.ref,
        webhookDelivery,
        seed,
        // The host plays it once, and answers a repeat as it answered first.
        key: `${merchantId}:${key}`,
      });
      const body = (await reply.body.json()) as {
        providerCalls?: number;
        webhooksQueued?: number;
        error?: { message?: string };
      };
      const message = body.error?.message ?? 'the sandbox refused';
      if (reply.statusCode === 404) return refuse({ kind: 'notFound', path: ['input', 'subjectId'], message });
      if (reply.statusCode === 409)
        return refuse({
          kind: 'invalidState',
          path: ['input', 'subjectId'],
          message,
          current: subject.status,
          allowedFrom: [],
          ...subject.payment,
        });
      if (reply.statusCode >= 500) throw new Error(`the sandbox failed: ${message}`);
      if (reply.statusCode >= 400) return refuse(invalid(['input', 'scenario'], 'supported', message));
      return ok({
        subjectId: input.subjectId,
        providerCalls: body.providerCalls ?? 0,
        webhooksQueued: body.webhooksQueued ?? 0,
      });
    },
  });
  return result.ok ? ok({ ...result.value.answer, idempotency: result.value.idempotency }) : result;
}

/** Brings the sandbox's clock and ours together, at the later of the two, and gives that time in milliseconds. */
export async function syncClocks(deps: Pick<SandboxDeps, 'db' | 'clock' | 'sandboxUrl'>): Promise<number> {
  const theirs = Date.parse((await sandboxClock(deps)).now);
  const ours = deps.clock.now().getTime();
  // A difference of a moment is only the time that asking took.
  if (ours > theirs + 1_000)
    await post(deps, '/control/clock', { to: new Date(ours).toISOString() }).then((reply) => reply.body.dump());
  if (theirs > ours + 1_000) await moveOurs(deps, theirs);
  return Math.max(ours, theirs);
}

async function advanceTo(deps: SandboxDeps, target: number): Promise<string[]> {
  const fired: string[] = [];
  const stride = Math.ceil((target - deps.clock.now().getTime()) / strides);
  let rested = true;
  for (let step = 0; step < stepsMax; step++) {
    const { nextTimerAt } = await sandboxClock(deps);
    const now = deps.clock.now().getTime();
    const timers = [nextTimerAt, await nextScheduleAt(deps)].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
    const next = timers.length > 0 ? Math.max(Math.min(...timers), now) : target;
    const to = Math.min(rested ? next : Math.max(next, now + stride), target);
    const reply = await deps.workers.pauseWhile(async () => {
      await moveOurs(deps, to);
      return post(deps, '/control/clock', { to: new Date(to).toISOString() });
    });
    fired.push(...(((await reply.body.json()) as { fired?: string[] }).fired ?? []));
    await failpoint('sandbox.afterStep');
    await post(deps, '/control/drain', {}).then((drained) => drained.body.dump());
    rested = await deps.workers.drain();
    if (to >= target) return fired;
  }
  throw new Error(`more than ${stepsMax} timers fell due on the way`);
}

/** When a payment schedule is to ask for its next charge: months may pass without a timer of a provider's. */
async function nextScheduleAt({ db }: Pick<SandboxDeps, 'db'>): Promise<string | null> {
  const { rows } = await db.worker.query<{ at: Date | null }>(
    'select min(next_at) as at from payment_schedule where next_at > app_now()',
  );
  return rows[0]?.at?.toISOString() ?? null;
}

/** Ours is the database's: moved there first, so that every row that is written from now on bears the new time. */
async function moveOurs({ db, clock }: Pick<SandboxDeps, 'db' | 'clock'>, to: number): Promise<void> {
  const offset = Math.max(clock.offsetMs(), clock.offsetMs() + to - clock.now().getTime());
  await db.worker.query('update sandbox_clock set offset_ms = greatest(offset_ms, $1)', [offset]);
  clock.setOffset(offset);
}

async function sandboxClock({
  sandboxUrl,
}: Pick<SandboxDeps, 'sandboxUrl'>): Promise<{ now: string; nextTimerAt: string | null }> {
  const reply = await request(`${sandboxUrl}/control/clock`, { headersTimeout: 10_000, bodyTimeout: 10_000 });
  return (await reply.body.json()) as { now: string; nextTimerAt: string | null };
}

function post({ sandboxUrl }: Pick<SandboxDeps, 'sandboxUrl'>, path: string, body: unknown) {
  return request(sandboxUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
}

/** What a scenario is played on: a thing of ours in the provider's words. */
interface Subject {
  readonly provider: ProviderName;
  readonly ref: Pick<ProviderRef, 'kind' | 'id'>;
  readonly status: string;
  /** There when the thing is a payment, so that what it allows can be shown. */
  readonly payment: { readonly paymentId?: string };
}
interface Row {
  readonly provider: ProviderName;
  readonly providerReference: string | null;
  readonly status: string;
}
interface Where {
  readonly merchantId_id: { readonly merchantId: string; readonly id: string };
}

/** The thing with this public id, or null where it is none that a scenario is played on. */
async function findSubject(reader: Reader, merchantId: string, publicId: string): Promise<Subject | null> {
  const id = decodeId(publicId);
  const find = id && finders[id.prefix];
  return find ? find(reader, { merchantId_id: { merchantId, id: id.uuid } }) : null;
}

const subject = (kind: ProviderRef['kind'], row: Row | null, payment: Subject['payment'] = {}): Subject | null =>
  row && {
    provider: row.provider,
    ref: { kind, id: row.providerReference ?? '' },
    status: row.status,
    payment,
  };

const finders: Readonly<Partial<Record<IdPrefix, (reader: Reader, where: Where) => Promise<Subject | null>>>> = {
  agr: async (reader, where) => subject('agreement', await reader.agreement.findUnique({ where })),
  man: async (reader, where) => subject('mandate', await reader.mandate.findUnique({ where })),
  brq: async (reader, where) => subject('billingRequest', await reader.billingRequest.findUnique({ where })),
  oop: findPayment,
  trf: async (reader, where) => {
    const transfer = await reader.oneOffPayment.findUnique({ where: { ...where, kind: 'TRANSFER' } });
    return subject('transfer', transfer, transfer ? { paymentId: transfer.id } : {});
  },
  async chg(reader, where) {
    const charge = await reader.oneOffPayment.findUnique({ where: { ...where, kind: 'CHARGE' } });
    return subject('charge', charge, charge ? { paymentId: charge.id } : {});
  },
  async rcp(reader, where) {
    const receipt = await reader.transferReceipt.findUnique({ where });
    return subject('receipt', receipt && { ...receipt, status: receipt.unmatchedBecause ?? 'MATCHED' });
  },
  pyo: async (reader, where) => subject('payout', await reader.payout.findUnique({ where })),
  async rfd(reader, where) {
    const refund = await reader.refund.findUnique({
      where,
      include: { payment: true, receipt: true, operation: true },
    });
    const provider = (refund?.receipt ?? refund?.payment)?.provider;
    if (!refund || !provider) return null;
    return subject('refund', { ...refund, provider, status: refund.operation.status });
  },
};

/**
 * A first payment is accepted with its agreement, and one of a billing request with that: while the payer has not answered, the
 * agreement or the request stands for it.
 */
async function findPayment(reader: Reader, where: Where): Promise<Subject | null> {
  const payment = await reader.oneOffPayment.findUnique({
    where: { ...where, kind: 'ONE_OFF' },
    include: { agreement: true, billingRequest: true },
  });
  if (!payment) return null;
  const { agreement, billingRequest, status } = payment;
  const about = { paymentId: payment.id };
  if (agreement?.status === 'PENDING') return subject('agreement', { ...agreement, status }, about);
  const open = billingRequest && payment.state === 'REQUIRES_PAYER_ACTION';
  return open ? subject('billingRequest', { ...billingRequest, status }, about) : subject('payment', payment, about);
}

function isClock(cause: unknown): cause is { by: 'clock'; rule: string } {
  return typeof cause === 'object' && cause !== null && 'by' in cause && cause.by === 'clock';
}
