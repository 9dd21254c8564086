import fc from 'fast-check';
import { stringify } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/domain/port/provider.ts';
import { amountMinorMax as largest, money, toDecimal } from '../../../src/kernel/money.ts';
import { whyFailed } from '../../../src/providers/betalingsservice/reasons.ts';
import {
  fromAmount,
  mandateRef,
  requestRef,
  toInstant,
  toLines,
  toMandateFact,
  toNewMandate,
  toNewRequest,
  toRequest,
  uuidOf,
  withinRequest,
} from '../../../src/providers/betalingsservice/translate.ts';
import {
  collectionRequest,
  mandateBody,
  mandateCauses,
  mandateStates,
  mandateStatuses,
  paymentCauses,
  paymentStates,
  readError,
  requestBody,
  requestCauses,
  requestMandateStates,
  requestStates,
} from '../../../src/providers/betalingsservice/wire.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import { callbackUrl, dkk, fixture, fixtureText, newMandate, newRequest, someSettings, t0, uuid } from './support.ts';

const settings = someSettings();
const context = { settings, callbackUrl, now: t0 };
const compact = (name: string) => stringify(JSON.parse(fixtureText(name)));
const aRequest = (changes: object = {}, payment: object = {}, mandate: object | null = {}) => {
  const { payment: paid, mandate: agreed, ...rest } = fixture('request-pending') as Record<string, object>;
  return collectionRequest.parse({
    ...rest,
    payment: { ...paid, ...payment },
    ...(mandate ? { mandate: { ...agreed, ...mandate } } : {}),
    ...changes,
  });
};
const factsOf = (...given: Parameters<typeof aRequest>): readonly Fact[] => {
  const read = toRequest(aRequest(...given), t0);
  if (!read.ok) throw new Error(read.error.why.detail);
  return read.value.facts;
};
/** What is told of each part, in a word. */
const told = (facts: readonly Fact[]) => facts.map((fact) => ('now' in fact ? `${fact.kind} ${fact.now}` : fact.kind));

describe('what we send', () => {
  test('is the mandate of the example: account filled up with zeros, numbers without those in front', () => {
    expect(stringify(mandateBody(toNewMandate(newMandate(), uuid, settings)))).toBe(compact('new-mandate.request'));
  });
  test('is of the account where the input names no creditor, and of a company where it has a CVR number', () => {
    const {
      creditorNumber: _,
      debtorGroupNumber: __,
      ...given
    } = (newMandate().debtor as { betalingsservice: object }).betalingsservice as Record<string, string>;
    const input = { externalId: 'M', debtor: { betalingsservice: { ...given, nationalId: 'DK13585628' } as never } };
    expect(mandateBody(toNewMandate(input, uuid, settings))).toMatchObject({
      creditorData: { pbsNumber: 2_056_372, debtorGroupNumber: 1 },
      debtorIdentity: { cvrNumber: '13585628' },
    });
  });
  test('is the collection request of the proposal, with its amount in full', () => {
    const sent = stringify(requestBody(toNewRequest({ ...newRequest(), debtorReference: 'PHONE1' }, uuid, context)));
    expect(sent).toContain('"value":2499.50');
    expect(JSON.parse(sent ?? '')).toEqual(JSON.parse(fixtureText('new-request.request')));
  });
  test('lives as long as was asked for, a moment less than the longest, and as long as the provider likes by default', () => {
    const { expiresAt } = toNewRequest(newRequest({ expiresInMs: 7 * 86_400_000 }), uuid, context);
    expect(expiresAt?.toISOString()).toBe('2026-03-09T09:59:30.000Z');
    expect(requestBody(toNewRequest(newRequest({ expiresInMs: undefined }), uuid, context))).not.toHaveProperty(
      'expiresAt',
    );
  });
  test('has the customer number that it is given, and never the external id', () => {
    const given = { ...newRequest(), debtorReference: ' cust1 ' };
    expect(toNewRequest(given, uuid, context).customerNumber).toBe('CUST1');
    // As it was written down before each request had one.
    expect(toNewRequest(newRequest({}, 'PHONE1'), uuid, context).customerNumber).toBe('3F2B1C4E8D5A4F6');
  });
  test("is by the creditor's numbers that are given, else by the account's", () => {
    const given = newRequest({ creditorNumber: '02056372', debtorGroupNumber: '00009' });
    expect(toNewRequest(given, uuid, context)).toMatchObject({
      creditorNumber: '02056372',
      debtorGroupNumber: '00009',
    });
    const { creditorNumber, debtorGroupNumber } = context.settings;
    expect(toNewRequest(newRequest(), uuid, context)).toMatchObject({ creditorNumber, debtorGroupNumber });
  });
  test('asks for no mandate where none is wanted', () => {
    expect(requestBody(toNewRequest(newRequest({ createMandate: false }), uuid, context))).not.toHaveProperty(
      'mandate',
    );
  });
  test('any amount survives the way out and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: largest }), (minor) => {
        const amount = money(minor, dkk);
        const json = readJson(stringify(requestBody(toNewRequest(newRequest({ amount }), uuid, context))) ?? '');
        const value = json.ok ? (json.value as { payment: { amount: { value: string } } }).payment.amount.value : '';
        expect(value).toBe(toDecimal(amount));
        expect(fromAmount({ currency: 'DKK', value })).toEqual({ ok: true, value: amount });
      }),
    );
  });
  test('any text is broken into lines of sixty at most, between words where it can be, and none of it is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 })), (words) => {
        const text = words
          .map((word) => word.replaceAll(' ', ''))
          .filter((word) => word !== '')
          .join(' ');
        const lines = toLines(text);
        expect(lines.every((line) => line.length > 0 && line.length <= 60 && line.isWellFormed())).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
    expect(toLines(`${'a'.repeat(30)} ${'b'.repeat(30)} c`)).toEqual(['a'.repeat(30), `${'b'.repeat(30)} c`]);
  });
});

