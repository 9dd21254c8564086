/** One series of a scrape. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus would read at an address, as text. */
export async function scrapeText(url: string | null): Promise<string> {
  if (!url) throw new Error('nothing is measured: METRICS_PORT is not set');
  const reply = await fetch(url);
  const text = await reply.text();
  if (reply.status !== 200) throw new Error(`the scrape was answered ${reply.status}`);
  return text;
}

/** The series of a scrape. */
export function seriesOf(text: string): readonly Series[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (value === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }];
  });
}

export async function scrape(url: string | null): Promise<readonly Series[]> {
  return seriesOf(await scrapeText(url));
}

/** The sum of the series that bear these labels; null where there is none. */
export function sampleOf(series: readonly Series[], name: string, labels: Record<string, string> = {}): number | null {
  const found = series.filter(
    (one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}
