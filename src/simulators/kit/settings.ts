import type { z } from 'zod';
import type { ProviderSetup, Step } from './simulator.ts';

type Reader = Pick<Step, 'documents'>;

/** What a merchant has set at the provider, and what a test may turn. */
export interface Settings<S> {
  of(reader: Reader): S;
  /** Changes what is named and keeps the rest. */
  keep(reader: Reader, changes: Partial<S>): S;
  readonly setup: ProviderSetup;
}

/** Settings of a simulator. */
export function openSettings<S extends object>({
  id,
  initial,
  schema,
  show = (settings) => settings,
}: {
  /** Under which they are kept, the merchant's account in the provider's word. */
  readonly id: string;
  readonly initial: S;
  /** What may be changed; a strict object of which all is optional. */
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** How they are shown, where that is not as they are kept. */
  readonly show?: (settings: S) => object;
}): Settings<S> {
  const of = ({ documents }: Reader): S => ({ ...initial, ...documents.get<Partial<S>>('settings', id) });
  const keep = (reader: Reader, changes: Partial<S>): S => {
    const settings = { ...of(reader), ...changes };
    reader.documents.put('settings', id, settings);
    return settings;
  };
  return {
    of,
    keep,
    setup: {
      schema,
      change: (step, changes) => show(keep(step, changes as Partial<S>)),
    },
  };
}
