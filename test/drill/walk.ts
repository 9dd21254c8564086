import type { Act, Kind, Shown, Thing, WalkContext } from './act.ts';
import { acts } from './acts.ts';
import type { DrillClient } from './client.ts';

/** Things of which something is still to be expected; the oldest are let alone. */
const openMax = 400;
/** How often a thing is looked at before it is let alone. */
const looksMax = 12;

/** Random operations over all providers, many at once. The same seed chooses the same where the same is found. */
export function startWalk(
  options: Omit<WalkContext, 'add' | 'did' | 'random'> & {
    readonly atOnce: number;
    readonly randomOf: (walker: number) => () => number;
    /** How long a walker rests between two things; for a walk at a fixed pace. */
    readonly restMs?: () => number;
  },
) {
  const open: { readonly thing: Thing; looks: number }[] = [];
  const done = new Map<string, number>();
  const failures: string[] = [];
  let ending = false;
  let operations = 0;
  const walk = async (walker: number): Promise<void> => {
    const random = options.randomOf(walker);
    const context: WalkContext = {
      ...options,
      random,
      add(thing) {
        open.push({ thing, looks: 0 });
        if (open.length > openMax) open.shift();
      },
      did(act, { code }) {
        // What was refused changed nothing.
        if (code === undefined) operations += 1;
        const name = code === undefined ? act : `${act}: ${code}`;
        done.set(name, (done.get(name) ?? 0) + 1);
      },
    };
    while (!ending) {
      try {
        await step(context, random);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
      if (options.restMs) await new Promise((resolve) => setTimeout(resolve, options.restMs?.()));
    }
  };
  const step = async (context: WalkContext, random: () => number): Promise<void> => {
    const begins = acts.filter((act) => act.on === 'nothing');
    if (open.length < 4 || random() < 0.25) return choose(begins, random).run(context, nothing);
    const place = Math.floor(random() * open.length);
    const entry = open[place];
    if (!entry) return;
    entry.looks += 1;
    if (entry.looks > looksMax) open.splice(open.indexOf(entry), 1);
    const shown = await look(context.client, entry.thing);
    const possible = acts.filter((act) => act.on === entry.thing.kind && act.when(shown, entry.thing.provider));
    if (possible.length > 0) await choose(possible, random).run(context, { ...shown, ...entry.thing });
  };
  const walkers = Array.from({ length: options.atOnce }, (_, index) => walk(index));
  return {
    operations: () => operations,
    done: done as ReadonlyMap<string, number>,
    failures: failures as readonly string[],
    /** Ends when what is under way has its answer. */
    async stop(): Promise<void> {
      ending = true;
      await Promise.all(walkers);
    },
  };
}

const nothing = { id: '', kind: 'payment', provider: '', status: '' } as const;

function choose(possible: readonly Act[], random: () => number): Act {
  let left = random() * possible.reduce((sum, { weight }) => sum + weight, 0);
  for (const act of possible) {
    left -= act.weight;
    if (left < 0) return act;
  }
  const [first] = possible;
  if (!first) throw new Error('there is nothing to choose from');
  return first;
}

const looks: Readonly<Record<Kind, string>> = {
  agreement: 'agreement(by: { id: $id }) { status }',
  mandate: 'mandate(by: { id: $id }) { status }',
  request: 'billingRequest(by: { id: $id }) { status payment { id } mandate { id } nextActions { type } }',
  payment: `payment(by: { id: $id }) { status amounts { requested { amountMinor currency } refundable { amountMinor } }
    actions { kind available } ... on Transfer { nextAction { __typename ... on ShowBankDetails { paymentReference } } } }`,
};

async function look(client: DrillClient, { kind, id }: Thing): Promise<Shown> {
  const data = await client.ask<{ thing: Shown | null }>(`query($id: ID!) { thing: ${looks[kind]} }`, { id });
  if (!data.thing) throw new Error(`${kind} ${id} was acknowledged, and is gone`);
  return data.thing;
}
