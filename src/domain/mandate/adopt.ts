import type { Cause } from '../../event-log/event.ts';
import type { Mandate } from '../../generated/prisma/client.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { StatusReason } from '../../kernel/status-reason.ts';
import type { Tx } from '../../platform/db.ts';
import { callContext } from '../command/call-context.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../command/command.ts';
import { notFound } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { resumableCommand } from '../command/resumable-command.ts';
import { checkCapability, noAnswer, notConnected, rejected } from '../command/supported.ts';
import { insertPerson } from '../payer/person.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { AdoptedMandate, Fact, InputProblem, ProviderName } from '../port/provider.ts';
import { applyFacts } from '../reconcile/apply.ts';
import { applyContext, unpark } from '../reconcile/apply-context.ts';
import { mandates } from './store.ts';

/** Which mandate that exists at its provider, and for whom. */
export interface AdoptMandateInput extends AdoptedMandate {
  readonly idempotencyKey: string;
  readonly provider: ProviderName;
  /** The one of ours that came to nothing because this one exists; null where the given id names none. */
  readonly inPlaceOf?: string | null;
  readonly externalId?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong with it already. */
  readonly problems?: readonly InputProblem[];
}
type AdoptRefusal = RefusalOf<'invalidInput' | 'notFound' | 'invalidState' | 'provider'>;
type AuthorityFact = Extract<Fact, { kind: 'authority' }>;

/**
 * Takes over a mandate that exists at its provider. One that the provider can be asked about stands as it says; one that is known by its
 * number alone is ACTIVE on the merchant's word.
 */
export async function adoptMandate(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems = [], ...input }: AdoptMandateInput,
): Promise<Result<Pick<CommandOutcome, 'mandateId' | 'idempotency'>, AdoptRefusal | KeyRefusal>> {
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  const result = await resumableCommand(deps, caller, {
    name: 'adoptMandate',
    key,
    input,
    intend: async () => ({}),
    effect: () => adopt(deps, caller, cause, input, problems),
  });
  deps.wake('sequencer', 'inbox');
  return result.ok ? ok({ mandateId: result.value.answer, idempotency: result.value.idempotency }) : result;
}

