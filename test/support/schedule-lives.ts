import { type Answer, freshReference } from './lives.ts';
import { type Client, freshKey } from './world.ts';

/** The steps of a payment schedule, as a partner takes them. */

export interface ScheduleShape {
  readonly id: string;
  readonly status: string;
  readonly nextDueOn: string | null;
  readonly statusReason: { readonly code: string } | null;
  /** Earliest first. */
  readonly periods: readonly {
    readonly dueOn: string;
    readonly outcome: string;
    readonly charge: {
      readonly id: string;
      readonly status: string;
      readonly providerReference: string | null;
      readonly chargeDate: string | null;
      readonly amounts: { readonly requested: { readonly decimal: string } };
    } | null;
  }[];
}

/** A schedule of this, made; gives its id. */
export async function createSchedule(world: Client, over: Record<string, unknown>): Promise<string> {
  const { createPaymentSchedule: answer } = await world.ask<{
    createPaymentSchedule: Answer & { readonly paymentSchedule?: { readonly id: string } };
  }>(
    `mutation($input: CreatePaymentScheduleInput!) { createPaymentSchedule(input: $input) {
       __typename ... on PaymentSchedulePayload { paymentSchedule { id } } ... on UserError { code message path } } }`,
    {
      input: {
        idempotencyKey: freshKey('schedule'),
        externalId: freshReference('SUB'),
        description: 'Chips of the week',
        ...over,
      },
    },
  );
  if (!answer.paymentSchedule) throw new Error(`no schedule: ${JSON.stringify(answer)}`);
  return answer.paymentSchedule.id;
}

/** A schedule with its periods. */
export async function readSchedule(world: Client, id: string): Promise<ScheduleShape> {
  const { paymentSchedule } = await world.ask<{ paymentSchedule: ScheduleShape | null }>(
    `query($id: ID!) { paymentSchedule(by: { id: $id }) { id status nextDueOn statusReason { code } periods { dueOn outcome
       charge { id status providerReference chargeDate amounts { requested { decimal } } } } } }`,
    { id },
  );
  if (!paymentSchedule) throw new Error(`no schedule ${id}`);
  return { ...paymentSchedule, periods: paymentSchedule.periods.toReversed() };
}
