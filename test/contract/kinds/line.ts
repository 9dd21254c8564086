import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ProviderName } from '../../../src/kernel/provider-ref.ts';
import { advance, eventually, play, readPayment } from '../../support/lives.ts';
import { acceptedInputs, type Input } from '../../support/mutation-inputs.ts';
import { freshKey, type World } from '../../support/world.ts';

/**
 * Kinds of fault that users of payment providers have met, whoever the provider is. Each is tried with each provider, through the API with
 * the adapter and the simulator behind it.
 */
export const kinds = {
  A: 'what others did at the provider is known, and counts in every limit',
  B: 'a strange word about a thing of ours makes us ask, at once',
  C: 'what is put aside is seen, told, and can be taken up again',
  D: 'status and limits go by the money, not by words',
  E: 'what is empty is refused, and not taken for what is absent',
  F: 'strangers cost nothing: ours goes first, and a week with them passes',
  G: 'a no of the payer or the bank is told, with its reason',
  H: 'what no provider takes is refused before anything is written',
} as const;
export type Kind = keyof typeof kinds;
/** How a kind is tried with a provider. */
export type Line = (world: World) => Promise<void>;
export type Lines = Readonly<Record<Kind, Line>>;

/** An account's settings and address, as the provider has them. */
export interface Told {
  readonly settings: Readonly<Record<string, string>>;
  readonly callbackUrl: string;
}
export async function accountOf({ app }: World, provider: ProviderName): Promise<Told> {
  const connected = await app.accounts.of(app.merchantId ?? '', provider);
  if (!connected) throw new Error(`no account at ${provider}`);
  return { settings: connected.account.settings as Told['settings'], callbackUrl: connected.callbackUrl };
}

/** Tells something at our address, as the provider does. */
export type Tell = (world: World, body: unknown) => Promise<void>;

/** Posts what a provider tells, under the proof that goes with these very bytes. */
export async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const reply = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  expect(reply.ok).toBe(true);
}

/** A mutation's answer; its input is one of those that are taken, with changes. */
export async function send<T = Readonly<Record<string, unknown>>>(
  world: World,
  name: string,
  input: Input,
  fields = '',
): Promise<T & { readonly __typename: string }> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { answer } = await world.ask<{ answer: T & { __typename: string } }>(
    `mutation($input: ${type}!) { answer: ${name}(input: $input) { __typename ${fields} ... on UserError { code message path } } }`,
    { input: { idempotencyKey: freshKey(), ...input } },
  );
  return answer;
}

/** One of the inputs that a mutation takes. */
export async function anInput(world: World, mutation: string, name = 'plain'): Promise<Input> {
  const make = acceptedInputs[mutation]?.[name];
  if (!make) throw new Error(`no input ${name} of ${mutation}`);
  return make(world);
}

/** A refusal that names where in the input it lies, and that left nothing behind. */
export async function isRefused(world: World, mutation: string, input: Input, path: string): Promise<void> {
  const events = async () => (await world.app.db.worker.query('select id from event')).rows.length;
  const before = await events();
  expect(await send(world, mutation, input)).toMatchObject({
    code: expect.stringMatching(/^(INVALID_INPUT|CURRENCY_MISMATCH)$/),
    path: ['input', ...path.split('.')],
    message: expect.stringMatching(/expected|needs|not|no /),
  });
  expect(await events()).toBe(before);
}

/** The provider's own id of a thing of ours. */
export async function referenceOf(world: World, id: string): Promise<string> {
  return eventually(world, `the provider's id of ${id}`, async () => {
    const { node } = await world.ask<{ node: { providerReference: string | null } | null }>(
      'query($id: ID!) { node(id: $id) { ... on ProviderBacked { providerReference } } }',
      { id },
    );
    return node?.providerReference ?? null;
  });
}

/**
 * Kind A, of a payment whose money is there: `scenario` gives a part of it back past us. Where the provider does not call us back for
 * that, it is found by asking, within `foundWithin`.
 */
export async function countsWhatOthersGaveBack(
  world: World,
  paymentId: string,
  scenario: string,
  foundWithin?: string,
): Promise<void> {
  const before = BigInt((await readPayment(world, paymentId)).amounts.refundable.amountMinor);
  await play(world, paymentId, scenario);
  if (foundWithin) await advance(world, foundWithin);
  const left = await eventually(world, `${scenario} to be known`, async () => {
    const { refundable } = (await readPayment(world, paymentId)).amounts;
    return BigInt(refundable.amountMinor) < before ? BigInt(refundable.amountMinor) : null;
  });
  const { currency } = await world
    .ask<{ payment: { amounts: { refundable: { currency: string } } } }>(
      'query($id: ID!) { payment(by: { id: $id }) { amounts { refundable { currency } } } }',
      { id: paymentId },
    )
    .then(({ payment }) => payment.amounts.refundable);
  const more = { amountMinor: String(left + 1n), currency };
  expect((await send(world, 'refundPayment', { paymentId, amount: more })).code).toMatch(
    left === 0n ? /^(INVALID_STATE|AMOUNT_TOO_LARGE)$/ : /^AMOUNT_TOO_LARGE$/,
  );
}

/** Kind C: something that can neither be read nor asked about. */
export async function isSeen(world: World, provider: ProviderName, tell: () => Promise<void>): Promise<void> {
  await tell();
  const { id } = await eventually(world, 'the notification that was put aside', async () => {
    const { list } = await world.ask<{ list: { nodes: { id: string; provider: string; whatToDo: string }[] } }>(
      '{ list: unprocessedProviderNotifications(filter: { problems: [UNREADABLE] }) { nodes { id provider whatToDo text } } }',
    );
    return list.nodes.find((node) => node.provider === provider && node.whatToDo !== '') ?? null;
  });
  await eventually(world, 'the event of it', async () => {
    const { events } = await world.ask<{ events: { nodes: { type: string }[] } }>(
      'query($id: ID!) { events(first: 10, filter: { subjectIds: [$id] }) { nodes { type } } }',
      { id },
    );
    return events.nodes.some(({ type }) => type === 'PROVIDER_NOTIFICATION_FAILED') ? events : null;
  });
  expect((await send(world, 'reprocessProviderNotification', { notificationId: id })).__typename).toMatch(/Payload$/);
}

/** Kind F: ours is taken in behind strangers, and a week passes with them there. `own` is a step of ours that is heard of by a callback. */
export async function passesStrangers(
  world: World,
  provider: ProviderName,
  tellStrangers: () => Promise<void>,
  own: () => Promise<unknown>,
): Promise<void> {
  await tellStrangers();
  await own();
  await advance(world, 'P7D');
  const { rows } = await world.app.db.worker.query<{ items: string; tries: number | null }>(
    `select count(*) as items, max(failures) as tries from inbox where provider = $1::provider and state in ('PARKED', 'DEAD') and problem = 'NOT_FOUND'`,
    [provider],
  );
  expect(Number(rows[0]?.items)).toBeGreaterThanOrEqual(strangers);
  expect(rows[0]?.tries).toBeLessThanOrEqual(12);
}
/** How many strangers there are at least. */
export const strangers = 20;
export const ids = (): readonly string[] => Array.from({ length: strangers }, () => randomUUID());
