import { z } from 'zod';
import {
  type AnyProvider,
  type BillingRequestState,
  defineProvider,
  type Fact,
  type InboundItem,
  type Institution,
  type Outcome,
  type ProviderRef,
  type RequestAction,
  type StatusCheck,
  type StatusReason,
} from '../../src/domain/port/provider.ts';
import { currency, type Money } from '../../src/kernel/money.ts';
import { ok, refuse } from '../../src/kernel/result.ts';
import * as betalingsservice from '../../src/providers/betalingsservice/terms.ts';
import * as goCardless from '../../src/providers/gocardless/terms.ts';

/** A provider in memory for tests of the domain: its book is a map, and a test moves what stands in it. */
export interface FakeBank {
  readonly provider: ReturnType<typeof makeProvider>;
  /** A second provider of the same book, with terms of its own, which knows debtors as well. */
  readonly danish: ReturnType<typeof makeProvider>;
  readonly mandates: Map<string, FakeMandate>;
  readonly payments: Map<string, FakePayment>;
  readonly requests: Map<string, FakeRequest>;
  /** The events that it lists, oldest first; it gives two items a page. */
  readonly events: InboundItem[];
  /** Ids of things of which it speaks in words that nobody knows. */
  readonly strange: Set<string>;
  /** Ids of things about which its answers cannot be read. */
  readonly unreadable: Set<string>;
  /** What the provider refuses our credentials for. */
  readonly refusing: Set<'checkCredentials'>;
  /** The input of every call, by operation. */
  readonly calls: { readonly operation: string; readonly input: unknown }[];
  /** What the next call of an operation is answered with; `after` lets it have its effect first. */
  script(operation: string, answer: Outcome, when?: 'instead' | 'after'): void;
}
export interface FakeMandate {
  status: Extract<Fact, { kind: 'authority' }>['now'];
  word: string;
}
export interface FakePayment {
  word: 'pending_submission' | 'submitted' | 'confirmed' | 'paid_out' | 'failed' | 'charged_back' | 'cancelled';
  readonly amount: Money;
  readonly within: ProviderRef;
}
export interface FakeRequest {
  status: BillingRequestState;
  actions: RequestAction[];
  readonly payment: Money | null;
  readonly mandate: boolean;
  fellBack: boolean;
}

export const because: StatusReason = { code: 'OTHER', message: 'Because.', origin: 'BANK', retryable: false };
const at = new Date('2026-01-01T00:00:00Z');

export function createFakeBank(): FakeBank {
  const bank = {
    mandates: new Map<string, FakeMandate>(),
    payments: new Map<string, FakePayment>(),
    requests: new Map<string, FakeRequest>(),
    events: [] as InboundItem[],
    strange: new Set<string>(),
    unreadable: new Set<string>(),
    refusing: new Set<'checkCredentials'>(),
    calls: [] as { operation: string; input: unknown }[],
    scripted: new Map<string, { answer: Outcome; when: 'instead' | 'after' }>(),
  };
  const provider = makeProvider(bank);
  return {
    ...bank,
    provider,
    danish: { ...provider, ...makeDanish(bank) },
    script: (operation, answer, when = 'instead') => void bank.scripted.set(operation, { answer, when }),
  };
}

type Book = Pick<
  FakeBank,
  'mandates' | 'payments' | 'requests' | 'events' | 'strange' | 'unreadable' | 'refusing' | 'calls'
> & {
  readonly scripted: Map<string, { answer: Outcome; when: 'instead' | 'after' }>;
};

function makeDanish({ calls }: Book) {
  const debtorCheck: AnyProvider['debtorCheck'] = {
    check: () => [],
    call: async (_cx, input) => {
      calls.push({ operation: 'debtorCheck', input });
      return { kind: 'reachable', reachable: true };
    },
  };
  return { name: 'BETALINGSSERVICE', inputKey: 'betalingsservice', debtorCheck } as const;
}

