import { localTimeIn } from '../kit/time.ts';

const dutch = localTimeIn('Europe/Amsterdam');

/** Dutch local time without a zone, as in `2018-01-08 10:29:21`. That it is Dutch is unconfirmed. */
export function dutchTime(instant: string): string {
  return dutch(new Date(instant));
}
