import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  Capability,
  Operation,
  OperationMap,
  Outcome,
  Provider,
  ProviderRef,
  StatusCheck,
} from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import type { World } from './world.ts';

/** How one operation is tried out. */
export interface OperationCase<K extends Capability, S> {
  /** As the simulator's book and fault scripts name its call. */
  readonly wireName: string;
  /** Brings the provider to where the operation is allowed, and says with what; `name` is unused so far. */
  prepare(world: World<S>, name: string): Promise<OperationMap[K]>;
  /** Lookups whose answer carries an amount: it is compared with what was asked. `own` is the reply of the call itself. */
  readonly echoes: readonly ('own' | (string & {}))[];
  /** The call begins with a question that goes through, which keeps the breaker closed. */
  readonly readsFirst?: true;
  /** The statuses with which the provider refuses this for certain; those of HTTP, unless it has its own. */
  readonly refusals?: readonly number[];
  /** Harmless, since what is done already is left as it is: a second call has no effect. */
  readonly doneOnce?: true;
  /** Its money came in whatever currency the payer sent, and goes back in that one. */
  readonly anyCurrency?: true;
  /** Where the input has an amount. */
  withAmount?(input: OperationMap[K], amount: ReturnType<typeof money>): OperationMap[K];
}

export interface ContractSubject<C extends Capability, S> {
  readonly provider: Provider<C, S>;
  open(): Promise<World<S>>;
  readonly operations: { readonly [K in C]: OperationCase<K, S> };
  /** The same account with another address that nobody listens to. */
  unreachable(settings: S): S;
  /** The same account with another secret for callbacks. */
  otherCallbackSecret(settings: S): S;
  /** What must never be seen in an outcome. */
  secrets(settings: S): readonly string[];
  /** The access token does not expire, so a call that finds it refused has nothing to renew. */
  readonly tokenIsFixed?: true;
  /** Makes the provider call us back, at least once. */
  provokeCallback(world: World<S>, name: string): Promise<ProviderRef>;
  /** The push fault for which a callback does not prove itself. */
  readonly badSignature: string;
  /** Names of the headers that prove a callback. */
  readonly proofHeaders: readonly string[];
  /** Bodies of callbacks with a status or code that is in no table. */
  readonly unknownNews: readonly unknown[];
  /** Things that the provider has never heard of. */
  readonly strangers: readonly ProviderRef[];
}

type Settled = 'done' | 'absent' | 'refused' | 'notSent' | 'unknown';

