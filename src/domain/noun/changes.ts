/** Whether a column would hold the same after a write as before it: dates by time, JSON by value, all else by identity. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameValue(value, b[index]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  // JSON columns do not keep the order of their members, and a member that is undefined is not stored.
  return Object.keys({ ...a, ...b }).every((name) => sameValue(a[name], b[name]));
}

/** The columns of a patch that would change the row. One that is undefined is not named at all, as in Prisma. */
export function changesOf<Row extends object, Patch extends object>(before: Row, patch: Patch): Partial<Patch> {
  const was = before as Readonly<Record<string, unknown>>;
  const changed = Object.entries(patch).filter(([name, value]) => value !== undefined && !sameValue(was[name], value));
  return Object.fromEntries(changed) as Partial<Patch>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
