import { parse } from 'lossless-json';
import { ok, type Result, refuse } from '../../kernel/result.ts';

// Far deeper than any provider's body, far shallower than the stack.
const depthMaxDefault = 20;

/**
 * JSON from outside, read without a float: every number comes out as the very text it was written in, so `10.00` stays
 * `10.00` and `1e400` is somebody's text rather than infinity. Refuses what could hurt further in: nesting without end, one
 * key with two values, `__proto__`, and text that a database cannot store (NUL, half a surrogate pair).
 */
export function readJson(text: string, depthMax: number = depthMaxDefault): Result<unknown, string> {
  if (isDeeperThan(text, depthMax)) return refuse(`nested deeper than ${depthMax}`);
  let value: unknown;
  try {
    value = parse(text, null, (number) => number);
  } catch {
    // The parser's message quotes the text, which may hold anything.
    return refuse('not JSON');
  }
  const flaw = findFlaw(value);
  return flaw === null ? ok(value) : refuse(flaw);
}

// Looked for before parsing, since the parser calls itself once per level.
function isDeeperThan(text: string, depthMax: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (++depth > depthMax) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}

function findFlaw(value: unknown): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : 'text with NUL or half a surrogate pair';
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__' || !isStorable(key)) return 'a key that is not allowed';
    const flaw = findFlaw(member);
    if (flaw !== null) return flaw;
  }
  return null;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The text of a body whatever it holds: what is not UTF-8 becomes the sign for it. For news of which only ids are believed. */
export function readLossyUtf8(body: Uint8Array): string {
  return new TextDecoder('utf-8').decode(body);
}

/** The text of a body, or null where it is not UTF-8. A byte order mark at its beginning is left out, unless it is to be kept. */
export function readUtf8(body: Uint8Array, { keepBom = false }: { readonly keepBom?: boolean } = {}): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepBom }).decode(body);
  } catch {
    return null;
  }
}
