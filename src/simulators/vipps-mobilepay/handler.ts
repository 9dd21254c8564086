import type { PathIds } from '../kit/routes.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';

/** Answers a call. */
export type Handler = (step: Step, request: WireRequest, ids: PathIds) => Reply;
