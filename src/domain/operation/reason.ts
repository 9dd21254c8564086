import { invalid, type RefusalOf } from '../../kernel/refusal.ts';

const reasonMax = 300;

/** What is wrong with the words by which a person explains a decision, or null. Text that can be stored: PostgreSQL holds no NUL, and half a character is none. */
export function problemOfReason(text: string): RefusalOf<'invalidInput'> | null {
  if (text.trim().length > 0 && text.length <= reasonMax && !text.includes('\u0000') && text.isWellFormed())
    return null;
  return invalid(['input', 'reason'], 'length', `expected 1 to ${reasonMax} characters of text; got ${text.length}`);
}