test('our uuid is one of version 4 in form, the same for the same key and no other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(uuidOf(one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(uuidOf(one) === uuidOf(other)).toBe(one === other);
    }),
  );
});

describe('a mandate by itself', () => {
  const wire = (statusCode: string, more: object = {}) => ({ statusCode, ...more });
  test.each([
    ['RECEIVED', 'PENDING'],
    ['VALIDATED', 'ACTIVE'],
    ['FAILED', 'FAILED'],
  ])('%s → %s, with the word beside it', (statusCode, now) => {
    const fact = toMandateFact(uuid, wire(statusCode), t0);
    expect(fact).toMatchObject({ ok: true, value: { ref: mandateRef(uuid), now, providerStatus: statusCode, at: t0 } });
  });
  test.each([
    ['000123456', '000123456'],
    // Where it is a number, its zeros are lost.
    ['123456', '000123456'],
    ['1234567890', undefined],
    ['0', undefined],
    ['M12', undefined],
    [null, undefined],
  ])('the mandate number %s is %s', (mandateId, number) => {
    const fact = toMandateFact(uuid, wire('VALIDATED', { mandateId }), t0);
    expect(fact.ok && 'mandateNumber' in fact.value ? fact.value.mandateNumber : undefined).toBe(number);
  });
  test.each(['PENDING', 'CANCELLED', 'ACTIVE', 'received', '__proto__', 'constructor'])(
    '%s is not among its words, and unknown',
    (statusCode) => {
      expect(toMandateFact(uuid, wire(statusCode), t0)).toMatchObject({
        ok: false,
        error: { kind: 'unknown', why: { kind: 'unknownStatus' } },
      });
    },
  );
  test.each([
    ['MANDATE_ALREADY_EXISTS', 'DUPLICATE_REQUEST'],
    ['BANK_IS_NOT_WITHIN_BETALINGSSERVICE', 'BANK_NOT_PARTICIPATING'],
    ['CREDITORS_DEBTOR_REFERENCE_IS_NOT_CORRECT', 'OTHER'],
    ['DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT', 'DEBTOR_DETAILS_INVALID'],
    ['DEBTOR_IDENTITY_IS_NOT_CORRECT', 'DEBTOR_DETAILS_INVALID'],
    ['CREDITOR_DATA_IS_NOT_CORRECT', 'OTHER'],
    ['DEBTOR_GROUP_CLOSED', 'OTHER'],
    ['UNKNOWN_VALIDATION_ERROR', 'OTHER'],
  ])('that failed with %s says %s', (errorCode, code) => {
    const fact = toMandateFact(uuid, wire('FAILED', { errorCode }), t0);
    expect(fact).toMatchObject({ value: { why: { code, providerCode: errorCode } } });
    expect(mandateCauses.has(errorCode)).toBe(true);
  });
  test.each([
    ['NEVER_HEARD_OF', 'NEVER_HEARD_OF'],
    ['0101801234', undefined],
    [undefined, undefined],
  ])('that failed with %s has failed all the same, for a reason that we do not know', (errorCode, providerCode) => {
    const fact = toMandateFact(uuid, wire('FAILED', { errorCode }), t0);
    expect(fact).toMatchObject({ value: { now: 'FAILED', why: { code: 'OTHER' } } });
    expect(fact.ok && fact.value.kind === 'authority' && fact.value.why?.providerCode).toBe(providerCode);
    expect(JSON.stringify(fact)).not.toContain('0101801234');
  });
});

