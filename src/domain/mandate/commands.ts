import type { Cause } from '../../event-log/event.ts';
import type { Mandate } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey, versionConflict } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkOffered, checkSupported, notConnected } from '../command/supported.ts';
import type { WriteContext } from '../noun/description.ts';
import { intend } from '../operation/intend.ts';
import { openOperations } from '../operation/store.ts';
import { insertPerson } from '../payer/person.ts';
import { type InputProblem, inputKeyOf, type MandateDebtor } from '../port/provider.ts';
import { providerFor } from '../port/provider-for.ts';
import { mandateLinks, mandateRef } from '../reconcile/refs.ts';
import { cannotCancelMandate, cannotReinstate } from './rules.ts';
import { mandates } from './store.ts';

/** Who is to be debited. */
export interface CreateMandateInput {
  readonly idempotencyKey: string;
  readonly externalId: string;
  readonly debtor: MandateDebtor;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong already, by path of the mutation's input: told together with what the provider's limits find. */
  readonly problems?: readonly InputProblem[];
}

/** Which mandate. */
export interface CancelMandateInput {
  readonly idempotencyKey: string;
  readonly mandateId: string | null;
  readonly expectedVersion?: number;
}

/** Asks a debtor's bank for a mandate. The bank answers in its own time: until then the mandate is PENDING. */
export function createMandate(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems, ...input }: CreateMandateInput,
): Promise<CommandResult<'invalidInput' | 'provider'>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name: 'createMandate', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<'invalidInput' | 'provider'>>> {
    const { metadata = {}, ...asked } = input;
    const operationInput = { ...asked, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) };
    const providers = await deps.accounts.providersOf(merchantId);
    // Who carries a mandate is said by the way in which its debtor is named.
    const { provider, connected, capability } = providerFor(providers, 'mandate.create', inputKeyOf(input.debtor));
    const { scheme, debtorReference, creditor } = capability.terms(input.debtor, connected?.account.settings);
    const refusal = checkSupported(connected, provider.name, 'mandate.create', operationInput, problems);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notConnected(provider.name));

    const person = await insertPerson(tx, now, deps.sealer, merchantId, debtorReference);
    const mandate = await mandates.insert(
      { tx, now, cause },
      {
        merchantId,
        provider: provider.name,
        accountId: connected.id,
        personId: person.id,
        externalId: input.externalId,
        scheme,
        ...creditor,
        metadata,
      },
    );
    const intent = { kind: 'mandate.create', connected, input: operationInput, mandateId: mandate.id, person } as const;
    const operation = intend(tx, now, deps.sealer, caller, key, intent);
    return { kind: 'accepted', operation, connected, ids: { mandateId: mandate.id } };
  }
}

type StepRefusal = 'notFound' | 'invalidState' | 'versionConflict' | 'provider';

/** Ends a mandate. Payments that the bank has not taken up yet end with it. */
export function cancelMandate(
  deps: DomainDeps,
  caller: Caller,
  input: CancelMandateInput,
): Promise<CommandResult<StepRefusal>> {
  return onMandate(deps, caller, input, {
    name: 'cancelMandate',
    kind: 'mandate.cancel',
    cannot: cannotCancelMandate,
    before: (context, mandate) => mandates.save(context, mandate, { cancelling: true }),
  });
}

/** Takes up again a mandate that was cancelled or has lapsed. The bank answers in its own time. */
export function reinstateMandate(
  deps: DomainDeps,
  caller: Caller,
  input: CancelMandateInput,
): Promise<CommandResult<StepRefusal>> {
  return onMandate(deps, caller, input, {
    name: 'reinstateMandate',
    kind: 'mandate.reinstate',
    cannot: cannotReinstate,
  });
}

interface Step {
  readonly name: string;
  readonly kind: 'mandate.cancel' | 'mandate.reinstate';
  cannot(mandate: Mandate): RefusalOf<'invalidState'> | null;
  before?(context: WriteContext, mandate: Mandate): Promise<unknown>;
}

/** What all commands on a mandate share: find and lock it, compare the version, decide by the rules, intend. */
function onMandate(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: CancelMandateInput,
  { name, kind, cannot, before }: Step,
): Promise<CommandResult<StepRefusal>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name, key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<StepRefusal>>> {
    const mandate = input.mandateId ? await mandates.lock(tx, merchantId, input.mandateId) : null;
    if (!mandate) return rejectFreeingKey(notFound('mandateId', 'mandate'));
    const conflict = versionConflict(input.expectedVersion, mandate.version);
    if (conflict) return rejectKeepingKey(conflict);
    const connected = await deps.accounts.byId(mandate.accountId);
    const links = await tx.mandate.findUniqueOrThrow({
      where: { merchantId_id: { merchantId, id: mandate.id } },
      select: mandateLinks,
    });
    const operationInput = { mandate: mandateRef(links) } as const;
    const refusal = checkOffered(connected, mandate.provider, kind, operationInput);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('mandateId', 'mandate'));
    const refused = cannot(mandate) ?? (await busy(tx, mandate, kind));
    if (refused) return rejectKeepingKey(refused);

    await before?.({ tx, now, cause }, mandate);
    const intent = { kind, connected, input: operationInput, mandateId: mandate.id } as const;
    const operation = intend(tx, now, deps.sealer, caller, key, intent);
    return { kind: 'accepted', operation, connected, ids: { mandateId: mandate.id } };
  }
}

/** The same step twice at once would be sent twice. */
async function busy(tx: Tx, mandate: Mandate, kind: Step['kind']): Promise<RefusalOf<'invalidState'> | null> {
  const { merchantId, id: mandateId, status } = mandate;
  const open = await openOperations(tx, { merchantId, mandateId });
  if (!open.some((operation) => operation.kind === kind)) return null;
  const message = 'This is on its way already; its outcome is awaited.';
  return { kind: 'invalidState', path: ['input', 'mandateId'], message, current: status, allowedFrom: [status] };
}
