import { systemClock } from './clock.ts';
import type { FollowOptions } from './follow.ts';
import { type Following, type FollowingOptions, following, type Taken } from './following.ts';

/** By what a thing is followed, by the beginning of its id. */
const nouns = {
  oop: 'payment',
  trf: 'payment',
  chg: 'payment',
  agr: 'agreement',
  man: 'mandate',
  brq: 'billingRequest',
} as const;

export interface WatchOptions<Thing>
  extends Pick<FollowOptions, 'url' | 'credential'>,
    Omit<Partial<FollowingOptions>, 'url' | 'credential'> {
  /** A payment, a transfer, a charge, an agreement, a mandate or a billing request. */
  readonly id: string;
  /** Fields of the thing. */
  readonly select: string;
  /** Fragments that `select` spreads. */
  readonly fragments?: string;
  /** The thing as it stands: at the start, and after each change. `final` when nothing more will come. */
  onChange(thing: Thing, final: boolean): void | Promise<void>;
}

interface Frame {
  readonly __typename: string;
  readonly cursor?: string;
  readonly thing?: unknown;
}

/** Follows one thing: how it stands, then each change, to its end. With a client token it works in a page of anybody's. */
export function watch<Thing>(options: WatchOptions<Thing>): Following {
  const { clock = systemClock, random = Math.random, id, select, fragments = '', onChange } = options;
  const noun = nouns[id.slice(0, 3) as keyof typeof nouns];
  if (!noun) throw new TypeError(`expected the id of something that can be followed; got ${id.slice(0, 40)}`);
  const name = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  const frame = (kind: string): string => `... on ${name}${kind}Frame { cursor thing: ${noun} { ${select} } }`;
  const query = `
    subscription Watch($id: ID!, $after: EventCursor) {
      updates: ${noun}Updates(${noun}Id: $id, after: $after) {
        __typename ${frame('Snapshot')} ${frame('Changed')} ${frame('Final')}
      }
    }
    ${fragments}`;
  const wire: FollowingOptions = { ...options, clock, random };
  return following<{ readonly updates: Frame }>(wire, async () => {
    let after: string | null = null;
    return {
      query,
      variables: () => ({ id, after }),
      async take({ updates: { __typename, cursor, thing } }): Promise<Taken> {
        after = cursor ?? after;
        const final = __typename === `${name}FinalFrame`;
        if (thing) await onChange(thing as Thing, final);
        return final ? 'over' : 'next';
      },
    };
  });
}
