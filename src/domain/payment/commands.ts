import type { Cause } from '../../event-log/event.ts';
import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Money } from '../../kernel/money.ts';
import { currency, money } from '../../kernel/money.ts';
import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import { insertLater } from '../../platform/write-batch.ts';
import type { Caller, CommandOutcome, CommandResult, KeyRefusal } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey, versionConflict } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkOffered, checkSupported } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { openOperations } from '../operation/store.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { OperationMap } from '../port/provider.ts';
import { linksOf, paymentRef } from '../reconcile/refs.ts';
import { refundTransfer } from '../transfer/refund.ts';
import { amountOf, unavailable } from './amounts.ts';
import { refundedElsewhere } from './record-refund.ts';
import { cannotRetry, paymentAction } from './rules.ts';
import { isCharge, isTransfer } from './states.ts';
import { payments } from './store.ts';

/** Which payment, and how much of it. */
export interface CapturePaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly amount?: Money;
  readonly expectedVersion?: number;
}

/** Which payment. */
export interface CancelPaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly expectedVersion?: number;
}

/** Which payment, and how much of it. */
export interface RefundPaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly amount?: Money;
  readonly reason?: string;
  readonly externalId?: string;
  readonly expectedVersion?: number;
}

/** Which payment, and on which day. */
export interface RetryPaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  /** A plain day, YYYY-MM-DD; the next possible one where it is left out. */
  readonly chargeDate?: string;
  readonly expectedVersion?: number;
}

/** How a capture or a refund may be refused. */
type MoneyRefusal = 'invalidInput' | 'notFound' | 'invalidState' | 'amount' | 'versionConflict' | 'provider';

/** Takes reserved money. Without an amount: everything that can be taken. */
export function capturePayment(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: CapturePaymentInput,
): Promise<CommandResult<MoneyRefusal>> {
  return onPayment<RefusalOf<'invalidInput' | 'invalidState' | 'amount' | 'provider'>>(
    deps,
    caller,
    'capturePayment',
    key,
    input,
    async (tx, now, payment, connected, cause) => {
      const rule = paymentAction.CAPTURE(payment, connected.capabilities, now);
      const amount = amountOf(payment, rule, input.amount, money(payment.authorized, currency(payment.currency)));
      if (!amount.ok) return amount.error;
      const kind = isCharge(payment) ? 'charge.capture' : 'payment.capture';
      const captured = money(payment.captured, amount.value.currency);
      const asked = { payment: paymentRef(payment), amount: amount.value } as const;
      const operationInput = isCharge(payment) ? { ...asked, captured } : asked;
      const refusal = checkSupported(connected, payment.provider, kind, operationInput as CaptureInput);
      if (refusal) return rejectFreeingKey(refusal);

      const { amountMinor } = amount.value;
      await payments.save(
        { tx, now, cause },
        payment,
        { captureInFlight: payment.captureInFlight + amountMinor },
        {
          amountMinor,
        },
      );
      const operation = intend(tx, now, deps.sealer, caller, key, {
        kind,
        connected,
        input: operationInput as CaptureInput,
        paymentId: payment.id,
      });
      const captureId = newUuid(now.getTime());
      insertLater(tx, 'capture', [
        {
          merchantId: payment.merchantId,
          id: captureId,
          paymentId: payment.id,
          operationId: operation.id,
          amountMinor: amountMinor.toString(),
          currency: payment.currency,
          createdAt: now,
        },
      ]);
      return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id, captureId } };
    },
  );
}

/** Withdraws a request, or gives a reservation back, until the money is captured or the payment has lapsed. A transfer: until money comes. */
export function cancelPayment(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: CancelPaymentInput,
): Promise<CommandResult<'notFound' | 'invalidState' | 'versionConflict' | 'provider'>> {
  return onPayment<RefusalOf<'invalidState' | 'provider'>>(
    deps,
    caller,
    'cancelPayment',
    key,
    input,
    async (tx, now, payment, connected, cause) => {
      const rule = paymentAction.CANCEL(payment, connected.capabilities, now);
      if (!rule.available) return rejectKeepingKey(unavailable(payment, rule));
      const intent = isTransfer(payment)
        ? ({ kind: 'transfer.cancel', input: { transfer: paymentRef(payment) } } as const)
        : ({
            kind: isCharge(payment) ? 'charge.cancel' : 'payment.cancel',
            input: { payment: paymentRef(payment) },
          } as const);
      const refusal = checkOffered(connected, payment.provider, intent.kind, intent.input);
      if (refusal) return rejectFreeingKey(refusal);

      await payments.save({ tx, now, cause }, payment, { cancelling: true });
      const about = { connected, paymentId: payment.id };
      const operation = intend(tx, now, deps.sealer, caller, key, { ...intent, ...about });
      return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id } };
    },
  );
}

