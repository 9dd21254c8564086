import type { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { readJson } from '../kit/input.ts';
import type { Reply, WireRequest } from '../kit/simulator.ts';
import { maskText } from './mask.ts';
import { badBody, serviceRefusal } from './replies.ts';
import type { Wrong } from './unconfirmed.ts';

const wrongsMax = 10;

/** Reads a JSON body by its schema, or refuses with what is wrong with it. */
export function readInput<T>(request: WireRequest, schema: z.ZodType<T>): Result<T, Reply> {
  const body = readJson(request);
  if (!body.ok)
    return refuse(
      body.error === 'otherType'
        ? serviceRefusal(request, 'UNSUPPORTED_MEDIA_TYPE', 'The content type must be application/json.')
        : badBody(request, [{ reason: 'INVALID_FIELD', description: 'The body is not valid JSON.' }]),
    );
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return ok(parsed.data);
  return refuse(
    badBody(
      request,
      parsed.error.issues.slice(0, wrongsMax).map((issue) => toWrong(issue, body.value)),
    ),
  );
}

function toWrong(issue: z.core.$ZodIssue, body: unknown): Wrong {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const missing = issue.code !== 'unrecognized_keys' && path.length > 0 && at(body, path) === undefined;
  return {
    reason: missing ? 'MISSING_REQUIRED_FIELD' : 'INVALID_FIELD',
    description: missing ? 'The field is required.' : describe(issue),
    path: maskText(path.map(String).join('.')).slice(0, 200),
  };
}

// The names of unknown members are the sender's own text, and are left out.
function describe(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'The field is not known.' : issue.message;
}

function at(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value;
}
