import fc from 'fast-check';

/** Values that programs stumble over, as JSON text. */
const oddities = [
  'null',
  'true',
  '-0',
  '1e400',
  '1e-400',
  '9007199254740993',
  '10.00',
  '10.005',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"__proto__"',
  '"NaN"',
  '"2026-02-30T25:61:61Z"',
  '"0000-00-00"',
  '[]',
  '{}',
  '[[[[]]]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{}}}',
  `"${'x'.repeat(5_000)}"`,
  `${'['.repeat(300)}${']'.repeat(300)}`,
] as const;

/** One change of a text, by where in it: a share of its length, so that it stays meaningful while others shrink. */
type Change = (text: string, at: number, odd: string) => string;
const valuePattern = /"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d+(?:\.\d+)?|\btrue\b|\bfalse\b|\bnull\b/g;
const memberPattern = /"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null)/g;

function chosen(text: string, pattern: RegExp, at: number): { from: number; to: number; found: string } | null {
  const all = [...text.matchAll(pattern)];
  const match = all[Math.floor(at * all.length)];
  return match ? { from: match.index, to: match.index + match[0].length, found: match[0] } : null;
}
function replaced(pattern: RegExp, by: (found: string, odd: string) => string): Change {
  return (text, at, odd) => {
    const place = chosen(text, pattern, at);
    return place ? text.slice(0, place.from) + by(place.found, odd) + text.slice(place.to) : text;
  };
}
const changes: Readonly<Record<string, Change>> = {
  value: replaced(valuePattern, (_found, odd) => odd),
  valueAsText: replaced(valuePattern, (found) => JSON.stringify(found)),
  memberTwice: replaced(memberPattern, (found) => `${found},${found}`),
  memberAgain: replaced(memberPattern, (found, odd) => `${found},${found.slice(0, found.indexOf(':'))}:${odd}`),
  memberGone: replaced(memberPattern, () => '"gone":1'),
  memberRenamed: replaced(memberPattern, (found) => found.replace('"', '"x')),
  wrapped: (text) => `[${text}]`,
  twice: (text) => `${text}${text}`,
  cut: (text, at) => text.slice(0, Math.floor(at * text.length)),
  inserted: (text, at, odd) =>
    text.slice(0, Math.floor(at * text.length)) + odd + text.slice(Math.floor(at * text.length)),
  character: (text, at) => {
    const place = Math.floor(at * text.length);
    return text.slice(0, place) + String.fromCharCode((text.charCodeAt(place) || 64) ^ 1) + text.slice(place + 1);
  },
  lastCharacter: (text) => text.slice(0, -1) + String.fromCharCode((text.charCodeAt(text.length - 1) || 64) ^ 1),
  bom: (text) => `\ufeff${text}`,
};

const change = fc.tuple(
  fc.constantFrom(...Object.keys(changes)),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  fc.constantFrom(...oddities),
);

/** Texts that nearly are what a peer sends: real ones with a few changes. */
export function mutatedText(...real: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...real), fc.array(change, { maxLength: 4 }))
    .map(([text, made]) => made.reduce((sofar, [name, at, odd]) => changes[name]?.(sofar, at, odd) ?? sofar, text));
}

/** The same as bytes, at times in another encoding or with bytes that no encoding has; and bytes of nothing in particular. */
export function mutatedBytes(...real: readonly string[]): fc.Arbitrary<Uint8Array> {
  const text = mutatedText(...real);
  return fc.oneof(
    { weight: 8, arbitrary: text.map((value) => new TextEncoder().encode(value)) },
    { weight: 1, arbitrary: text.map((value) => new Uint8Array(Buffer.from(value, 'utf16le'))) },
    { weight: 1, arbitrary: text.map((value) => new Uint8Array(Buffer.from(value, 'latin1'))) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.nat(), fc.uint8Array({ maxLength: 4 }))
        .map(([value, at, junk]) => withBytes(new TextEncoder().encode(value), at, junk)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

function withBytes(bytes: Uint8Array, at: number, junk: Uint8Array): Uint8Array {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  return new Uint8Array([...bytes.subarray(0, place), ...junk, ...bytes.subarray(place)]);
}

/** A header's value: the right one, a changed one, none, or junk. */
export function mutatedHeader(right: string): fc.Arbitrary<string | undefined> {
  return fc.oneof(
    fc.constant(right),
    fc.constant(undefined),
    fc
      .tuple(fc.nat({ max: right.length }), fc.string({ maxLength: 8 }))
      .map(([at, junk]) => right.slice(0, at) + junk + right.slice(at)),
    fc.nat({ max: right.length }).map((at) => right.slice(0, at)),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
}