async function adopt(
  deps: DomainDeps,
  { merchantId }: Caller,
  cause: Cause,
  {
    provider: name,
    inPlaceOf,
    externalId,
    metadata = {},
    ...given
  }: Omit<AdoptMandateInput, 'idempotencyKey' | 'problems'>,
  problems: readonly InputProblem[],
): Promise<Result<string, AdoptRefusal>> {
  if (inPlaceOf === null) return refuse(notFound('inPlaceOf', 'mandate'));
  const connected = await deps.accounts.of(merchantId, name);
  const capability = connected?.provider.mandateAdoption;
  const refusal = checkCapability(connected, name, 'mandates to be taken over', capability, given, [
    ...problems,
    ...unclear(given, inPlaceOf),
  ]);
  if (refusal || !connected || !capability) return refuse(refusal ?? notConnected(name));
  const terms = capability.terms(given, connected.account.settings as never);
  const checkedAt = await deps.db.forMerchant(merchantId, async (_tx, now) => now);
  let fact: AuthorityFact | null = null;
  if (terms.providerReference !== undefined) {
    const asked = await askFor(deps, connected, checkedAt, terms.providerReference);
    if (!asked.ok) return asked;
    fact = asked.value;
  }
  const known = fact;
  return deps.db.forMerchant(merchantId, async (tx, now): Promise<Result<string, AdoptRefusal>> => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`adopt ${connected.id}`}, 0))`;
    const failed = inPlaceOf === undefined ? null : await failedMandate(tx, merchantId, name, inPlaceOf);
    if (failed && !failed.ok) return failed;
    const there = await alreadyHere(tx, merchantId, name, terms);
    if (there) return there;
    if (externalId !== undefined) {
      const where = { merchantId_externalId: { merchantId, externalId } };
      if (await tx.mandate.findUnique({ where, select: { id: true } })) return refuse(externalIdTaken);
    }
    const context = applyContext(deps, { tx, now, connected, cause, checkedAt });
    const old = failed?.value ?? null;
    const person = old ?? (await insertPerson(tx, now, deps.sealer, merchantId, terms.debtorReference ?? null));
    const row = await mandates.insert(context, {
      merchantId,
      provider: name,
      accountId: connected.id,
      personId: old ? old.personId : person.id,
      origin: 'ADOPTED',
      externalId: externalId ?? null,
      providerReference: terms.providerReference ?? null,
      scheme: terms.scheme,
      creditorNumber: old?.creditorNumber ?? terms.creditorNumber ?? null,
      debtorGroupNumber: old?.debtorGroupNumber ?? terms.debtorGroupNumber ?? null,
      metadata,
    });
    if (known) {
      await applyFacts(context, [known]);
      await unpark(context, known.ref);
    } else await mandates.save(context, row, { status: 'ACTIVE', mandateNumber: terms.mandateNumber ?? null });
    if (old) await mandates.save(context, old, { replacedById: row.id });
    return ok(row.id);
  });
}

/** How the provider says that a mandate stands; one that has ended is not worth taking over. */
async function askFor(
  deps: DomainDeps,
  connected: ConnectedAccount,
  now: Date,
  id: string,
): Promise<Result<AuthorityFact, AdoptRefusal>> {
  const { name } = connected.provider;
  const answer = await connected.provider.checkStatus(callContext(deps, connected, now), { kind: 'mandate', id });
  if (answer.kind === 'absent') return refuse(notThere);
  if (answer.kind === 'refused') return refuse(rejected(name, answer.why));
  const fact = answer.kind === 'facts' ? answer.facts[0] : null;
  if (fact?.kind !== 'authority') return refuse(noAnswer(name));
  if (fact.now !== 'ACTIVE' && fact.now !== 'PENDING')
    return refuse(
      wrongState(['input', 'providerReference'], `The mandate is ${fact.now} at ${name}.`, fact.now, [
        'PENDING',
        'ACTIVE',
      ]),
    );
  return ok(fact);
}

async function failedMandate(
  tx: Tx,
  merchantId: string,
  provider: ProviderName,
  id: string,
): Promise<Result<Mandate, AdoptRefusal>> {
  const mandate = await mandates.lock(tx, merchantId, id);
  if (!mandate || mandate.provider !== provider) return refuse(notFound('inPlaceOf', 'mandate'));
  const { code } = (mandate.reason ?? {}) as Partial<StatusReason>;
  if (mandate.status !== 'FAILED' || code !== 'DUPLICATE_REQUEST' || mandate.replacedById !== null)
    return refuse(
      wrongState(
        ['input', 'inPlaceOf'],
        'Expected a mandate that has failed since there is such a one already, and has none in its place.',
        mandate.status,
        ['FAILED'],
      ),
    );
  return ok(mandate);
}

async function alreadyHere(
  tx: Tx,
  merchantId: string,
  provider: ProviderName,
  { providerReference, mandateNumber }: AdoptedMandate,
): Promise<Result<never, AdoptRefusal> | null> {
  const one = await tx.mandate.findFirst({
    where: {
      merchantId,
      provider,
      ...(providerReference === undefined ? { mandateNumber: mandateNumber ?? '' } : { providerReference }),
    },
    select: { status: true },
  });
  const field = providerReference === undefined ? 'mandateNumber' : 'providerReference';
  return one && refuse(wrongState(['input', field], 'This mandate is here already.', one.status, []));
}

/** What is missing, or too much, whoever the provider is. */
function unclear(
  { providerReference, mandateNumber, debtorReference }: AdoptedMandate,
  inPlaceOf: string | null | undefined,
): readonly InputProblem[] {
  const problem = (field: string, message: string): InputProblem => ({
    path: ['input', field],
    rule: 'required',
    message,
  });
  return [
    ...((providerReference === undefined) === (mandateNumber === undefined)
      ? [problem('mandateNumber', 'expected either providerReference or mandateNumber')]
      : []),
    ...((debtorReference === undefined) === (inPlaceOf === undefined)
      ? [problem('debtorReference', 'expected either debtorReference or inPlaceOf, whose debtor it is')]
      : []),
  ];
}

function wrongState(
  path: readonly string[],
  message: string,
  current: string,
  allowedFrom: readonly string[],
): RefusalOf<'invalidState'> {
  return { kind: 'invalidState', path, message, current, allowedFrom };
}

const notThere: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'providerReference'],
  message: 'The provider has no mandate by this reference.',
};
const externalIdTaken = invalid(['input', 'externalId'], 'unique', 'expected one that no other mandate of yours has');
