/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Amounts in one currency, both ends included. An end that is left out is open. */
export type MinorUnitsRange = {
  /** ISO 4217 code of the currency. */
  currency: string;
  /** The most, in minor units. */
  max?: string | null | undefined;
  /** The least, in minor units. */
  min?: string | null | undefined;
};

/** Which payments: all that is given must hold. */
export type PaymentFilter = {
  /** With such an amount requested. */
  amount?: MinorUnitsRange | null | undefined;
  /** On this agreement or mandate. */
  authorityId?: string | null | undefined;
  /** Created then. */
  createdAt?: TimeRange | null | undefined;
  /** With this reference of the caller's. */
  externalId?: string | null | undefined;
  /** With, or without, an operation whose outcome is not known. */
  hasUnresolvedOperation?: boolean | null | undefined;
  /** With one of these providers. */
  providers?: Array<Provider> | null | undefined;
  /** Reserved money that has to be captured or cancelled by then: the payment is AUTHORIZED or on its way from there. */
  settleBy?: TimeRange | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<PaymentStatus> | null | undefined;
  /** Last changed then. */
  updatedAt?: TimeRange | null | undefined;
};

/** Where a payment stands, in one small set for all kinds of payment. May grow. */
export type PaymentStatus =
  /** The money is reserved. Capture it or cancel it before `settleBy`. */
  | 'AUTHORIZED'
  /** Given up before any money was taken; a reservation is released. */
  | 'CANCELLED'
  /** Our intent is stored and on its way to the provider. */
  | 'CREATED'
  /** Nobody acted in time; a reservation is released. */
  | 'EXPIRED'
  /** The provider refused to take it in. */
  | 'FAILED'
  /** A part of the money has come in, and the rest is waited for (transfer). */
  | 'PARTIALLY_SETTLED'
  /** A capture or a cancellation is on its way to the provider. */
  | 'PROCESSING'
  /** The payer said no. */
  | 'REJECTED'
  /** The provider waits for the payer: see `nextAction`. */
  | 'REQUIRES_PAYER_ACTION'
  /** Settled money was taken back by the payer or the bank (late failure, charge-back). */
  | 'REVERSED'
  /** The money has been taken, or has come in: all of it. */
  | 'SETTLED'
  /** The outcome of a call to the provider is not known. The provider is being asked; never treat it as failed. */
  | 'UNRESOLVED';

/** The party that moves the money. May grow. */
export type Provider =
  /** Betalingsservice: Danish direct debit. */
  | 'BETALINGSSERVICE'
  /** Buckaroo: bank transfers. */
  | 'BUCKAROO'
  /** GoCardless: bank debit and billing requests. */
  | 'GOCARDLESS'
  /** MobilePay Subscriptions: agreements and one-off payments. */
  | 'MOBILEPAY'
  /** Vipps MobilePay Recurring: agreements, and payments on them without the payer. */
  | 'VIPPS_MOBILEPAY';

/** A stretch of time. An end that is left out is open. */
export type TimeRange = {
  /** From this instant on. */
  from?: string | null | undefined;
  /** Up to, but not including, this instant. */
  to?: string | null | undefined;
};

export type PaymentPagesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type PaymentPagesQuery = { payments: { edges: Array<{ cursor: string, node:
        | { id: string }
        | { id: string }
        | { id: string }
       }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type PaymentsByLastChangeQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type PaymentsByLastChangeQuery = { payments: { edges: Array<{ cursor: string, node:
        | { id: string }
        | { id: string }
        | { id: string }
       }> } };

export type FilteredPaymentsQueryVariables = Exact<{
  filter?: PaymentFilter | null | undefined;
}>;


export type FilteredPaymentsQuery = { payments: { nodes: Array<
      | { id: string }
      | { id: string }
      | { id: string }
    > } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const PaymentPagesDocument = new TypedDocumentString(`
    query PaymentPages($first: Int, $after: String, $last: Int, $before: String) {
  payments(first: $first, after: $after, last: $last, before: $before) {
    edges {
      cursor
      node {
        id
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PaymentPagesQuery, PaymentPagesQueryVariables>;
export const PaymentsByLastChangeDocument = new TypedDocumentString(`
    query PaymentsByLastChange($after: String) {
  payments(first: 2, after: $after, orderBy: {field: UPDATED_AT, direction: ASC}) {
    edges {
      cursor
      node {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PaymentsByLastChangeQuery, PaymentsByLastChangeQueryVariables>;
export const FilteredPaymentsDocument = new TypedDocumentString(`
    query FilteredPayments($filter: PaymentFilter) {
  payments(first: 100, filter: $filter) {
    nodes {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<FilteredPaymentsQuery, FilteredPaymentsQueryVariables>;