function makeProvider(bank: Book) {
  let counter = 0;
  const fresh = (prefix: string): string => `${prefix}${++counter}`;
  const act = async (operation: string, input: unknown, effect: () => StatusCheck): Promise<Outcome> => {
    bank.calls.push({ operation, input });
    const scripted = bank.scripted.get(operation);
    bank.scripted.delete(operation);
    if (scripted?.when === 'instead') return scripted.answer;
    const answer = effect();
    if (scripted) return scripted.answer;
    return answer.kind === 'absent' ? { kind: 'refused', why: because } : answer;
  };
  const ask = (ref: ProviderRef): StatusCheck => askBook(bank, ref);
  const request = (ref: ProviderRef): FakeRequest => {
    const found = bank.requests.get(ref.id);
    if (!found) throw new Error(`no request ${ref.id}`);
    return found;
  };
  const byKey = new Map<string, ProviderRef>();
  const common = { deadlineMs: 1_000, check: () => [] } as const;
  const keyed = { ...common, repeat: 'sameKey', keyLivesHours: 720 } as const;
  const harmless = { ...common, repeat: 'harmless' } as const;
  const looked = { ...common, repeat: 'lookFirst', quietMs: 1_000 } as const;
  const once = (key: string, make: () => ProviderRef): StatusCheck => {
    const ref = byKey.get(key) ?? make();
    byKey.set(key, ref);
    return ask(ref);
  };
  return defineProvider({
    name: 'GOCARDLESS',
    inputKey: 'goCardless',
    settings: z.strictObject({}),
    capabilities: () => ({
      currencies: [currency('DKK')],
      partialCapture: false,
      partialRefund: true,
      autoReserve: false,
      refundWindowMs: null,
    }),
    operations: {
      'mandate.create': {
        ...keyed,
        terms: (debtor) =>
          'goCardless' in debtor ? goCardless.mandateTerms(debtor) : betalingsservice.mandateTerms(debtor, undefined),
        call: (_cx, input, key) =>
          act('mandate.create', input, () =>
            once(key, () => {
              const id = fresh('MD');
              bank.mandates.set(id, { status: 'PENDING', word: 'pending_submission' });
              return { kind: 'mandate', id };
            }),
          ),
      },
      'mandate.cancel': {
        ...looked,
        call: (_cx, input) =>
          act('mandate.cancel', input, () => {
            bank.mandates.set(input.mandate.id, { status: 'CANCELLED', word: 'cancelled' });
            return ask(input.mandate);
          }),
        probe: async (_cx, input) => ask(input.mandate),
      },
      'payment.charge': {
        ...keyed,
        call: (_cx, input, key) =>
          act('payment.charge', input, () =>
            once(key, () => {
              const id = fresh('PM');
              bank.payments.set(id, { word: 'pending_submission', amount: input.amount, within: input.mandate });
              return { kind: 'payment', id, within: input.mandate };
            }),
          ),
      },
      'payment.cancel': {
        ...looked,
        call: (_cx, input) =>
          act('payment.cancel', input, () => {
            const payment = bank.payments.get(input.payment.id);
            if (payment?.word !== 'pending_submission') return { kind: 'refused', why: because };
            payment.word = 'cancelled';
            return ask(input.payment);
          }),
        probe: async (_cx, input) => ask(input.payment),
      },
      'payment.refund': {
        ...keyed,
        call: (_cx, input) =>
          act('payment.refund', input, () => {
            const ref = { kind: 'refund', id: fresh('RF'), within: input.payment } as const;
            return { kind: 'facts', facts: [{ kind: 'refunded', ref, amount: input.amount, at }] };
          }),
      },
      'request.create': {
        ...keyed,
        terms: (terms) =>
          'goCardless' in terms ? goCardless.requestTerms(terms) : betalingsservice.requestTerms(terms, undefined),
        call: (_cx, input, key) =>
          act('request.create', input, () =>
            once(key, () => {
              if (!('goCardless' in input.terms)) throw new Error('another carrier');
              const { payment, mandate } = input.terms.goCardless;
              const id = fresh('BRQ');
              bank.requests.set(id, {
                status: 'PENDING',
                payment: payment?.amount ?? null,
                mandate: mandate !== undefined,
                fellBack: false,
                actions: [
                  step('COLLECT_CUSTOMER_DETAILS', []),
                  step('COLLECT_BANK_ACCOUNT', []),
                  step('CONFIRM_PAYER_DETAILS', ['COLLECT_CUSTOMER_DETAILS', 'COLLECT_BANK_ACCOUNT']),
                ],
              });
              return { kind: 'billingRequest', id };
            }),
          ),
      },
      'request.action': {
        ...looked,
        call: (_cx, input) =>
          act('request.action', input, () => {
            const found = request(input.request);
            const [name] = Object.keys(input.action);
            const type = name?.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
            found.actions = found.actions.map((one) => (one.type === type ? { ...one, status: 'COMPLETED' } : one));
            if (found.actions.every(({ status }) => status === 'COMPLETED')) found.status = 'READY_TO_FULFIL';
            return ask(input.request);
          }),
        probe: async (_cx, input) => ask(input.request),
      },
      'request.fulfil': {
        ...looked,
        call: (_cx, input) =>
          act('request.fulfil', input, () => {
            request(input.request).status = 'FULFILLED';
            return ask(input.request);
          }),
        probe: async (_cx, input) => ask(input.request),
      },
      'request.cancel': {
        ...looked,
        call: (_cx, input) =>
          act('request.cancel', input, () => {
            request(input.request).status = 'CANCELLED';
            return ask(input.request);
          }),
        probe: async (_cx, input) => ask(input.request),
      },
      'request.fallBack': {
        ...looked,
        call: (_cx, input) =>
          act('request.fallBack', input, () => {
            request(input.request).fellBack = true;
            return ask(input.request);
          }),
        probe: async (_cx, input) => ask(input.request),
      },
      'request.notify': {
        ...harmless,
        call: (_cx, input) => act('request.notify', input, () => ask(input.request)),
      },
      'request.flow': {
        ...harmless,
        call: (_cx, input) =>
          act('request.flow', input, () => {
            const url = `https://pay.example/${fresh('BRF')}`;
            const until = new Date('2026-12-31T00:00:00Z');
            return { kind: 'facts', facts: [{ kind: 'flow', ref: input.request, url, until, at }] };
          }),
      },
    },
    checkStatus: async (_cx, ref) =>
      bank.unreadable.has(ref.id)
        ? { kind: 'unknown', why: { kind: 'unknownStatus', detail: 'a strange word' } }
        : ask(ref),
    inbound: {
      verify: () => 'verified',
      split: ({ body }) => ok(JSON.parse(new TextDecoder().decode(body)) as []),
      interpret: (item) =>
        bank.strange.has(item.about.id)
          ? { kind: 'unrecognised', detail: 'a strange word' }
          : { kind: 'checkStatus', ref: item.about },
      answer: () => ({ status: 204 }),
    },
    institutions: {
      check: ({ countryCode }) =>
        countryCode === 'XX' ? [{ path: ['countryCode'], rule: 'country', message: 'expected a country' }] : [],
      call: async (_cx, input) => {
        bank.calls.push({ operation: 'institutions', input });
        const scripted = bank.scripted.get('institutions')?.answer;
        bank.scripted.delete('institutions');
        if (scripted?.kind === 'refused' || scripted?.kind === 'notSent') return scripted;
        return { kind: 'institutions', institutions: ['Alpha', 'Beta', 'Alphabet'].map(anInstitution) };
      },
    },
    pollEvents: async (_cx, cursor) => {
      bank.calls.push({ operation: 'pollEvents', input: cursor });
      const scripted = bank.scripted.get('pollEvents');
      bank.scripted.delete('pollEvents');
      if (scripted?.answer.kind === 'notSent') return scripted.answer;
      const from = Number(cursor ?? bank.events.length);
      const items = bank.events.slice(from, from + 2);
      const next = from + items.length;
      return { kind: 'events', items, cursor: String(next), more: next < bank.events.length };
    },
    checkCredentials: async () => {
      bank.calls.push({ operation: 'checkCredentials', input: null });
      return bank.refusing.has('checkCredentials') ? refuse('the token is not known') : ok(undefined);
    },
    connect: async () => ok(undefined),
  });
}

