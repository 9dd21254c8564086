import { type Check, when } from '../../kit/checks.ts';
import { keyName } from '../refund-status.ts';

/** GoCardless keeps three notes with each thing, and our key is one of them. Keys have 50 characters at most, values 500. */
const notesMax = 2;
const ours: readonly string[] = [keyName, 'external_id'];

type Notes = Readonly<Record<string, string>>;

/**
 * The merchant's notes beside our key, and our external id where there is room. Notes that are more than GoCardless can keep stay with us
 * alone.
 */
export function withOurs(
  { key, externalId }: { readonly key: string; readonly externalId?: string | undefined },
  notes: Notes = {},
): Record<string, string> {
  const kept = takesNotes(notes) ? notes : {};
  const room = externalId !== undefined && Object.keys(kept).length < notesMax;
  return { ...kept, [keyName]: key, ...(room ? { external_id: externalId } : {}) };
}

/** Whether GoCardless can keep all of a merchant's notes. */
export function takesNotes(notes: Notes): boolean {
  return metadata(notes, []).length === 0;
}

/** What is wrong with a merchant's notes. No problem repeats what they say. */
export const metadata: Check<Notes> = (notes, path) => {
  const entries = Object.entries(notes);
  return [
    ...when(entries.length > notesMax, path, 'count', `expected ${notesMax} keys at most; got ${entries.length}`),
    ...when(
      entries.some(([name, value]) => name.length > 50 || value.length > 500),
      path,
      'length',
      'expected keys of 50 characters and values of 500 at most',
    ),
    ...when(
      entries.some(([name]) => ours.includes(name)),
      path,
      'reserved',
      `expected other keys than ${ours.join(' and ')}, which we use ourselves`,
    ),
  ];
};
