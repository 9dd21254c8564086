import { type Answer, eventually, freshReference } from './lives.ts';
import { type Client, freshKey, type World } from './world.ts';

/** The steps of a charge on an agreement, as a partner takes them. */

export interface ChargeShape {
  readonly id: string;
  readonly status: string;
  readonly providerReference: string | null;
  readonly statusReason: { readonly code: string; readonly message: string } | null;
  readonly dueOn: string | null;
  readonly chargeDate: string | null;
  readonly graceUntil: string | null;
  readonly willRetry: boolean | null;
  readonly settleBy: string | null;
  readonly attempts: readonly { readonly on: string; readonly succeeded: boolean }[];
  readonly amounts: Readonly<Record<'requested' | 'captured' | 'refunded' | 'released', { readonly decimal: string }>>;
  readonly actions: readonly { readonly kind: string; readonly available: boolean }[];
}

const chargeFields = `id status providerReference statusReason { code message } dueOn chargeDate graceUntil willRetry settleBy
  attempts { on succeeded } actions { kind available }
  amounts { requested { decimal } captured { decimal } refunded { decimal } released { decimal } }`;
const errorFields = `... on UserError { code message path } ... on InvalidInputError { problems { path rule message } }
  ... on ProviderRejectedError { reason { code providerCode message } }`;

/** A charge of 80 kroner, to be made. */
export function aCharge(agreementId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    on: { agreementId },
    amount: { amountMinor: '8000', currency: 'DKK' },
    externalId: freshReference('CHARGE-'),
    description: 'March',
    ...over,
  };
}

type ChargeAnswer = Omit<Answer, 'payment'> & { readonly charge?: ChargeShape };

/** Asks for a charge, whatever comes of it. */
export async function askForCharge(world: Client, input: Record<string, unknown>): Promise<ChargeAnswer> {
  const { createCharge } = await world.ask<{ createCharge: ChargeAnswer }>(
    `mutation($input: CreateChargeInput!) { createCharge(input: $input) {
       __typename ... on ChargePayload { charge { ${chargeFields} } } ${errorFields} } }`,
    { input: { idempotencyKey: freshKey('createCharge'), ...input } },
  );
  return createCharge;
}

/** A charge as it was made. */
export async function makeCharge(
  world: Client,
  agreementId: string,
  over: Record<string, unknown> = {},
): Promise<ChargeShape> {
  const { charge, ...rest } = await askForCharge(world, aCharge(agreementId, over));
  if (!charge) throw new Error(`no charge: ${JSON.stringify(rest)}`);
  return charge;
}

export async function changeCharge(world: Client, input: Record<string, unknown>): Promise<ChargeAnswer> {
  const { updateCharge } = await world.ask<{ updateCharge: ChargeAnswer }>(
    `mutation($input: UpdateChargeInput!) { updateCharge(input: $input) {
       __typename ... on ChargePayload { charge { ${chargeFields} } } ${errorFields} } }`,
    { input: { idempotencyKey: freshKey('updateCharge'), ...input } },
  );
  return updateCharge;
}

export async function readCharge(world: Client, id: string): Promise<ChargeShape> {
  const { payment } = await world.ask<{ payment: ChargeShape | null }>(
    `query($id: ID!) { payment(by: { id: $id }) { ... on Charge { ${chargeFields} } } }`,
    { id },
  );
  if (!payment) throw new Error(`no charge ${id}`);
  return payment;
}

/** Waits, by the notifier, until the charge shows a status. */
export async function chargeIs(world: Client, id: string, status: string): Promise<ChargeShape> {
  return eventually(world, `charge ${id} to be ${status}`, async () => {
    const charge = await readCharge(world, id);
    return charge.status === status ? charge : null;
  });
}

/** A day of sandbox time, so many days ahead. */
export function dayAhead({ app }: World, days: number): string {
  return new Date(app.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