function anInstitution(name: string): Institution {
  return { id: name.toLowerCase(), name, countryCode: 'GB', available: true, completesBankAccount: false };
}

function step(type: RequestAction['type'], requires: RequestAction['requires']): RequestAction {
  return { type, status: 'PENDING', required: true, requires, completes: [], missingFields: [] };
}

function askBook(bank: Book, ref: ProviderRef): StatusCheck {
  const mandate = ref.kind === 'mandate' ? bank.mandates.get(ref.id) : undefined;
  if (mandate) return facts([{ kind: 'authority', ref, now: mandate.status, providerStatus: mandate.word, at }]);
  const payment = ref.kind === 'payment' ? bank.payments.get(ref.id) : undefined;
  if (payment) return facts(paymentFacts(ref, payment));
  const request = ref.kind === 'billingRequest' ? bank.requests.get(ref.id) : undefined;
  return request ? facts(requestFacts(bank, ref, request)) : { kind: 'absent', certain: false };
}

function facts(told: readonly Fact[]): StatusCheck {
  const [first, ...rest] = told;
  if (!first) throw new Error('nothing to tell');
  return { kind: 'facts', facts: [first, ...rest] };
}

/** All that is true of a payment now. */
export function paymentFacts(ref: ProviderRef, { word, amount }: Pick<FakePayment, 'word' | 'amount'>): Fact[] {
  const told = { ref, at, providerStatus: word };
  const captured: Fact = { kind: 'captured', amount, ...told };
  const facts: Readonly<Record<FakePayment['word'], readonly Fact[]>> = {
    pending_submission: [{ kind: 'scheduled', chargeDate: '2026-01-05', ...told }],
    submitted: [{ kind: 'submitted', chargeDate: '2026-01-05', ...told }],
    confirmed: [captured, { kind: 'restored', amount, ...told }],
    paid_out: [captured, { kind: 'restored', amount, ...told }, { kind: 'paidOut', ...told }],
    failed: [{ kind: 'failed', why: because, ...told }],
    charged_back: [captured, { kind: 'reversed', amount, cause: 'chargeback', why: because, ...told }],
    cancelled: [{ kind: 'cancelled', why: because, ...told }],
  };
  return [...facts[word]];
}

