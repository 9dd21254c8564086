import { createHash } from 'node:crypto';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { problem } from './replies.ts';

interface Kept {
  readonly request: string;
  readonly reply: Reply;
}

/**
 * Same key, same request: the first answer again, a refusal too, and nothing is done. Same key on another request: 409. A key is demanded of
 * everything that changes something, and lives for ever here.
 */
export function underKey(step: Step, request: WireRequest, answer: () => Reply): Reply {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !/^[^#?/\\]{1,40}$/.test(key)) return problem(step, request, 'idempotency-key-header');
  const asked = createHash('sha256').update(`${request.method} ${request.path}\n${request.body}`).digest('hex');
  const known = step.documents.get<Kept>('key', key);
  if (known) return known.request === asked ? known.reply : problem(step, request, 'idempotency-conflict');
  const reply = answer();
  step.documents.put('key', key, { request: asked, reply } satisfies Kept);
  return reply;
}

/** The key of a call, as it stands in histories. */
export function keyOf({ headers }: WireRequest): string {
  return headers['idempotency-key'] ?? '';
}
