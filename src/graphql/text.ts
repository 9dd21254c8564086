/** Text that PostgreSQL or a JSON peer cannot hold as it is: U+0000, or half of a surrogate pair. */
export function unstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** The path of the first unstorable text within a value, or null. */
export function unstorablePath(value: unknown, path: readonly string[] = []): readonly string[] | null {
  if (typeof value === 'string') return unstorable(value) ? path : null;
  if (typeof value !== 'object' || value === null || value instanceof Date) return null;
  for (const [key, item] of Object.entries(value)) {
    // An id that is malformed in any way gets the answer of one that is unknown.
    if (key.endsWith('Id') && key !== 'externalId') continue;
    const found = unstorablePath(item, [...path, key]);
    if (found) return found;
  }
  return null;
}