describe('the answer to a search', () => {
  test.each(['search', 'search-array', 'search-other'])('is read from its container (%s)', (name) => {
    expect(mandateStatuses.parse(fixture(name)).items[0]).toMatchObject({ uuid, statusCode: 'VALIDATED' });
  });
  test('without anything is none, in the places that we know', () => {
    const none = { items: [], unreadable: 0 };
    expect([[], { mandateStatuses: [] }].map((body) => mandateStatuses.parse(body))).toEqual([none, none]);
  });
  test.each([{}, { errors: [] }, { a: [{ uuid, statusCode: 'FAILED' }], b: [] }, { list: [{}] }, 'x', null])(
    'of %j cannot be read, and says nothing',
    (body) => {
      expect(mandateStatuses.safeParse(body).success).toBe(false);
    },
  );
});

describe('a collection request', () => {
  test('in the app waits for its approval, and names what it carries', () => {
    const facts = factsOf();
    expect(told(facts)).toEqual(['request PENDING', 'authority PENDING', 'awaitingPayer']);
    expect(facts).toMatchObject([
      {
        ref: requestRef(uuid),
        actions: [{ type: 'APPROVE_IN_APP', status: 'PENDING', required: true }],
        payment: { ref: withinRequest('payment', uuid), amount: money(249_950n, dkk) },
        mandate: { ref: withinRequest('mandate', uuid), scheme: 'BETALINGSSERVICE' },
        until: new Date('2026-03-02T10:15:30Z'),
        at: new Date('2026-03-02T10:00:30Z'),
      },
      { ref: withinRequest('mandate', uuid) },
      { ref: withinRequest('payment', uuid), step: { kind: 'app' }, until: new Date('2026-03-02T10:15:30Z') },
    ]);
  });
  test('that is approved, whose payment completed while its mandate failed, tells each on its own', () => {
    const read = toRequest(collectionRequest.parse(fixture('request-approved')), t0);
    const facts = read.ok ? read.value.facts : [];
    expect(told(facts)).toEqual(['request FULFILLED', 'authority FAILED', 'captured', 'restored']);
    expect(facts).toMatchObject([
      { actions: [], at: new Date('2026-03-02T10:05:00Z') },
      { why: { code: 'DEBTOR_DETAILS_INVALID' } },
      { amount: money(249_950n, dkk), chargeDate: '2026-03-02' },
      { amount: money(249_950n, dkk) },
    ]);
  });

  const ends = [
    ['REJECTED', ['request REJECTED', 'authority REJECTED', 'rejected'], 'REJECTED_BY_PAYER'],
    ['EXPIRED', ['request EXPIRED', 'authority EXPIRED', 'expired'], 'EXPIRED'],
    ['FAILED', ['request REJECTED', 'authority FAILED', 'failed'], 'OTHER'],
  ] as const;
  test.each(ends.flatMap((end) => ['PENDING', 'CANCELLED'].map((child) => [...end, child] as const)))(
    '%s ends all that it carries alike (%j, %s), also where the parts still say %s',
    (statusCode, expected, code, child) => {
      const facts = factsOf({ statusCode }, { statusCode: child }, { statusCode: child });
      expect(told(facts)).toEqual(expected);
      for (const fact of facts) expect('why' in fact && fact.why?.code).toBe(code);
      expect(facts[0]).toMatchObject({ actions: [] });
    },
  );
  test('that failed since the debtor has no app says so', () => {
    const [request] = factsOf({ statusCode: 'FAILED', errorCode: 'DEBTOR_NOT_ONBOARDED' });
    expect(request).toMatchObject({ now: 'REJECTED', why: { providerCode: 'DEBTOR_NOT_ONBOARDED', origin: 'PAYER' } });
  });
  test('does not hide money that moved, whatever the request says', () => {
    expect(told(factsOf({ statusCode: 'REJECTED' }, { statusCode: 'COMPLETED' }))).toContain('captured');
    expect(told(factsOf({ statusCode: 'EXPIRED' }, {}, { statusCode: 'VALIDATED' }))).toContain('authority ACTIVE');
  });
  test('without a mandate names none', () => {
    const facts = factsOf({}, {}, null);
    expect(told(facts)).toEqual(['request PENDING', 'awaitingPayer']);
    expect(facts[0]).not.toHaveProperty('mandate');
  });
  test('that is approved tells nothing of a payment that has not begun', () => {
    expect(told(factsOf({ statusCode: 'APPROVED' }, {}, { statusCode: 'RECEIVED' }))).toEqual([
      'request FULFILLED',
      'authority PENDING',
    ]);
  });
  test.each([
    ['PROCESSING', ['submitted']],
    ['COMPLETED', ['captured', 'restored']],
    ['FAILED', ['failed']],
    ['CANCELLED', ['cancelled']],
    ['ON_THE_MOON', []],
  ])('that is approved with a payment %s tells %j of it', (statusCode, expected) => {
    expect(told(factsOf({ statusCode: 'APPROVED' }, { statusCode, paymentDate: '2026-03-03' }, null)).slice(1)).toEqual(
      expected,
    );
  });
  test.each([
    ['INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS'],
    ['ACCOUNT_CLOSED', 'DEBTOR_DETAILS_INVALID'],
    ['BANK_REJECTED', 'OTHER'],
    ['TECHNICAL_ERROR', 'OTHER'],
    ['NEVER_HEARD_OF', 'OTHER'],
  ])('whose payment failed with %s says %s', (errorCode, code) => {
    const facts = factsOf({ statusCode: 'APPROVED' }, { statusCode: 'FAILED', errorCode }, null);
    expect(facts[1]).toMatchObject({ kind: 'failed', why: { code, providerCode: errorCode } });
  });
  test.each(['2026-02-30', '2026-3-2', 'soon', '2026-03-02T00:00:00Z', null])(
    'whose payment has the day %j has none that is kept',
    (paymentDate) => {
      for (const statusCode of ['PROCESSING', 'COMPLETED'])
        expect(factsOf({ statusCode: 'APPROVED' }, { statusCode, paymentDate }, null)[1]).not.toHaveProperty(
          'chargeDate',
        );
    },
  );
  test('is told on where only its mandate has a word that we do not know', () => {
    expect(told(factsOf({}, {}, { statusCode: 'ON_THE_MOON' }))).toEqual(['request PENDING', 'awaitingPayer']);
  });
  test.each(['ON_THE_MOON', 'approved', '__proto__'])('with the status %s is unknown as a whole', (statusCode) => {
    expect(toRequest(aRequest({ statusCode }), t0)).toMatchObject({ error: { why: { kind: 'unknownStatus' } } });
  });
  test.each([
    ['2499.505', 'DKK'],
    ['1e3', 'DKK'],
    ['', 'DKK'],
    ['10.00', 'kr.'],
  ])('with the amount %j %s cannot be read', (value, currency) => {
    const wire = aRequest();
    const read = toRequest({ ...wire, payment: { ...wire.payment, amount: { value, currency } } }, t0);
    expect(read).toMatchObject({ error: { why: { kind: 'unreadable' } } });
  });
});

