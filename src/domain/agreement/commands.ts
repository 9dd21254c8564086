import type { Cause } from '../../event-log/event.ts';
import type { Agreement } from '../../generated/prisma/client.ts';
import type { Money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey, versionConflict } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkOffered, checkSupported, notConnected } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { openOperations } from '../operation/store.ts';
import { insertPayment } from '../payment/insert.ts';
import { payments } from '../payment/store.ts';
import {
  type AgreementFrequency,
  type AgreementProviderTerms,
  type InputProblem,
  inputKeyOf,
  type OperationInput,
} from '../port/provider.ts';
import { providerFor } from '../port/provider-for.ts';
import { agreements } from './store.ts';

/** What the payer is asked to agree to. */
export interface CreateAgreementInput {
  readonly idempotencyKey: string;
  readonly externalId: string;
  readonly plan: string;
  readonly description?: string;
  readonly amount?: Money;
  readonly frequency: AgreementFrequency;
  readonly country: string;
  /** YYYY-MM-DD */
  readonly nextPaymentDate?: string;
  readonly expiresInMs: number;
  readonly returnUrl: string;
  readonly payerPhone?: string;
  readonly oneOffPayment?: { readonly amount: Money; readonly externalId: string; readonly description: string };
  /** Who carries it, in the words of that provider. Left out, it is one that the merchant has an account with. */
  readonly with?: AgreementProviderTerms;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong with it already: it is refused with this and with all that the provider's limits find besides. */
  readonly problems?: readonly InputProblem[];
}

/** Which agreement. */
export interface CancelAgreementInput {
  readonly idempotencyKey: string;
  readonly agreementId: string | null;
  readonly expectedVersion?: number;
}

/** Asks a payer for an agreement, with a first one-off payment where one is given: one acceptance then covers both. */
export function createAgreement(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems, ...input }: CreateAgreementInput,
): Promise<CommandResult<'invalidInput' | 'provider'>> {
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name: 'createAgreement', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<'invalidInput' | 'provider'>>> {
    const providers = await deps.accounts.providersOf(caller.merchantId);
    const { provider, connected, capability } = providerFor(
      providers,
      'agreement.create',
      input.with && inputKeyOf(input.with),
    );
    const { metadata, ...rest } = input;
    const operationInput: OperationInput<'agreement.create'> = {
      ...rest,
      ...capability.terms(input, connected?.account.settings),
    };
    const refusal = checkSupported(connected, provider.name, 'agreement.create', operationInput, problems);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notConnected(provider.name));

    const expiresAt = new Date(now.getTime() + input.expiresInMs);
    const context = { tx, now, cause };
    const agreement = await agreements.insert(context, {
      merchantId: caller.merchantId,
      provider: provider.name,
      accountId: connected.id,
      externalId: input.externalId,
      plan: input.plan,
      description: input.description ?? null,
      amountMinor: input.amount?.amountMinor ?? null,
      currency: operationInput.currency,
      country: input.country,
      frequency: input.frequency,
      nextPaymentDate: input.nextPaymentDate ? new Date(`${input.nextPaymentDate}T00:00:00Z`) : null,
      expiresAt,
      returnUrl: input.returnUrl,
      metadata: metadata ?? {},
    });
    const payment = input.oneOffPayment
      ? await insertPayment(context, {
          ...input.oneOffPayment,
          on: { agreement },
          autoReserve: false,
          expiresAt: null,
          metadata: {},
        })
      : null;
    const intent = {
      kind: 'agreement.create',
      connected,
      input: operationInput,
      agreementId: agreement.id,
      ...(payment ? { paymentId: payment.id } : {}),
    } as const;
    const operation = intend(tx, now, deps.sealer, caller, key, intent);
    return {
      kind: 'accepted',
      operation,
      connected,
      ids: { agreementId: agreement.id, ...(payment ? { paymentId: payment.id } : {}) },
    };
  }
}

