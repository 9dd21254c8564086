/** Milliseconds of each unit that an ISO 8601 duration may have here. */
export const unitMs = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;

/** ISO 8601 text for a count of milliseconds: PT1H30M, PT0.5S. */
export function durationText(ms: number): string {
  const days = Math.floor(ms / unitMs.D);
  const parts = (['H', 'M', 'S'] as const).map((unit, i, all) => {
    const within = ms % (i === 0 ? unitMs.D : unitMs[all[i - 1] ?? 'H']);
    const count = unit === 'S' ? within / unitMs.S : Math.floor(within / unitMs[unit]);
    return count ? `${count}${unit}` : '';
  });
  const time = parts.join('');
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : days ? '' : 'T0S'}`;
}