test('every word in every table has its facts, and every code its reason', () => {
  for (const statusCode of requestStates.keys())
    for (const paid of paymentStates.keys())
      for (const agreed of requestMandateStates.keys())
        expect(told(factsOf({ statusCode }, { statusCode: paid }, { statusCode: agreed })).length).toBeGreaterThan(0);
  for (const statusCode of mandateStates.keys()) expect(toMandateFact(uuid, { statusCode }, t0).ok).toBe(true);
  const tables = [
    ['mandate', mandateCauses],
    ['request', requestCauses],
    ['payment', paymentCauses],
  ] as const;
  for (const [what, causes] of tables)
    for (const code of causes.keys()) {
      const why = whyFailed(what, code);
      expect(why.message).toMatch(/^[A-Z].*\.$/);
      expect(why.message).not.toContain('not known to us');
      expect(why.providerCode).toBe(code);
    }
});

test('translating never throws, whatever stands in the fields', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 60, minLength: 1 }),
    fc.constantFrom('APPROVED', 'COMPLETED', 'FAILED', 'PENDING', '80.00', 'DKK', '__proto__'),
  );
  fc.assert(
    fc.property(text, text, text, fc.option(text), (statusCode, value, other, errorCode) => {
      const wire = aRequest();
      const payment = { ...wire.payment, statusCode: other, amount: { value, currency: other }, errorCode };
      toRequest({ ...wire, statusCode, payment, mandate: { statusCode: other, errorCode }, expiresAt: value }, t0);
      toMandateFact(uuid, { statusCode, errorCode }, t0);
    }),
  );
});

