import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agreementStates } from '../../src/domain/agreement/states.ts';
import { billingRequestStates } from '../../src/domain/billing-request/states.ts';
import { mandateStates } from '../../src/domain/mandate/states.ts';
import { operationStates } from '../../src/domain/operation/states.ts';
import { collectionStates, paymentStates, transferStates } from '../../src/domain/payment/states.ts';

const nouns: Record<string, Record<string, readonly string[]>> = {
  agreement: agreementStates,
  payment: paymentStates,
  collection: collectionStates,
  transfer: transferStates,
  mandate: mandateStates,
  billingRequest: billingRequestStates,
  operation: operationStates,
};
const starts: Record<string, string[]> = {
  agreement: ['PENDING'],
  payment: ['CREATED'],
  collection: ['CREATED'],
  transfer: ['CREATED'],
  mandate: ['PENDING'],
  billingRequest: ['PENDING'],
  operation: ['REQUESTED', 'SENT'],
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
