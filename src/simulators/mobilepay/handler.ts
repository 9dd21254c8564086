import type { Reply, Step, WireRequest } from '../kit/simulator.ts';

/** The ids in a path; those it does not hold are empty. */
export interface Ids {
  readonly agreement: string;
  readonly payment: string;
}
/** Answers a call. */
export type Handler = (step: Step, request: WireRequest, ids: Ids) => Reply;