describe('times', () => {
  test.each([
    ['2026-03-02T10:00:30Z', '2026-03-02T10:00:30.000Z'],
    ['2026-03-02T11:00:30.1234567+01:00', '2026-03-02T10:00:30.123Z'],
  ])('%s is read as %s', (text, iso) => {
    expect(toInstant(text)?.toISOString()).toBe(iso);
  });
  test.each(['', 'yesterday', '2026-13-45T99:99:99Z', '2026-03-02', '2026-03-02T10:00:30', null, undefined])(
    '%j is no time',
    (text) => {
      expect(toInstant(text)).toBeNull();
    },
  );
});

describe('a refusal', () => {
  test.each([
    ['error-gateway', { source: 'Gateway', code: 'INVALID_OAUTH_SBS', recoverable: false, member: null }],
    ['error-array', { source: 'BS-CREDITOR-API', code: 'INVALID_FIELD', member: 'debtorIdentity.cprNumber' }],
    ['error-camel', { source: 'BS-CREDITOR-API', code: 'MISSING_REQUIRED_FIELD', member: 'creditorData.pbsNumber' }],
    ['error-flat', { source: null, code: 'DEBTOR_GROUP_CLOSED', member: null }],
  ])('is read in the shape of %s', (name, error) => {
    expect(readError(fixture(name))).toMatchObject(error);
  });
  test.each([null, [], 'x', {}, { Errors: null }, { Errors: { Error: [] } }, { Errors: [[]] }, { errorCode: 5 }])(
    'in the shape of %j says nothing',
    (body) => {
      expect(readError(body)).toBeNull();
    },
  );
  test('never hands on a code or member that could be somebody’s number', () => {
    const error = { ReasonCode: 'CPR 0101801234', Details: 'debtorIdentity 0101801234', Description: '0101801234' };
    expect(JSON.stringify(readError({ Errors: { Error: error } }))).not.toContain('0101801234');
  });
});
