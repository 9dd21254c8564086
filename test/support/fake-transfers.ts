import { z } from 'zod';
import {
  defineProvider,
  type Fact,
  type OperationInput,
  type Outcome,
  type ProviderRef,
  type Sent,
  type StatusCheck,
  type StatusReason,
} from '../../src/domain/port/provider.ts';
import { currency, type Money, money, sameMoney } from '../../src/kernel/money.ts';
import { ok } from '../../src/kernel/result.ts';

/** A provider of transfers in memory, with the rule of the true one: money of another amount makes a transaction of its own. */
export interface FakeTransfers {
  readonly provider: ReturnType<typeof makeProvider>;
  readonly transactions: Map<string, FakeTransaction>;
  /** The input of every call, by operation. */
  readonly calls: { readonly operation: string; readonly input: unknown }[];
  /** What each question about a lost refund was told of what we know. */
  readonly asked: Sent[];
  /** What the next call of an operation is answered with; `after` lets it have its effect first. Several are taken in order. */
  script(operation: string, answer: Outcome, when?: 'instead' | 'after'): void;
  /** Money comes in for an invoice: gives the key of the transaction that brought it. */
  receive(invoice: string, amount: Money, over?: Partial<FakeTransaction>): string;
  /** A person gives money of a transaction back, at the provider. */
  refundByHand(key: string, amount: Money): string;
}
export interface FakeTransaction {
  readonly type: 'C001' | 'C101';
  readonly invoice: string;
  readonly amount: Money;
  /** Our key, which the provider echoes; one that a person makes has none. */
  readonly ourKey?: string;
  /** Of a refund: the transaction whose money it gives back. */
  readonly of?: string;
  readonly at: Date;
  readonly iban?: string;
  code: number;
}

export const because: StatusReason = { code: 'OTHER', message: 'Because.', origin: 'PROVIDER', retryable: false };
const start = Date.UTC(2026, 0, 1);

type Scripted = { answer: Outcome; when: 'instead' | 'after' };
type Book = Pick<FakeTransfers, 'transactions' | 'calls' | 'asked'> & {
  readonly scripted: Map<string, Scripted[]>;
  counter: number;
};

export function createFakeTransfers(): FakeTransfers {
  const book: Book = { transactions: new Map(), calls: [], asked: [], scripted: new Map(), counter: 0 };
  return {
    ...book,
    provider: makeProvider(book),
    script: (operation, answer, when = 'instead') =>
      void book.scripted.set(operation, [...(book.scripted.get(operation) ?? []), { answer, when }]),
    receive(invoice, amount, over = {}) {
      const waiting = [...book.transactions].find(
        ([, one]) =>
          one.type === 'C001' && one.invoice === invoice && one.code !== 190 && sameMoney(one.amount, amount),
      );
      if (!waiting) return add(book, { type: 'C001', invoice, amount, code: 190, iban: 'NL06ABNA0123456789', ...over });
      waiting[1].code = 190;
      return waiting[0];
    },
    refundByHand(key, amount) {
      const invoice = book.transactions.get(key)?.invoice ?? '';
      return add(book, { type: 'C101', invoice, amount, code: 190, of: key });
    },
  };
}

function add(book: Book, transaction: Omit<FakeTransaction, 'at'> & Partial<FakeTransaction>): string {
  const key = `K${++book.counter}`;
  book.transactions.set(key, { at: new Date(start + book.counter * 60_000), ...transaction });
  return key;
}

function makeProvider(book: Book) {
  const act = async (operation: string, input: unknown, effect: () => StatusCheck): Promise<Outcome> => {
    book.calls.push({ operation, input });
    const scripted = book.scripted.get(operation)?.shift();
    if (scripted?.when === 'instead') return scripted.answer;
    const answer = effect();
    if (scripted) return scripted.answer;
    return answer.kind === 'absent' ? { kind: 'refused', why: because } : answer;
  };
  const looked = { deadlineMs: 1_000, check: () => [], repeat: 'lookFirst', quietMs: 1_000 } as const;
  const byOurKey = (key: string): string | undefined =>
    [...book.transactions].find(([, { ourKey }]) => ourKey === key)?.[0];
  const ask = (ref: ProviderRef): StatusCheck => askBook(book, ref);
  return defineProvider({
    name: 'BUCKAROO',
    settings: z.strictObject({}),
    capabilities: () => ({
      currencies: [currency('EUR')],
      partialCapture: false,
      partialRefund: true,
      autoReserve: false,
      refundWindowMs: null,
    }),
    operations: {
      'transfer.create': {
        ...looked,
        call: (_cx, input, ourKey) =>
          act('transfer.create', input, () => {
            const { invoice, amount } = input;
            return ask({ kind: 'transfer', id: add(book, { type: 'C001', invoice, amount, ourKey, code: 792 }) });
          }),
        probe: async (_cx, _input, ourKey) => {
          const id = byOurKey(ourKey);
          return id ? ask({ kind: 'transfer', id }) : { kind: 'absent', certain: false };
        },
      },
      'transfer.cancel': {
        ...looked,
        call: (_cx, input) =>
          act('transfer.cancel', input, () => {
            const transaction = book.transactions.get(input.transfer.id);
            if (!transaction || transaction.code === 190) return { kind: 'refused', why: because };
            transaction.code = 891;
            return ask(input.transfer);
          }),
        probe: async (_cx, input) => ask(input.transfer),
      },
      'transfer.refund': {
        ...looked,
        call: (_cx, input, ourKey) => act('transfer.refund', input, () => refund(book, input, ourKey)),
        probe: async (_cx, { receipt }, ourKey, sent) => {
          book.asked.push(sent);
          const id = byOurKey(ourKey);
          return id ? ask({ kind: 'refund', id, within: receipt }) : { kind: 'absent', certain: false };
        },
      },
    },
    checkStatus: async (_cx, ref) => ask(ref),
    inbound: {
      verify: () => 'verified',
      split: ({ body }) => ok(JSON.parse(new TextDecoder().decode(body)) as []),
      interpret: (item) => ({ kind: 'checkStatus', ref: item.about }),
      answer: () => ({ status: 200 }),
    },
    checkCredentials: async () => ok(undefined),
    connect: async () => ok(undefined),
  });
}

