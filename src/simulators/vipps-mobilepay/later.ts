import { emptyReply } from '../kit/replies.ts';
import type { Reply, Step } from '../kit/simulator.ts';
import { after } from '../kit/time.ts';
import { settingsOf } from './settings.ts';

/** 204, and done; or 202, and done later. */
export function soon(step: Step, timer: string, id: string, act: () => void, later: object): Reply {
  const { acceptedForMs } = settingsOf(step);
  if (acceptedForMs === null) {
    act();
    return emptyReply(204);
  }
  step.documents.put('later', `${timer} ${id}`, later);
  step.setTimer(timer, id, after(step, acceptedForMs));
  return emptyReply(202);
}

/** What was left for a timer of a thing. */
export function later<T = { readonly amount?: number; readonly key?: string }>(
  step: Step,
  timer: string,
  id: string,
): T {
  return step.documents.get<T>('later', `${timer} ${id}`) ?? ({} as T);
}
