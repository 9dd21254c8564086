/** A repeatable source of numbers in [0, 1): mulberry32. The same seed and salts give the same numbers on any machine. */
export function seededRandom(seed: number, ...salts: readonly number[]): () => number {
  let state = seed | 0;
  for (const salt of salts) state = Math.imul(state ^ salt, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
