import type { Reply, Step, WireRequest } from '../kit/simulator.ts';

/** `uuid` is the one in the path; empty where there is none. */
export type Handler = (step: Step, request: WireRequest, uuid: string) => Reply;
