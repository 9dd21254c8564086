import type { Result } from '../../kernel/result.ts';
import type { Step, WireRequest } from '../kit/simulator.ts';
import type { Refusal } from './replies.ts';

/** What a call is answered with. A call that creates something names it, so that its key can stand for it. */
export interface Answer {
  readonly body: object;
  readonly id?: string;
}

/** Does a call; `id` is the one in its path, or empty. */
export type Handler = (step: Step, request: WireRequest, id: string) => Result<Answer, Refusal>;

/** The query of a request; of what stands there twice, the last. */
export function query({ query: text }: WireRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}