/** Ends an agreement. Requests and reservations on it end with it; captured money stays captured. */
export function cancelAgreement(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: CancelAgreementInput,
): Promise<CommandResult<'notFound' | 'invalidState' | 'versionConflict' | 'provider'>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name: 'cancelAgreement', key, input, decide });

  async function decide(
    tx: Tx,
    now: Date,
  ): Promise<Decision<RefusalOf<'notFound' | 'invalidState' | 'versionConflict' | 'provider'>>> {
    const agreement = input.agreementId ? await agreements.lock(tx, merchantId, input.agreementId) : null;
    if (!agreement) return rejectFreeingKey(notFound('agreementId', 'agreement'));
    const conflict = versionConflict(input.expectedVersion, agreement.version);
    if (conflict) return rejectKeepingKey(conflict);
    const busy = (await cannotCancel(tx, agreement)) ?? null;
    if (busy) return rejectKeepingKey(busy);
    const connected = await deps.accounts.byId(agreement.accountId);
    const operationInput = { agreement: { kind: 'agreement', id: agreement.providerReference ?? '' } } as const;
    const refusal = checkOffered(connected, agreement.provider, 'agreement.cancel', operationInput);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('agreementId', 'agreement'));

    const context = { tx, now, cause };
    await agreements.save(context, agreement, { cancelling: true });
    const held = await openPayments(tx, agreement);
    for (const { id } of held) {
      const payment = await payments.lock(tx, merchantId, id);
      if (payment && !payment.cancelling) await payments.save(context, payment, { cancelling: true });
    }
    const operation = intend(tx, now, deps.sealer, caller, key, {
      kind: 'agreement.cancel',
      connected,
      input: operationInput,
      agreementId: agreement.id,
    });
    return {
      kind: 'accepted',
      operation,
      connected,
      ids: { agreementId: agreement.id, heldPaymentIds: held.map(({ id }) => id) },
    };
  }
}

const cancelFrom = ['PENDING', 'ACTIVE'];

/** Why the agreement cannot be cancelled now: it has ended, or something about it or its money is on its way. */
async function cannotCancel(tx: Tx, agreement: Agreement): Promise<RefusalOf<'invalidState'> | null> {
  const refused = (message: string): RefusalOf<'invalidState'> => ({
    kind: 'invalidState',
    path: ['input', 'agreementId'],
    message,
    current: agreement.status,
    allowedFrom: cancelFrom,
  });
  if (!cancelFrom.includes(agreement.status))
    return refused(`The agreement is ${agreement.status}; only a PENDING or ACTIVE one can be cancelled.`);
  if (agreement.cancelling) return refused('The agreement is being cancelled already.');
  if (agreement.providerReference === null || agreement.unresolvedCount > 0)
    return refused('The outcome of an earlier step is not known yet; the provider is being asked.');
  const own = await openOperations(tx, { merchantId: agreement.merchantId, agreementId: agreement.id });
  if (own.some(({ kind }) => kind === 'agreement.update'))
    return refused('A change of the agreement is on its way; its outcome is awaited.');
  for (const { id } of await openPayments(tx, agreement)) {
    const payment = await payments.lock(tx, agreement.merchantId, id);
    if (!payment) continue;
    const open = await openOperations(tx, { merchantId: agreement.merchantId, paymentId: id });
    if (payment.captureInFlight > 0n || payment.unresolvedCount > 0 || open.length > 0) {
      return refused('A payment on the agreement has a step on its way; its outcome is awaited.');
    }
  }
  return null;
}

function openPayments(tx: Tx, { merchantId, id: agreementId }: Agreement): Promise<{ id: string }[]> {
  return tx.oneOffPayment.findMany({
    // What becomes of a charge is asked of the provider once the agreement has ended.
    where: {
      merchantId,
      agreementId,
      kind: 'ONE_OFF',
      state: { in: ['CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED'] },
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
}
