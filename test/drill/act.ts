import type { Answer, DrillClient } from './client.ts';

export type Kind = 'agreement' | 'mandate' | 'request' | 'payment';

/** Something of the merchant's that something may be done to. */
export interface Thing {
  readonly kind: Kind;
  readonly provider: string;
  readonly id: string;
}

export interface WalkContext {
  readonly client: DrillClient;
  readonly random: () => number;
  /** A reference or key that nothing else in this run has. */
  fresh(prefix: string): string;
  /** From now on something may be done to this. */
  add(thing: Thing): void;
  /** What was done, for the count. */
  did(act: string, answer: Answer): void;
}

/** A thing as the API shows it. */
export interface Shown {
  readonly status: string;
  readonly payment?: { readonly id: string } | null;
  readonly mandate?: { readonly id: string } | null;
  readonly nextActions?: readonly { readonly type: string }[];
  readonly amounts?: {
    readonly requested: { readonly amountMinor: string; readonly currency: string };
    readonly refundable: { readonly amountMinor: string };
  };
  readonly actions?: readonly { readonly kind: string; readonly available: boolean }[];
  readonly nextAction?: { readonly paymentReference?: string } | null;
}

/** Something that a merchant, a payer or a bank may do, and when. */
export interface Act {
  readonly on: Kind | 'nothing';
  readonly weight: number;
  when(shown: Shown, provider: string): boolean;
  run(context: WalkContext, thing: Thing & Shown): Promise<void>;
}

export const always = (): boolean => true;
export const may =
  (kind: string) =>
  ({ actions }: Shown): boolean =>
    actions?.some((action) => action.kind === kind && action.available) ?? false;
export const is =
  (provider: string, ...statuses: readonly string[]) =>
  (shown: Shown, of: string): boolean =>
    of === provider && statuses.includes(shown.status);

/** A whole number from 1 to a limit. */
export const upTo = (random: () => number, limit: number): number => 1 + Math.floor(random() * limit);

/** A payer, a bank or the provider does something. What it does not allow is refused, and that is well. */
const play =
  (scenario: string) =>
  async ({ client, fresh, did }: WalkContext, { id }: Thing): Promise<void> => {
    const input = { idempotencyKey: fresh('play'), subjectId: id, scenario };
    did(
      scenario,
      await client.mutate(
        'runSandboxScenario',
        '... on SandboxScenarioPayload { subjectId idempotency { replayed } }',
        input,
      ),
    );
  };
export const plays = (on: Kind, when: Act['when'], weights: Readonly<Record<string, number>>): readonly Act[] =>
  Object.entries(weights).map(([scenario, weight]) => ({ on, weight, when, run: play(scenario) }));

/** A merchant's mutation on one thing; `payload` names the type of its answer, and the field of that which is kept. */
export const call = (
  on: Kind,
  weight: number,
  when: Act['when'],
  mutation: string,
  payload: `${string} ${string}`,
  input: (thing: Thing & Shown, context: WalkContext) => Readonly<Record<string, unknown>>,
): Act => ({
  on,
  weight,
  when,
  async run(context, thing) {
    const [type, field] = payload.split(' ');
    const answer = await context.client.mutate(
      mutation,
      `... on ${type} { idempotency { replayed } ${field} { id } }`,
      {
        idempotencyKey: context.fresh(mutation),
        ...input(thing, context),
      },
    );
    context.did(mutation, answer);
  },
});

type Created = Readonly<Record<string, { readonly id: string } | null | undefined>>;
/** A merchant's mutation that creates something. */
export const create = (
  on: Act['on'],
  weight: number,
  when: Act['when'],
  mutation: string,
  payload: string,
  fields: Readonly<Record<string, Kind>>,
  provider: string,
  input: (context: WalkContext, thing: Thing & Shown) => Readonly<Record<string, unknown>>,
): Act => ({
  on,
  weight,
  when,
  async run(context, thing) {
    const selection = Object.keys(fields)
      .map((field) => `${field} { id }`)
      .join(' ');
    const answer = await context.client.mutate(
      mutation,
      `... on ${payload} { idempotency { replayed } ${selection} }`,
      {
        idempotencyKey: context.fresh(mutation),
        ...input(context, thing),
      },
    );
    context.did(`${mutation} ${provider}`, answer);
    for (const [field, kind] of Object.entries(fields)) {
      const id = (answer as unknown as Created)[field]?.id;
      if (id) context.add({ kind, provider, id });
    }
  },
});
