import type { ReactNode } from 'react';
import { askMerchant, type Typed } from '../api/request.ts';
import type { Page } from '../live/news.ts';
import {
  AgreementListDocument,
  type AgreementRowFragment,
  BillingRequestListDocument,
  type BillingRequestRowFragment,
  MandateListDocument,
  type MandateRowFragment,
  PaymentListDocument,
  type PaymentRowFragment,
} from '../merchant/generated/graphql.ts';
import type { NounName } from '../nouns.ts';
import { Money } from '../parts/basics.tsx';
import { words } from '../parts/format.ts';

export type AnyRow = PaymentRowFragment | AgreementRowFragment | MandateRowFragment | BillingRequestRowFragment;

export interface Asked {
  readonly after: string | null;
  readonly first: number;
  readonly filter: Readonly<Record<string, unknown>>;
}
export interface View {
  readonly text: string;
  readonly search: string;
}
export interface ListShape {
  readonly title: string;
  readonly about: string;
  readonly statuses: readonly string[];
  readonly empty: string;
  readonly hasAmounts: boolean;
  /** What people look for most, each by the address that it is. */
  readonly views: readonly View[];
  read(asked: Asked, signal: AbortSignal): Promise<Page>;
}

const paymentStatuses = [
  'CREATED',
  'REQUIRES_PAYER_ACTION',
  'PROCESSING',
  'AUTHORIZED',
  'PARTIALLY_SETTLED',
  'SETTLED',
  'UNRESOLVED',
  'CANCELLED',
  'REJECTED',
  'EXPIRED',
  'FAILED',
  'REVERSED',
];
const authorityStatuses = ['PENDING', 'ACTIVE', 'SUSPENDED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED'];
const requestStatuses = ['PENDING', 'READY_TO_FULFIL', 'FULFILLING', 'FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED'];

const paymentViews: readonly View[] = [
  { text: 'Unknown outcome', search: 'unresolved=1' },
  { text: 'Lapsing within a day', search: 'status=AUTHORIZED&settle=24' },
  { text: 'Waiting for the payer', search: 'status=REQUIRES_PAYER_ACTION' },
  { text: 'Failed', search: 'status=FAILED' },
  { text: 'Taken back', search: 'status=REVERSED' },
];
const authorityViews: readonly View[] = [
  { text: 'Waiting', search: 'status=PENDING' },
  { text: 'Ended', search: 'status=CANCELLED,REJECTED,EXPIRED,FAILED' },
];

// A filter is made from the address, so its values are checked by the server, which says what it expected.
const reads =
  <Answer, Variables>(document: Typed<Answer, Variables>) =>
  async (asked: Asked, signal: AbortSignal): Promise<Page> =>
    (await askMerchant(document, asked as Variables, signal)) as unknown as Page;

export const listShapes: Readonly<Record<NounName, ListShape>> = {
  payments: {
    title: 'Payments',
    about: 'One-off payments, charges and transfers, the newest first.',
    statuses: paymentStatuses,
    empty:
      'A payment appears here in the moment in which it is created, by createOneOffPayment, createCharge or createTransfer.',
    hasAmounts: true,
    views: paymentViews,
    read: reads(PaymentListDocument),
  },
  transfers: {
    title: 'Transfers',
    about: 'Payments that payers make by a bank transfer of their own.',
    statuses: paymentStatuses,
    empty: 'A transfer appears here when createTransfer has made it.',
    hasAmounts: true,
    views: paymentViews,
    read: reads(PaymentListDocument),
  },
  agreements: {
    title: 'Agreements',
    about: 'Consents that payers give in an app.',
    statuses: authorityStatuses,
    empty: 'An agreement appears here when createAgreement has asked a payer for it.',
    hasAmounts: false,
    views: authorityViews,
    read: reads(AgreementListDocument),
  },
  mandates: {
    title: 'Mandates',
    about: 'Permissions to collect from bank accounts.',
    statuses: authorityStatuses,
    empty: 'A mandate appears here by createMandate, or when a billing request that leads to one is fulfilled.',
    hasAmounts: false,
    views: authorityViews,
    read: reads(MandateListDocument),
  },
  'billing-requests': {
    title: 'Billing requests',
    about: 'Steps that a payer completes, and what they lead to.',
    statuses: requestStatuses,
    empty: 'A billing request appears here when createBillingRequest has made it.',
    hasAmounts: false,
    views: [{ text: 'Waiting', search: 'status=PENDING,READY_TO_FULFIL' }],
    read: reads(BillingRequestListDocument),
  },
};

export function statusOf(row: AnyRow): string {
  if ('paymentStatus' in row) return row.paymentStatus;
  return 'authorityStatus' in row ? row.authorityStatus : row.requestStatus;
}

/** What a person calls it. */
export function nameOf(row: AnyRow): string {
  switch (row.__typename) {
    case 'Agreement':
      return row.plan;
    case 'Mandate':
      return `${words(row.scheme)} mandate`;
    case 'BillingRequest':
      return words(row.purpose);
    case 'Transfer':
      return `Transfer ${row.invoice}`;
    default:
      return row.description;
  }
}

export function amountOf(row: AnyRow): ReactNode {
  if ('amounts' in row) return <Money of={row.amounts.requested} />;
  return 'amount' in row ? <Money of={row.amount} /> : row.currency;
}