function requestFacts(bank: Book, ref: ProviderRef, request: FakeRequest): Fact[] {
  const { status, actions, fellBack, payment, mandate } = request;
  const fulfilled = status === 'FULFILLED';
  const paymentRef: ProviderRef = { kind: 'payment', id: `PM-${ref.id}`, within: ref };
  const mandateRef: ProviderRef = { kind: 'mandate', id: `MD-${ref.id}`, within: ref };
  const told: Fact[] = [
    {
      kind: 'request',
      ref,
      now: status,
      actions: fulfilled ? [] : actions,
      fallbackOccurred: fellBack,
      at,
      ...(fulfilled && payment ? { payment: { ref: paymentRef, amount: payment } } : {}),
      ...(fulfilled && mandate ? { mandate: { ref: mandateRef, scheme: 'BACS' as const } } : {}),
    },
  ];
  if (fulfilled && mandate) {
    if (!bank.mandates.has(mandateRef.id))
      bank.mandates.set(mandateRef.id, { status: 'PENDING', word: 'pending_submission' });
    const { status: now = 'PENDING', word = '' } = bank.mandates.get(mandateRef.id) ?? {};
    told.push({ kind: 'authority', ref: mandateRef, now, providerStatus: word, at });
  }
  if (fulfilled && payment) {
    const known = bank.payments.get(paymentRef.id) ?? { word: 'submitted' as const, amount: payment, within: ref };
    bank.payments.set(paymentRef.id, known);
    told.push(...paymentFacts(paymentRef, known));
  }
  return told;
}
