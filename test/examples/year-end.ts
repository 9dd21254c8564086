import { type Api, Unexpected } from './api.ts';
import { readBooks, readEntries } from './documents.ts';
import { bookOf, type Stage } from './stage.ts';
import type { Year } from './year.ts';

/** How the records of each provider name money that was taken, and taken back, and in what they count it. */
const records: Readonly<Record<string, { readonly taken: string; readonly back: string; readonly perMinor: number }>> =
  {
    gocardless: { taken: 'paymentConfirmed', back: 'paymentChargedBack', perMinor: 1 },
    vipps_mobilepay: { taken: 'chargeCaptured', back: '', perMinor: 100 },
    mobilepay: { taken: 'requestExecuted', back: '', perMinor: 100 },
  };
/** The accounts that grow by debits; all others grow by credits. Both sides come to the same. */
const debitAccounts = [
  'PROVIDER_RECEIVABLE',
  'PAYOUTS_IN_TRANSIT',
  'MERCHANT_BANK',
  'FEES',
  'PARTNER_FEES',
  'FX_CLEARING',
  'PAYOUT_DIFFERENCE',
];

/** What the year has come to: each payout explained, the ledger in balance, and both the same as the providers' own records. Throws where it is not. */
export async function tellYearEnd({ api, sandboxUrl }: Stage, year: Year, to: Date): Promise<void> {
  const begun = year.map(({ schedule }) => Date.parse(schedule.createdAt));
  const period = { from: new Date(Math.min(...begun)).toISOString(), to: to.toISOString() };
  const { payouts, ledgerStatement } = await api.ask(readBooks, period);
  console.log('What GoCardless and Vipps MobilePay have paid out:');
  const made = payouts.nodes.filter(({ createdAt }) => within(period, createdAt));
  for (const { providerReference, amount, fees, status, arrivesOn, reconciliation } of made.toReversed()) {
    console.log(
      `  ${providerReference} ${amount.decimal} ${amount.currency} (fees ${fees.decimal}) ${status} ${arrivesOn}, reconciliation: ${reconciliation.status}`,
    );
    same(`payout ${providerReference}`, reconciliation.status, 'EXACT');
  }
  for (const of of year) await compareWithRecords(api, sandboxUrl, of);

  const currencies = [...new Set(ledgerStatement.accounts.map(({ currency }) => currency))].sort();
  for (const currency of currencies) {
    const accounts = ledgerStatement.accounts.filter((of) => of.currency === currency);
    const sum = (of: typeof accounts) => of.reduce((all, { closing }) => all + BigInt(closing.amountMinor), 0n);
    const [debit, credit] = [true, false].map((side) =>
      accounts.filter(({ account }) => debitAccounts.includes(account) === side),
    );
    console.log(`The ledger in ${currency} at the end of the year:`);
    for (const { account, closing } of accounts) console.log(`  ${account} ${closing.decimal}`);
    same(`the two sides of the ledger in ${currency}`, sum(debit ?? []), sum(credit ?? []));
    console.log(`  both sides: ${decimal(sum(debit ?? []))}`);
  }
  // Some may have been made before the year began, and arrived in it.
  const arrived = payouts.nodes.filter(
    ({ arrivedAt, bankAmount }) => arrivedAt && within(period, arrivedAt) && !bankAmount,
  );
  for (const code of new Set(arrived.map(({ amount }) => amount.currency))) {
    const bank = ledgerStatement.accounts.find(
      ({ account, currency }) => account === 'MERCHANT_BANK' && currency === code,
    );
    const came = (bank?.movements ?? []).reduce(
      (sum, { debits, credits }) => sum + BigInt(debits.amountMinor) - BigInt(credits.amountMinor),
      0n,
    );
    const lines = arrived.filter(({ amount }) => amount.currency === code);
    const paid = lines.reduce((sum, { amount }) => sum + BigInt(amount.amountMinor), 0n);
    same(`what has come to the bank in ${code}`, came, paid);
    console.log(`At the bank: ${decimal(came)} ${code}, by ${lines.length} payouts. The books agree.`);
  }
}

/** Charge by charge: what the provider has taken and taken back, and what the ledger has of it. */
async function compareWithRecords(api: Api, sandboxUrl: string, { name, provider, schedule }: Year[number]) {
  const { taken, back, perMinor } = records[provider] ?? { taken: '', back: '', perMinor: 1 };
  const book = await bookOf(sandboxUrl, provider);
  const sums = { taken: 0n, back: 0n, byLedger: 0n };
  let charges = 0;
  let currency = '';
  for (const { charge } of schedule.periods) {
    if (!charge) continue;
    const of = (effect: string) =>
      book
        .filter((entry) => entry.effect === effect && entry.subject.id === charge.providerReference)
        .reduce((sum, { amount }) => sum + BigInt(Math.round(Number(amount) * perMinor)), 0n);
    const [wasTaken, wentBack] = [of(taken), of(back)];
    const { payment } = await api.ask(readEntries, { id: charge.id });
    const ours = (payment?.ledgerEntries.nodes ?? [])
      .filter(({ account }) => account === 'MERCHANT_PAYABLE')
      .reduce(
        (sum, { direction, amount }) => sum + BigInt(amount.amountMinor) * (direction === 'CREDIT' ? 1n : -1n),
        0n,
      );
    same(`charge ${charge.id} of ${name}`, ours, wasTaken - wentBack);
    sums.taken += wasTaken;
    sums.back += wentBack;
    sums.byLedger += ours;
    charges += 1;
    currency = charge.amounts.requested.currency;
  }
  const { taken: all, back: less, byLedger } = sums;
  console.log(
    `${name}: ${charges} charges. ${provider} has taken ${decimal(all)} ${currency} by its own records, and given back ${decimal(less)}; the ledger has ${decimal(byLedger)}.`,
  );
}

const within = ({ from, to }: { readonly from: string; readonly to: string }, at: string): boolean =>
  Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to);

function same(what: string, ours: unknown, theirs: unknown): void {
  if (ours !== theirs) throw new Unexpected(`${what}: expected ${theirs}; got ${ours}`);
}

const decimal = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
