import { readTime } from '../kit/times.ts';

/** A time of theirs. Buckaroo writes Dutch local time, without a zone. */
export function fromDutchTime(text: string | null | undefined): Date | null {
  return readTime(text, 'Europe/Amsterdam');
}
