import { brandWithType, type typeBrandKey } from '@pothos/core';
import type { PaymentKind } from '../../domain/payment/states.ts';
import { uuidOf } from '../../kernel/ids.ts';

/** The types that a row may be marked with. Apart from the builder, so that what loads rows need not know the schema. */
export type NodeTypeName =
  | 'Agreement'
  | 'Mandate'
  | 'BillingRequest'
  | 'OneOffPayment'
  | 'Transfer'
  | 'Charge'
  | 'PaymentSchedule'
  | 'TransferReceipt'
  | 'Capture'
  | 'Refund'
  | 'Payout'
  | 'Operation'
  | 'Event'
  | 'LedgerEntry'
  | 'WebhookEndpoint'
  | 'WebhookDelivery'
  | 'ProviderNotification'
  | 'ProviderAccount'
  | 'ApiKey'
  | 'AuditRecord';

/** The type of a payment, by its kind. */
export const paymentTypes = {
  ONE_OFF: 'OneOffPayment',
  TRANSFER: 'Transfer',
  CHARGE: 'Charge',
} as const satisfies Record<PaymentKind, NodeTypeName>;

/** Marks the row of a payment with the type of its kind. */
export function asPayment<Row extends { readonly kind: PaymentKind }>(row: Row): Row & Branded {
  return branded(paymentTypes[row.kind], row);
}

/** The uuid in the id of a payment of any kind, or null. */
export function paymentUuid(id: string): string | null {
  return uuidOf('oop', id) ?? uuidOf('chg', id) ?? uuidOf('trf', id);
}

/** Marks a row with its GraphQL type, so that an interface or union knows it. */
export function branded<Row extends object>(type: NodeTypeName, row: Row): Row & Branded {
  brandWithType(row, type as never);
  return row as Row & Branded;
}
interface Branded {
  readonly [typeBrandKey]: never;
}

/** What is read of a provider account: neither its settings nor the part of its address that nobody can guess. */
export const accountShown = {
  merchantId: true,
  id: true,
  provider: true,
  pausedAt: true,
  pausedBecause: true,
  credentialsCheckedAt: true,
  lastCallbackAt: true,
  createdAt: true,
} as const;
