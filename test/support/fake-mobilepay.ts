import type { AuthorityState, Fact, Outcome } from '../../src/domain/port/provider.ts';
import { mobilepay } from '../../src/providers/mobilepay/provider.ts';

/** What stands in the fake's records of one agreement. */
interface Held {
  now: AuthorityState;
}

/** MobilePay in memory: agreements alone, with the true adapter's limits. */
export function createFakeMobilepay() {
  const agreements = new Map<string, Held>();
  /** Whatever is asked about one of these cannot be read. */
  const unreadable = new Set<string>();
  const asked: string[] = [];
  const fact = (id: string, at: Date): Fact => ({
    kind: 'authority',
    ref: { kind: 'agreement', id },
    now: agreements.get(id)?.now ?? 'PENDING',
    at,
  });
  const facts = (one: Fact): Outcome => ({ kind: 'facts', facts: [one] });
  const provider: typeof mobilepay = {
    ...mobilepay,
    operations: {
      ...mobilepay.operations,
      'agreement.create': {
        ...mobilepay.operations['agreement.create'],
        call: async (context, _input, key) => {
          const id = `agreement-${key}`;
          agreements.set(id, { now: 'PENDING' });
          return facts(fact(id, context.now()));
        },
      },
      'agreement.cancel': {
        ...mobilepay.operations['agreement.cancel'],
        call: async (context, { agreement: { id } }) => {
          agreements.set(id, { now: 'CANCELLED' });
          return facts(fact(id, context.now()));
        },
      },
    },
    async checkStatus(context, { id }) {
      asked.push(id);
      if (unreadable.has(id)) return { kind: 'unknown', why: { kind: 'unknownStatus', detail: 'a new word' } };
      return facts(fact(id, context.now()));
    },
  };
  return { provider, agreements, unreadable, asked };
}

/** Settings that the adapter takes. */
export const mobilepaySettings = {
  apiUrl: 'https://api.mobilepay.example/subscriptions',
  tokenUrl: 'https://api.mobilepay.example/token',
  clientId: 'client',
  clientSecret: 'secret',
  refreshToken: 'refresh',
  ibmClientId: 'ibm',
  ibmClientSecret: 'secret',
  providerId: '7a1b9a52-7f52-4f0d-8e0f-6e6f2f9d0c11',
  callbackUsername: 'paygraph',
  callbackPassword: 'secret',
};
