import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyProvider, Capability, Question } from '../domain/port/provider.ts';
import { providers } from '../providers/index.ts';

/** Writes the table of what each provider can be asked for into `docs/providers.md`, so that it cannot say anything else than the adapters do. */
type Row = Capability | Question;

const rows: Readonly<Record<Row, string>> = {
  'agreement.create': 'create an agreement',
  'agreement.cancel': 'cancel an agreement',
  'agreement.update': 'change an agreement',
  'payment.create': 'ask for a payment on an agreement',
  'payment.capture': 'capture a payment',
  'mandate.create': 'create a mandate',
  'mandate.cancel': 'cancel a mandate',
  'mandate.reinstate': 'reinstate a mandate',
  'payment.charge': 'charge a mandate',
  'payment.retry': 'try a failed payment again',
  'charge.create': 'take a charge on a day',
  'charge.update': 'change a charge',
  'charge.cancel': 'withdraw a charge',
  'charge.retry': 'try a failed charge again',
  'charge.capture': 'capture a charge that is reserved first',
  'charge.refund': 'refund a charge',
  'request.create': 'create a billing request',
  'request.action': "complete a billing request's action",
  'request.flow': 'make a hosted page for a billing request',
  'request.notify': 'have the payer notified of a billing request',
  'request.fallBack': 'fall back to direct debit',
  'request.fulfil': 'fulfil a billing request',
  'request.cancel': 'cancel a billing request',
  'transfer.create': 'create a transfer',
  'transfer.cancel': 'cancel a transfer',
  'transfer.refund': 'refund a transfer',
  'payment.cancel': 'cancel a payment',
  'payment.refund': 'refund a payment',
  debtorCheck: 'check whether a debtor can approve in the app',
  institutions: 'list the banks at which a payer can approve',
};

const names: Readonly<Record<AnyProvider['name'], string>> = {
  MOBILEPAY: 'MobilePay',
  BETALINGSSERVICE: 'Betalingsservice',
  GOCARDLESS: 'GoCardless',
  BUCKAROO: 'Buckaroo',
  VIPPS_MOBILEPAY: 'Vipps MobilePay',
};

function mark(provider: AnyProvider, row: Row): string {
  const offered = row === 'debtorCheck' || row === 'institutions' ? provider[row] : provider.operations[row];
  if (!offered) return '–';
  return provider.unconfirmed?.includes(row) ? '?' : '✓';
}

function table(): string {
  const all = Object.values(providers);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...all.map(({ name }) => names[name])]),
    line(['---', ...all.map(() => ':-:')]),
    ...Object.entries(rows).map(([row, label]) => line([label, ...all.map((one) => mark(one, row as Row))])),
  ].join('\n');
}

const page = join(import.meta.dirname, '../../docs/providers.md');
const [before, after] = ['<!-- providers -->', '<!-- /providers -->'];
const text = readFileSync(page, 'utf8');
const [from, to] = [text.indexOf(before), text.indexOf(after)];
if (from < 0 || to < from) throw new Error(`docs/providers.md has no ${before} … ${after}`);
writeFileSync(page, `${text.slice(0, from + before.length)}\n${table()}\n${text.slice(to)}`);
