import type { IdPrefix } from '../kernel/ids.ts';

/** What is not final and in which state; all of it is SQL of ours. */
export interface NotFinal {
  readonly noun: 'operation' | 'payment' | 'agreement' | 'mandate' | 'billingRequest';
  readonly state: string;
  readonly table: string;
  readonly where: string;
  /** Since when it is in that state, in the order of an index. */
  readonly since: string;
  /** From when on it is late, as an expression. */
  readonly lateAt: string;
  /** The first three letters of its id, as an expression. */
  readonly prefix: string;
  /** What it is called, as an expression. */
  readonly about: string;
}

/** Of more than these of one state, so many are looked at: those that have stood in it longest. */
export const lookedAtMax = 10_000;

/** For how long a state lasts: after the end that the thing itself has, where it has one (`end`), or else since it came into the state. */
interface Lasts {
  readonly end?: string;
  /** So long after its own end; the provider may be late to say so. */
  readonly grace?: string;
  readonly otherwise: string;
}

/** A bank's own days come first, and weekends and holidays are in them. */
const payment: Readonly<Record<string, Lasts>> = {
  CREATED: { end: 't.charge_date::timestamptz', grace: '7 days', otherwise: '7 days' },
  REQUIRES_PAYER_ACTION: { end: 't.expires_at', grace: '1 day', otherwise: '30 days' },
  AUTHORIZED: { end: 't.settle_by', grace: '1 hour', otherwise: '30 days' },
  PROCESSING: { end: 'coalesce(t.grace_until, t.charge_date)::timestamptz', grace: '14 days', otherwise: '14 days' },
  PARTIALLY_SETTLED: { otherwise: '30 days' },
};
const agreement: Readonly<Record<string, Lasts>> = {
  PENDING: { end: 't.expires_at', grace: '1 day', otherwise: '30 days' },
};
const mandate: Readonly<Record<string, Lasts>> = { PENDING: { otherwise: '30 days' } };
const billingRequest: Readonly<Record<string, Lasts>> = {
  PENDING: { end: 't.expires_at', grace: '1 day', otherwise: '30 days' },
  READY_TO_FULFIL: { otherwise: '7 days' },
  FULFILLING: { otherwise: '1 day' },
};
/** An unknown outcome is a kind of its own. A bank takes days to say yes to a refund. */
const operation: Readonly<Record<string, Lasts>> = {
  REQUESTED: { otherwise: '25 hours' },
  SENT: { otherwise: '15 minutes' },
  PENDING: { otherwise: '14 days' },
};

interface Noun {
  readonly states: Readonly<Record<string, Lasts>>;
  readonly table: string;
  readonly state: string;
  readonly since: string;
  readonly prefix: string;
  readonly is: string;
}
const literal = (prefix: IdPrefix): string => `'${prefix}'`;
const nouns: Readonly<Record<NotFinal['noun'], Noun>> = {
  operation: {
    states: operation,
    table: 'operation',
    state: 'status',
    since: 't.requested_at',
    prefix: literal('opr'),
    is: `'An operation ' || t.kind`,
  },
  payment: {
    states: payment,
    table: 'one_off_payment',
    state: 'state',
    since: 't.updated_at',
    prefix: `case t.kind when 'TRANSFER' then 'trf' when 'CHARGE' then 'chg' else 'oop' end`,
    is: `case t.kind when 'TRANSFER' then 'A transfer at ' when 'CHARGE' then 'A charge at ' else 'A payment at ' end || t.provider::text`,
  },
  agreement: {
    states: agreement,
    table: 'agreement',
    state: 'status',
    since: 't.updated_at',
    prefix: literal('agr'),
    is: `'An agreement at ' || t.provider::text`,
  },
  mandate: {
    states: mandate,
    table: 'mandate',
    state: 'status',
    since: 't.updated_at',
    prefix: literal('man'),
    is: `'A mandate at ' || t.provider::text`,
  },
  billingRequest: {
    states: billingRequest,
    table: 'billing_request',
    state: 'status',
    since: 't.updated_at',
    prefix: literal('brq'),
    is: `'A billing request at ' || t.provider::text`,
  },
};

/**
 * Every state that something leaves again by itself, and from when on it should have: what alerts are made of that watch whether work comes to
 * an end, and not only whether we answer.
 */
export const notFinal: readonly NotFinal[] = (Object.entries(nouns) as [NotFinal['noun'], Noun][]).flatMap(
  ([noun, { states, table, state: column, since, prefix, is }]) =>
    Object.entries(states).map(([state, { end, grace, otherwise }]) => ({
      noun,
      state,
      table: `${table} t`,
      where: `t.${column} = '${state}'`,
      since,
      lateAt: end
        ? `case when ${end} is null then ${since} + interval '${otherwise}' else greatest(${since}, ${end}) + interval '${grace}' end`
        : `${since} + interval '${otherwise}'`,
      prefix,
      about: `${is} || ' is ${state}'`,
    })),
);

/** All that is not final, as one table: each state is read by its index, and no more than `lookedAtMax` of it. */
export const notFinalRows: string = notFinal
  .map(
    ({ table, where, since, lateAt, prefix, about }) =>
      `(select ${prefix} as prefix, t.id, t.merchant_id, ${about} as about, ${lateAt} as late_at from ${table} where ${where} order by ${since} limit ${lookedAtMax})`,
  )
  .join(' union all ');
