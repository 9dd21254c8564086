import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agreementMayMove, agreementStates } from '../../src/domain/agreement/states.ts';
import { billingRequestMayMove, billingRequestStates, hasEnded } from '../../src/domain/billing-request/states.ts';
import { isAwaited, mandateMayMove, mandateStates } from '../../src/domain/mandate/states.ts';
import { isOpen, operationStates } from '../../src/domain/operation/states.ts';
import {
  chargeStates,
  collectionStates,
  isCollected,
  isFinal,
  isTransfer,
  type PaymentState,
  paymentMayMove,
  paymentStates,
  transferStates,
} from '../../src/domain/payment/states.ts';
import { payoutStates } from '../../src/domain/payout/states.ts';
import { scheduleMayMove, scheduleStates } from '../../src/domain/schedule/states.ts';

const nouns: Record<string, Record<string, readonly string[]>> = {
  agreement: agreementStates,
  payment: paymentStates,
  collection: collectionStates,
  transfer: transferStates,
  charge: chargeStates,
  mandate: mandateStates,
  billingRequest: billingRequestStates,
  schedule: scheduleStates,
  operation: operationStates,
  payout: payoutStates,
};
const starts: Record<string, string[]> = {
  agreement: ['PENDING'],
  payment: ['CREATED'],
  collection: ['CREATED'],
  transfer: ['CREATED'],
  charge: ['CREATED'],
  mandate: ['PENDING'],
  billingRequest: ['PENDING'],
  schedule: ['ACTIVE'],
  operation: ['REQUESTED', 'SENT'],
  payout: ['PENDING'],
};

describe.each(Object.entries(nouns))('the states of %s', (noun, states) => {
  it('name only states that exist', () => {
    const unknown = Object.values(states)
      .flat()
      .filter((to) => !(to in states));
    expect(unknown).toEqual([]);
  });

  it('can all be reached from the start', () => {
    const reached = new Set(starts[noun]);
    for (const state of reached) for (const to of states[state] ?? []) reached.add(to);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });

  it('are the rows that the migrations write, no more and no fewer', () => {
    const inCode = Object.entries(states).flatMap(([from, tos]) => tos.map((to) => `${noun}: ${from} → ${to}`));
    expect(
      movesInMigrations()
        .filter((move) => move.startsWith(`${noun}:`))
        .sort(),
    ).toEqual(inCode.sort());
  });
});

describe('a move', () => {
  it('is one that the table of the noun has; to stay is none', () => {
    expect([agreementMayMove('PENDING', 'ACTIVE'), mandateMayMove('ACTIVE', 'PENDING')]).toEqual([true, true]);
    expect(billingRequestMayMove('READY_TO_FULFIL', 'PENDING')).toBe(true);
    expect([scheduleMayMove('COMPLETED', 'PAST_DUE'), scheduleMayMove('CANCELLED', 'ACTIVE')]).toEqual([true, false]);
    expect([agreementMayMove('FAILED', 'ACTIVE'), agreementMayMove('ACTIVE', 'ACTIVE')]).toEqual([false, false]);
    expect([mandateMayMove('FAILED', 'ACTIVE'), mandateMayMove('ACTIVE', 'ACTIVE')]).toEqual([false, false]);
    expect(billingRequestMayMove('FULFILLED', 'PENDING')).toBe(false);
  });

  it.each([
    ['on an agreement', { kind: 'ONE_OFF', agreementId: 'a' }, { AUTHORIZED: true, PROCESSING: false }],
    ['that a bank collects', { kind: 'ONE_OFF', agreementId: null }, { AUTHORIZED: false, PROCESSING: true }],
    ['that is a transfer', { kind: 'TRANSFER', agreementId: null }, { AUTHORIZED: false, PARTIALLY_SETTLED: true }],
  ] as const)('of a payment %s goes by the table of its kind', (_, payment, allowed) => {
    for (const [to, may] of Object.entries(allowed))
      expect([to, paymentMayMove({ ...payment, state: 'CREATED' }, to as PaymentState)]).toEqual([to, may]);
    expect(paymentMayMove({ ...payment, state: 'UNHEARD_OF' }, 'SETTLED')).toBe(false);
  });
});

describe('the kind of a payment', () => {
  it.each([
    ['ONE_OFF', 'a', { transfer: false, collected: false }],
    ['ONE_OFF', null, { transfer: false, collected: true }],
    ['TRANSFER', null, { transfer: true, collected: false }],
  ] as const)('%s on agreement %s is %j', (kind, agreementId, expected) => {
    expect({ transfer: isTransfer({ kind }), collected: isCollected({ kind, agreementId }) }).toEqual(expected);
  });
});

describe('what is still awaited', () => {
  const where = <S extends string>(states: Record<S, unknown>, holds: (state: S) => boolean): readonly string[] =>
    (Object.keys(states) as S[]).filter(holds);

  it('of a payment is anything until the money is there, or nobody will send it', () => {
    const every = { ...paymentStates, ...collectionStates, ...transferStates };
    expect(where(every, (state) => !isFinal(state)).toSorted()).toEqual(
      ['CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'PROCESSING', 'PARTIALLY_SETTLED'].toSorted(),
    );
  });

  it('of a mandate is the word of a bank', () => {
    expect(where(mandateStates, (status) => isAwaited({ status, reason: null }))).toEqual(['PENDING', 'SUSPENDED']);
  });

  it('of a billing request is anything until it has ended', () => {
    expect(where(billingRequestStates, hasEnded)).toEqual(['FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED']);
  });

  it('of an operation is its outcome', () => {
    expect(where(operationStates, isOpen)).toEqual(['REQUESTED', 'SENT', 'PENDING', 'UNRESOLVED']);
  });
});

function movesInMigrations(): string[] {
  const folder = new URL('../../prisma/migrations/', import.meta.url);
  const sql = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8'))
    .join('\n');
  const inserts = sql.match(/INSERT INTO "state_move"[^;]*;/g) ?? [];
  return inserts.flatMap((insert) =>
    [...insert.matchAll(/\('(\w+)', '(\w+)', '(\w+)'\)/g)].map(([, noun, from, to]) => `${noun}: ${from} → ${to}`),
  );
}
