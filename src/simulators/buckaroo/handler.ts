import type { Reply, Step, WireRequest } from '../kit/simulator.ts';

/** Answers a call; `id` is the key or the invoice in its path, as it stands there, or empty. */
export type Handler = (step: Step, request: WireRequest, id: string) => Reply;
