import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { WireRequest } from './simulator.ts';

/** Why a body was not read: it is said to be something else, or is not what it is said to be. */
export type Unreadable = 'otherType' | 'notJson';

/** Reads a JSON body, before any look at what stands in it. */
export function readJson(
  { headers, body }: WireRequest,
  {
    types = /^application\/json\b/i,
    parse = JSON.parse,
  }: { readonly types?: RegExp; readonly parse?: (text: string) => unknown } = {},
): Result<unknown, Unreadable> {
  if (!types.test(headers['content-type'] ?? '')) return refuse('otherType');
  try {
    return ok(parse(body));
  } catch {
    return refuse('notJson');
  }
}

/** Whether text is an address on the web. Plain http is let through to this machine only, for the sandbox's sake. */
export function isWebAddress(text: string): boolean {
  const url = text.length <= 2_048 ? URL.parse(text) : null;
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname);
}
