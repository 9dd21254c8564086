import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures, Measure, Outcome, RatioKind, Ratios } from './measure.ts';

/** What a run came to, in words: for the terminal, and for docs/benchmarks.md. */

export type Results = Readonly<Record<string, Outcome>>;

const ratiosFile = join(import.meta.dirname, 'ratios.json');
const docsFile = join(import.meta.dirname, '../../docs/benchmarks.md');
const [tableBegins, tableEnds] = ['<!-- table -->', '<!-- end of the table -->'];
/** A loss of so much is a loss, and not the machine's other work. */
const lossMax = 0.2;

/** As Markdown: one line for each measure. */
export function table(measures: readonly Measure[], results: Results): string {
  const lines = measures.flatMap(({ name, what, against, reach }) => {
    const outcome = results[name];
    if (!outcome) return [];
    const { ours, others, ratios } = outcome;
    const peers = Object.entries(others).map(([peer, figures]) => `${peer}: ${inWords(figures)}`);
    return [[name, what, inWords(ours), peers.join('; '), against, ratiosInWords(ratios), ratiosInWords(reach)]];
  });
  const head = ['name', 'what', 'ours', 'others', 'held against', 'ratio', 'reach'];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const named: Readonly<Record<string, (value: string) => string>> = {
  perSecond: (value) => `${value}/s`,
  cpuMsEach: (value) => `${value} ms CPU`,
  databaseCpuMsEach: (value) => `${value} ms of PostgreSQL's`,
  p50Ms: (value) => `p50 ${value} ms`,
  p99Ms: (value) => `p99 ${value} ms`,
};

function inWords(figures: Figures): string {
  return Object.entries(figures)
    .filter((entry): entry is [string, number] => Number.isFinite(entry[1]))
    .map(([name, value]) => (named[name] ?? ((text) => `${name} ${text}`))(short(value)))
    .join(', ');
}

const ratioNames: Readonly<Record<RatioKind, string>> = { perSecond: '/s', cpu: 'CPU', limit: '' };

function ratiosInWords(ratios: Ratios): string {
  return Object.entries(ratios)
    .filter(([, value]) => Number.isFinite(value))
    .map(([kind, value]) => `${value.toFixed(2)}× ${ratioNames[kind as RatioKind]}`.trim())
    .join(', ');
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}

/** The ratios that the repository keeps, by measure. */
export function keptRatios(): Readonly<Record<string, Ratios>> {
  return JSON.parse(readFileSync(ratiosFile, 'utf8'));
}

/** Keeps these, and leaves what was not measured as it was. */
export function keepRatios(results: Results): void {
  const measured = Object.entries(results).map(([name, { ratios }]) => [name, mapped(ratios)]);
  const kept = { ...keptRatios(), ...Object.fromEntries(measured) };
  writeFileSync(ratiosFile, `${JSON.stringify(kept, null, 2)}\n`);
}

const mapped = (ratios: Ratios): Ratios =>
  Object.fromEntries(Object.entries(ratios).map(([kind, value]) => [kind, Number(value.toPrecision(3))]));

/**
 * What has lost more than a fifth against the kept ratios. CPU is judged where it is known: requests a second go by what else the machine
 * does.
 */
export function losses(results: Results, kept: Readonly<Record<string, Ratios>>): readonly string[] {
  return Object.entries(results).flatMap(([name, { ratios }]) => {
    const kinds: readonly RatioKind[] = Number.isFinite(ratios.cpu) ? ['cpu'] : ['perSecond', 'limit'];
    return kinds.flatMap((kind) => {
      const [now, before] = [ratios[kind], kept[name]?.[kind]];
      if (now === undefined || before === undefined || now >= before * (1 - lossMax)) return [];
      return [`${name}: ${now.toFixed(2)}× ${ratioNames[kind]}, which was ${before.toFixed(2)}×`];
    });
  });
}

/** Puts the table into the document, in the place of the one before. */
export function writeDocument(text: string): void {
  const document = readFileSync(docsFile, 'utf8');
  const [before = '', rest = ''] = document.split(tableBegins);
  const after = rest.split(tableEnds)[1] ?? '';
  writeFileSync(docsFile, `${before}${tableBegins}\n\n${text}\n\n${tableEnds}${after}`);
}