function refund(
  book: Book,
  { receipt, invoice, amount }: OperationInput<'transfer.refund'>,
  ourKey: string,
): StatusCheck {
  const paid = book.transactions.get(receipt.id);
  const before = [...book.transactions.values()].filter(({ of, code }) => of === receipt.id && code === 190);
  const left = (paid?.amount.amountMinor ?? 0n) - before.reduce((sum, one) => sum + one.amount.amountMinor, 0n);
  if (paid?.code !== 190 || amount.amountMinor > left) return { kind: 'refused', why: because };
  const id = add(book, { type: 'C101', invoice, amount, ourKey, of: receipt.id, code: 190 });
  return askBook(book, { kind: 'refund', id, within: receipt });
}

function askBook(book: Book, ref: ProviderRef): StatusCheck {
  const transaction = book.transactions.get(ref.id);
  if (!transaction) return { kind: 'absent', certain: false };
  if (transaction.type === 'C101') return told(refundFacts(ref, transaction));
  const refundsOf = (fits: (one: FakeTransaction) => boolean): Fact[] =>
    [...book.transactions].flatMap(([id, one]) =>
      one.type === 'C101' && fits(one) ? refundFacts({ kind: 'refund', id }, one) : [],
    );
  if (ref.kind === 'receipt')
    return told([...transactionFacts(ref.id, transaction), ...refundsOf(({ of }) => of === ref.id)]);
  const copies = [...book.transactions].filter(
    ([key, { type, invoice, code }]) =>
      key !== ref.id && type === 'C001' && invoice === transaction.invoice && code === 190,
  );
  return told([
    ...transactionFacts(ref.id, transaction),
    ...copies.flatMap(([key, copy]) => (copy.ourKey ? [] : [received(key, copy)])),
    ...refundsOf(({ invoice }) => invoice === transaction.invoice),
  ]);
}

/** All that one transaction says. One that we asked for says where to pay, too. */
export function transactionFacts(key: string, transaction: FakeTransaction): Fact[] {
  const { code, at, ourKey } = transaction;
  const ref = { kind: 'transfer', id: key } as const;
  const instructed: Fact = {
    kind: 'instructed',
    ref,
    at,
    providerStatus: String(code),
    providerSubCode: code === 190 ? 'S001' : 'C300',
    ...(ourKey ? { operationKey: ourKey } : {}),
    bank: {
      reference: `5112${key}`,
      iban: 'NL05RABO0121503038',
      bic: 'RABONL2U',
      accountHolder: 'Stichting',
      localAccountNumber: '1215.03.038',
    },
    message: {
      title: 'Transfer',
      text: `State 5112${key}.`,
      html: '<p onclick="x()">State <b>it</b>.</p><script>x()</script>',
    },
  };
  return [
    ...(ourKey ? [instructed] : []),
    ...(code === 190 ? [received(key, transaction)] : []),
    ...(code === 890 || code === 891 ? [{ kind: 'cancelled', ref, at, why: because } as const] : []),
    ...(code === 490 ? [{ kind: 'failed', ref, at, why: because } as const] : []),
  ];
}

function received(key: string, { invoice, amount, at, iban = 'NL06ABNA0123456789' }: FakeTransaction): Fact {
  return {
    kind: 'received',
    ref: { kind: 'receipt', id: key },
    invoice,
    amount,
    at,
    payer: { accountHolder: 'John Smith', iban },
  };
}

function refundFacts(ref: ProviderRef, { amount, at, code, of, ourKey }: FakeTransaction): Fact[] {
  const named = { kind: 'refund', id: ref.id, within: { kind: 'receipt', id: of ?? '' } } as const;
  const operationKey = ourKey ? { operationKey: ourKey } : {};
  if (code === 190) return [{ kind: 'refunded', ref: named, amount, at, ...operationKey }];
  return code < 700 ? [{ kind: 'refundDeclined', ref: named, at, why: because, ...operationKey }] : [];
}

function told(facts: readonly Fact[]): StatusCheck {
  const [first, ...rest] = facts;
  return first
    ? { kind: 'facts', facts: [first, ...rest] }
    : { kind: 'pending', ref: { kind: 'receipt', id: '' }, checkAgainMs: 1_000 };
}

/** Euro, in cents. */
export function euro(cents: number): Money {
  return money(BigInt(cents), currency('EUR'));
}