/** Gives captured money back, whole or in part. Without an amount: everything that can be given back. Of a transfer: receipt by receipt. */
export function refundPayment(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: RefundPaymentInput,
): Promise<CommandResult<MoneyRefusal>> {
  return onPayment<RefusalOf<'invalidInput' | 'invalidState' | 'amount' | 'provider'>>(
    deps,
    caller,
    'refundPayment',
    key,
    input,
    async (tx, now, payment, connected, cause) => {
      const rule = paymentAction.REFUND(payment, connected.capabilities, now);
      const amount = amountOf(payment, rule, input.amount, money(payment.captured, currency(payment.currency)));
      if (!amount.ok) return amount.error;
      if (isTransfer(payment))
        return refundTransfer(deps, { tx, now, caller, cause, connected, key }, payment, amount.value, input);
      const operationInput = {
        payment: paymentRef(payment),
        amount: amount.value,
        refundedElsewhere: money(await refundedElsewhere(tx, payment), amount.value.currency),
        ...(input.externalId ? { externalId: input.externalId } : {}),
      } as const;
      const kind = isCharge(payment) ? 'charge.refund' : 'payment.refund';
      const refusal = checkSupported(connected, payment.provider, kind, operationInput);
      if (refusal) return rejectFreeingKey(refusal);

      const { amountMinor } = amount.value;
      await payments.save(
        { tx, now, cause },
        payment,
        { refundInFlight: payment.refundInFlight + amountMinor },
        {
          amountMinor,
        },
      );
      const operation = intend(tx, now, deps.sealer, caller, key, {
        kind,
        connected,
        input: operationInput,
        paymentId: payment.id,
      });
      const refundId = newUuid(now.getTime());
      const { reason = null, externalId = null } = input;
      await tx.refund.create({
        data: {
          merchantId: payment.merchantId,
          id: refundId,
          paymentId: payment.id,
          operationId: operation.id,
          amountMinor,
          currency: payment.currency,
          reason,
          externalId,
          createdAt: now,
        },
      });
      return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id, refundId } };
    },
  );
}

/** Collects a payment anew that the bank did not pay. */
export function retryPayment(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: RetryPaymentInput,
): Promise<CommandResult<'invalidInput' | 'notFound' | 'invalidState' | 'versionConflict' | 'provider'>> {
  return onPayment<RefusalOf<'invalidInput' | 'invalidState' | 'provider'>>(
    deps,
    caller,
    'retryPayment',
    key,
    input,
    async (tx, now, payment, connected) => {
      const { chargeDate } = input;
      const failedOn = payment.chargeDate?.toISOString().slice(0, 10);
      const operationInput = {
        payment: paymentRef(payment),
        ...(chargeDate === undefined ? {} : { chargeDate }),
        ...(failedOn === undefined ? {} : { failedOn }),
      };
      const kind = isCharge(payment) ? 'charge.retry' : 'payment.retry';
      const refusal = checkSupported(connected, payment.provider, kind, operationInput);
      if (refusal) return rejectFreeingKey(refusal);
      const open = await openOperations(tx, { merchantId: payment.merchantId, paymentId: payment.id });
      const why = cannotRetry(payment, open.length > 0);
      if (why) return rejectKeepingKey(why);
      const operation = intend(tx, now, deps.sealer, caller, key, {
        kind,
        connected,
        input: operationInput,
        paymentId: payment.id,
      });
      return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id } };
    },
  );
}

/** The input of a capture, of whichever kind. */
type CaptureInput = OperationMap['charge.capture'];
type Step<R extends Refusal> = (
  tx: Tx,
  now: Date,
  payment: LinkedPayment,
  connected: ConnectedAccount,
  cause: Cause,
) => Promise<Decision<R>>;
type LinkedPayment = OneOffPayment & Parameters<typeof paymentRef>[0];

/** What all commands on a payment share: find and lock it, compare the version, find its account. */
export function onPayment<R extends Refusal>(
  deps: DomainDeps,
  caller: Caller,
  name: string,
  key: string,
  input: { readonly paymentId: string | null; readonly expectedVersion?: number },
  step: Step<R>,
): Promise<Result<CommandOutcome, R | RefusalOf<'notFound' | 'versionConflict' | 'provider'> | KeyRefusal>> {
  return runCommand(deps, caller, {
    name,
    key,
    input,
    async decide(tx, now): Promise<Decision<R | RefusalOf<'notFound' | 'versionConflict'>>> {
      const payment = input.paymentId ? await payments.lock(tx, caller.merchantId, input.paymentId) : null;
      if (!payment) return rejectFreeingKey(notFound('paymentId', 'payment'));
      const conflict = versionConflict(input.expectedVersion, payment.version);
      if (conflict) return rejectKeepingKey(conflict);
      const connected = await deps.accounts.byId(payment.accountId);
      if (!connected) return rejectFreeingKey(notFound('paymentId', 'payment'));
      const links = await linksOf(tx, payment);
      return step(tx, now, { ...payment, ...links }, connected, {
        by: 'mutation',
        actor: caller.actor,
        key,
      });
    },
  });
}
