import { z } from 'zod';
import type { Found } from './client.ts';
import { unknown } from './outcomes.ts';

/** A list of a provider's. What of it cannot be read is counted, and does not spoil the rest. */
export interface WireList<T> {
  readonly items: readonly T[];
  readonly unreadable: number;
}

export function listOf<T>(item: z.ZodType<T>, max: number) {
  return z
    .array(z.unknown())
    .max(max)
    .transform((all): WireList<T> => {
      const items = all.flatMap((one) => {
        const read = item.safeParse(one);
        return read.success ? [read.data] : [];
      });
      return { items, unreadable: all.length - items.length };
    });
}

/** What is not in a list is missing only where all of the list could be read. */
export function missingFrom({ unreadable }: WireList<unknown>, of: string): Found<never> {
  return unreadable === 0 ? { kind: 'missing' } : unknown('unreadable', `${unreadable} of the ${of} could not be read`);
}