/** What the port promises, for any provider that has a simulator. A provider is done when this is green. */
export function providerContract<const C extends Capability, S>(subject: ContractSubject<C, S>): void {
  const { provider } = subject;
  let world: World<S>;
  let names = 0;
  const name = () => `c${++names}`;
  beforeAll(async () => {
    world = await subject.open();
    const connected = await provider.connect(world.context());
    if (!connected.ok) throw new Error(connected.error);
    world.learn(connected.value?.settings);
  });
  afterEach(() => world.clearFaults());
  afterAll(() => world.close());

  for (const capability of Object.keys(subject.operations) as C[]) {
    describe(capability, () => operation(capability, subject.operations[capability], provider.operations[capability]));
  }

  function operation<K extends Capability>(capability: K, trial: OperationCase<K, S>, it: Operation<K, S>): void {
    /** A fresh account for each trial: its breaker is closed, and its token is fetched before anything goes wrong. */
    const begin = async () => {
      const account = { id: name(), settings: world.settings };
      const input = await trial.prepare(world, name());
      for (const stranger of subject.strangers.slice(0, 1))
        await provider.checkStatus(world.context({ account }), stranger);
      const key = `key_${name()}`;
      const mark = await world.mark();
      const sentAt = world.context().now();
      const context = (deadlineMs?: number) =>
        world.context({ account, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
      return {
        input,
        account,
        call: async (deadlineMs?: number): Promise<Outcome> => {
          const outcome = await it.call(context(deadlineMs), input, key);
          for (const secret of subject.secrets(world.settings)) expect(show(outcome)).not.toContain(secret);
          return outcome;
        },
        /** After an unknown outcome: asks where the provider has no keys, and repeats under the same key where it has. */
        settle: (): Promise<StatusCheck> =>
          it.repeat === 'lookFirst' ? it.probe(context(), input, key, { at: sentAt }) : it.call(context(), input, key),
        effects: () => world.effects(trial.wireName, mark),
      };
    };

    // What does no harm when it is done twice is simply done again.
    const again = it.repeat === 'harmless' && !trial.doneOnce ? 1 : 0;

    test('has its effect once, and finds it again when asked', async () => {
      const { call, settle, effects, input } = await begin();
      expect(it.check(input, world.settings)).toEqual([]);
      expect(kindOf(await call())).toBe('done');
      expect(kindOf(await settle())).toBe('done');
      expect(await effects()).toBe(1 + again);
    });

    // Long enough to be sent on a busy machine, since the token is there already; short enough to wait for.
    const shortly = 200;
    test.each<[fault: string, is: string, effects: 0 | 1, deadlineMs?: number]>([
      ['effectThenTimeout', 'timeout', 1, shortly],
      ['timeoutNoEffect', 'timeout', 0, shortly],
      ['slowDrip', 'timeout', 1, shortly],
      ['effectThenReset', 'reset', 1],
      ['resetNoEffect', 'reset', 0],
      ['5xxNoEffect', 'serverError', 0],
      ['5xxAfterEffect', 'serverError', 1],
      ['html502', 'serverError', 0],
      ['truncatedJson', 'unreadable', 1],
      ['hugeBody', 'unreadable', 1],
    ])(
      '%s is unknown (%s), and settles by asking with one effect in all',
      async (fault, kind, expected, deadlineMs) => {
        const { call, settle, effects } = await begin();
        await world.faults({ operation: trial.wireName, fault });
        const startedAt = performance.now();
        const outcome = await call(deadlineMs);
        if (deadlineMs !== undefined) expect(performance.now() - startedAt).toBeLessThan(deadlineMs + 1_000);
        expect(outcome).toMatchObject({ kind: 'unknown', why: { kind } });
        expect(show(outcome)).not.toMatch(/<html|Bad Gateway/i);
        expect(await effects()).toBe(expected);
        const settled = await settle();
        if (it.repeat === 'lookFirst') expect(kindOf(settled)).toBe(expected === 1 ? 'done' : 'absent');
        if (settled.kind === 'absent') {
          // Nothing but an ended subject makes an absence certain.
          expect(settled.certain).toBe(false);
          expect(kindOf(await call())).toBe('done');
        }
        expect(await effects()).toBe(again === 1 ? expected + 1 : 1);
      },
    );

    test('an effect that comes later than our time-out is absent at first, and never for certain', async () => {
      const { call, settle, effects } = await begin();
      await world.faults({ operation: trial.wireName, fault: 'effectLater', args: { ms: 60_000 } });
      expect(kindOf(await call(shortly))).toBe('unknown');
      if (it.repeat === 'lookFirst') expect(await settle()).toMatchObject({ kind: 'absent', certain: false });
      await world.advance(61_000);
      expect(await effects()).toBe(1);
      expect(kindOf(await settle())).toBe('done');
      expect(await effects()).toBe(1 + again);
    });

    test.each(trial.refusals ?? [400, 404, 422])(
      'a refusal with %i is certain, has a reason and no effect',
      async (code) => {
        const { call, effects } = await begin();
        await world.faults({ operation: trial.wireName, fault: 'refuse', args: { code } });
        const outcome = await call();
        expect(outcome.kind).toBe('refused');
        if (outcome.kind === 'refused') expect(outcome.why.message).toMatch(/^[A-Z].*\.$/);
        expect(await effects()).toBe(0);
      },
    );

    test('a conflict with what is not there is no success, and has no effect', async () => {
      const { call, effects } = await begin();
      await world.faults({ operation: trial.wireName, fault: 'refuse', args: { code: 409 } });
      expect(['refused', 'unknown']).toContain((await call()).kind);
      expect(await effects()).toBe(0);
    });

    test('a rate limit means not sent, until the time that the provider names', async () => {
      const { call, effects } = await begin();
      await world.faults({ operation: trial.wireName, fault: 'rateLimit', args: { retryAfterSeconds: 7 } });
      expect(await call()).toMatchObject({ kind: 'notSent', why: { kind: 'throttled', retryAfterMs: 7_000 } });
      expect(await effects()).toBe(0);
      expect(kindOf(await call())).toBe('done');
    });

    test.skipIf(subject.tokenIsFixed)('a token that expires on the way is renewed once, unseen', async () => {
      const { call, effects } = await begin();
      await world.faults({ operation: trial.wireName, fault: 'expiredToken' });
      expect(kindOf(await call())).toBe('done');
      expect(await effects()).toBe(1);
    });

    test('credentials that are refused for good mean not sent, unauthorised', async () => {
      const { call, effects } = await begin();
      await world.faults({ operation: trial.wireName, fault: 'expiredToken', times: subject.tokenIsFixed ? 1 : 2 });
      expect(await call()).toMatchObject({ kind: 'notSent', why: { kind: 'unauthorised' } });
      expect(await effects()).toBe(0);
    });

    test('a provider that cannot be reached means not sent; a question to it is unknown', async () => {
      const { input } = await begin();
      const account = { id: name(), settings: subject.unreachable(world.settings) };
      const context = world.context({ account });
      expect(await it.call(context, input, 'key')).toMatchObject({ kind: 'notSent', why: { kind: 'unavailable' } });
      if (it.repeat === 'lookFirst')
        expect(await it.probe(context, input, 'key', { at: context.now() })).toMatchObject({ kind: 'unknown' });
    });

    test('without any time left nothing is sent', async () => {
      const { call, effects } = await begin();
      expect(kindOf(await call(0))).toBe('notSent');
      expect(await effects()).toBe(0);
    });

    for (const where of trial.echoes) {
      test.each(['wrongAmount', 'wrongCurrency'])(
        `%s in the answer (${where}) is unknown, never a success`,
        async (fault) => {
          if (where === 'own' && fault === 'wrongCurrency') return;
          const { call, settle } = await begin();
          if (where === 'own') {
            await world.faults({ operation: trial.wireName, fault });
            expect(await call()).toMatchObject({ kind: 'unknown', why: { kind: 'amountMismatch' } });
          } else {
            await world.faults({ operation: trial.wireName, fault: 'effectThenReset' }, { operation: where, fault });
            expect(kindOf(await call())).toBe('unknown');
            expect(await settle()).toMatchObject({ kind: 'unknown', why: { kind: 'amountMismatch' } });
          }
          expect(kindOf(await settle())).toBe('done');
        },
      );
    }

    test.skipIf(trial.readsFirst)(
      'five failures in a row open the breaker of this account, and nothing is sent',
      async () => {
        const { call, effects, account } = await begin();
        await world.faults({ operation: trial.wireName, fault: '5xxNoEffect', times: 5 });
        for (let i = 0; i < 5; i++) expect(kindOf(await call())).toBe('unknown');
        expect(await call()).toMatchObject({ kind: 'notSent', why: { kind: 'unavailable' } });
        expect(await effects()).toBe(0);
        const [stranger] = subject.strangers;
        // Asked in this state it is unknown: "not sent" would have the operation sent again.
        if (stranger) expect((await provider.checkStatus(world.context({ account }), stranger)).kind).toBe('unknown');
      },
    );

    const { withAmount } = trial;
    if (withAmount) {
      test('amounts of nothing, of less, and of a currency that the provider has not are refused before anything is sent', async () => {
        const { input } = await begin();
        const { currencies } = provider.capabilities(world.settings);
        const [first] = currencies;
        if (!first) throw new Error('a provider without a currency');
        expect(currencies.map(String)).not.toContain('XAF');
        const foreign = trial.anyCurrency ? [] : [money(100n, currency('XAF'))];
        for (const amount of [money(0n, first), money(-1n, first), ...foreign]) {
          expect(
            it.check(withAmount(input, amount), world.settings).length,
            `${capability} of ${amount.amountMinor} ${amount.currency}`,
          ).toBeGreaterThan(0);
        }
      });
    }
  }

  describe('asking', () => {
    test.each(subject.strangers.map((ref) => [ref.kind, ref] as const))(
      'for a %s that the provider has never heard of says absent',
      async (_, ref) => {
        expect(await provider.checkStatus(world.context(), ref)).toMatchObject({ kind: 'absent', certain: false });
      },
    );
  });

  describe('a callback', () => {
    const provoke = async (): Promise<{ ref: ProviderRef; requests: World<S>['callbacks'] }> => {
      const before = world.callbacks.length;
      const ref = await subject.provokeCallback(world, name());
      await world.drain();
      return { ref, requests: world.callbacks.slice(before) };
    };

    test('comes as we asked, proves itself, and leads to what is true', async () => {
      const { ref, requests } = await provoke();
      expect(requests.length).toBeGreaterThan(0);
      const about: string[] = [];
      for (const request of requests) {
        expect(['verified', 'unverified']).toContain(provider.inbound.verify(request, world.settings));
        const items = provider.inbound.split(request);
        if (!items.ok) throw new Error(items.error);
        for (const item of items.value) {
          const meaning = provider.inbound.interpret(item, world.settings);
          expect(['checkStatus', 'facts']).toContain(meaning.kind);
          if (meaning.kind === 'checkStatus')
            expect((await provider.checkStatus(world.context(), meaning.ref, item)).kind).toBe('facts');
          about.push(item.about.id);
        }
      }
      expect(about).toContain(ref.id);
    });

    test('sent twice has the same keys, and two pieces of news have two', async () => {
      const { requests } = await provoke();
      const keys = () =>
        requests.flatMap((request) => {
          const items = provider.inbound.split(request);
          return items.ok ? items.value.map(({ dedupeKey }) => dedupeKey) : [];
        });
      expect(keys()).toEqual(keys());
      expect(new Set(keys()).size).toBe(keys().length);
    });

    test('with a bad proof is invalid', async () => {
      await world.faults({ fault: subject.badSignature, times: 10 });
      const { requests } = await provoke();
      expect(requests.map((request) => provider.inbound.verify(request, world.settings))).toContain('invalid');
      const status = provider.inbound.answer('invalid').status;
      expect(status >= 400 && status < 500).toBe(true);
    });

    test('with the proof of another account, cut, doubled, empty or missing is invalid, and never an exception', async () => {
      const { requests } = await provoke();
      const [request] = requests;
      if (!request) throw new Error('no callback came');
      expect(provider.inbound.verify(request, subject.otherCallbackSecret(world.settings))).toBe('invalid');
      for (const header of subject.proofHeaders) {
        const proof = request.headers[header] ?? '';
        const { [header]: _, ...without } = request.headers;
        const spoilt = [
          '',
          ' ',
          proof.slice(1),
          proof.slice(0, -1),
          `${proof}, ${proof}`,
          proof + proof,
          proof.toLowerCase(),
          '\0'.repeat(9_999),
        ];
        const others = spoilt.filter((value) => value !== proof);
        for (const headers of [without, ...others.map((value) => ({ ...request.headers, [header]: value }))]) {
          expect(['invalid', 'malformed']).toContain(provider.inbound.verify({ ...request, headers }, world.settings));
        }
      }
    });

    test.each(['', '{', 'null', '[]', '{}', '1e400', '['.repeat(100_000), '{"__proto__":{}}', '\0'])(
      'of %.20j is malformed, and never an exception',
      (text) => {
        expect(provider.inbound.split({ headers: {}, body: new TextEncoder().encode(text) }).ok).toBe(false);
        expect(provider.inbound.answer('malformed').status).toBe(400);
      },
    );

    test('with a status or code in no table is kept for a person, never guessed at', () => {
      expect(subject.unknownNews.length).toBeGreaterThan(0);
      for (const news of subject.unknownNews) {
        const items = provider.inbound.split({ headers: {}, body: new TextEncoder().encode(JSON.stringify(news)) });
        if (!items.ok) throw new Error(items.error);
        expect(items.value.map((item) => provider.inbound.interpret(item, world.settings).kind)).toContain(
          'unrecognised',
        );
      }
    });
  });

  test('settings refuse a key that they do not know', () => {
    expect(provider.settings.safeParse(world.settings).success).toBe(true);
    expect(provider.settings.safeParse({ ...world.settings, surprise: 1 }).success).toBe(false);
  });
}

/** One word for what came of it. */
function kindOf(answer: StatusCheck): Settled {
  return answer.kind === 'facts' || answer.kind === 'pending' ? 'done' : answer.kind;
}

function show(outcome: Outcome): string {
  return JSON.stringify(outcome, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
