import type { Cause } from '../../event-log/event.ts';
import type { Money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import { agreements } from '../agreement/store.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported } from '../command/supported.ts';
import { cannotCharge } from '../mandate/rules.ts';
import { mandates } from '../mandate/store.ts';
import { intend } from '../operation/intend.ts';
import { type ChargeOptions, type InputProblem, schemeCurrencies } from '../port/provider.ts';
import { mandateLinks, mandateRef } from '../reconcile/refs.ts';
import { insertPayment } from './insert.ts';

/** On an agreement or on a mandate: exactly one of the two ids is given. */
export interface CreateOneOffPaymentInput extends ChargeOptions {
  readonly idempotencyKey: string;
  readonly agreementId?: string | null;
  readonly mandateId?: string | null;
  readonly amount: Money;
  readonly externalId: string;
  readonly description: string;
  /** The rest but the metadata matters on an agreement only, and the options of a charge on a mandate only. */
  readonly autoReserve: boolean;
  readonly expiresInMs: number;
  readonly returnUrl: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong with it already: it is refused with this and with all that the provider's limits find besides. */
  readonly problems?: readonly InputProblem[];
}

type CreateRefusal = 'invalidInput' | 'notFound' | 'invalidState' | 'provider';

/** Asks for one payment: on an agreement that the payer has accepted, or on a mandate, where the bank collects it. */
export function createOneOffPayment(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems, ...input }: CreateOneOffPaymentInput,
): Promise<CommandResult<CreateRefusal>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name: 'createOneOffPayment', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<CreateRefusal>>> {
    const { mandateId, agreementId } = input;
    if (mandateId !== undefined)
      return mandateId ? onMandate(tx, now, mandateId) : rejectFreeingKey(notFound('on', 'mandate'));
    return agreementId ? onAgreement(tx, now, agreementId) : rejectFreeingKey(notFound('on', 'agreement'));
  }

  async function onAgreement(tx: Tx, now: Date, agreementId: string): Promise<Decision<RefusalOf<CreateRefusal>>> {
    const agreement = await agreements.lock(tx, merchantId, agreementId);
    if (!agreement) return rejectFreeingKey(notFound('on', 'agreement'));
    const { metadata = {}, agreementId: _, mandateId: __, ...rest } = input;
    const connected = await deps.accounts.byId(agreement.accountId);
    const operationInput = {
      ...rest,
      agreement: { kind: 'agreement', id: agreement.providerReference ?? '' },
    } as const;
    const refusal =
      checkSupported(connected, agreement.provider, 'payment.create', operationInput, problems) ??
      currencyMismatch(input.amount.currency, agreement.currency, 'agreement');
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('on', 'agreement'));
    if (agreement.status !== 'ACTIVE' || agreement.cancelling || agreement.providerReference === null) {
      const message = agreement.cancelling
        ? 'The agreement is being cancelled.'
        : `The agreement is ${agreement.status}; payments can be asked for on an ACTIVE one only.`;
      return rejectKeepingKey({
        kind: 'invalidState',
        path: ['input', 'on', 'agreementId'],
        message,
        current: agreement.status,
        allowedFrom: ['ACTIVE'],
      });
    }

    const { amount, externalId, description, autoReserve } = input;
    const expiresAt = new Date(now.getTime() + input.expiresInMs);
    const fresh = { on: { agreement }, amount, externalId, description, autoReserve, expiresAt, metadata };
    const payment = await insertPayment({ tx, now, cause }, fresh);
    const operation = intend(tx, now, deps.sealer, caller, key, {
      kind: 'payment.create',
      connected,
      input: operationInput,
      paymentId: payment.id,
    });
    return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id, agreementId: agreement.id } };
  }

  async function onMandate(tx: Tx, now: Date, mandateId: string): Promise<Decision<RefusalOf<CreateRefusal>>> {
    const mandate = await mandates.lock(tx, merchantId, mandateId);
    if (!mandate) return rejectFreeingKey(notFound('on', 'mandate'));
    const connected = await deps.accounts.byId(mandate.accountId);
    const links = await tx.mandate.findUniqueOrThrow({
      where: { merchantId_id: { merchantId, id: mandate.id } },
      select: mandateLinks,
    });
    const { amount, externalId, description, chargeDate, reference, retryIfPossible, appFee, metadata = {} } = input;
    const operationInput = {
      amount,
      externalId,
      description,
      mandate: mandateRef(links),
      ...(chargeDate === undefined ? {} : { chargeDate }),
      ...(reference === undefined ? {} : { reference }),
      ...(retryIfPossible ? { retryIfPossible } : {}),
      ...(appFee === undefined ? {} : { appFee }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    } as const;
    const refusal =
      checkSupported(connected, mandate.provider, 'payment.charge', operationInput, problems) ??
      currencyMismatch(amount.currency, schemeCurrencies[mandate.scheme], 'mandate');
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('on', 'mandate'));
    const cannot = cannotCharge(mandate, connected.capabilities);
    if (cannot) return rejectKeepingKey(cannot);

    const fresh = {
      on: { mandate },
      amount,
      externalId,
      description,
      reference: reference ?? null,
      retryIfPossible: retryIfPossible ?? false,
      appFeeMinor: appFee ?? null,
      autoReserve: false,
      expiresAt: null,
      metadata,
    };
    const payment = await insertPayment({ tx, now, cause }, fresh);
    const operation = intend(tx, now, deps.sealer, caller, key, {
      kind: 'payment.charge',
      connected,
      input: operationInput,
      paymentId: payment.id,
    });
    return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id, mandateId: mandate.id } };
  }
}

/** The refusal of an amount in another currency than that of what it is asked on, or null. */
export function currencyMismatch(came: string, expected: string, of: string) {
  if (came === expected) return null;
  const problems: readonly InputProblem[] = [
    {
      path: ['input', 'amount', 'currency'],
      rule: 'currency',
      message: `expected ${expected}, the currency of the ${of}; got ${came}`,
    },
  ];
  return { kind: 'invalidInput', code: 'CURRENCY_MISMATCH', problems } as const;
}
