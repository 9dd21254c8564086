import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aSandbox } from '../host/harness.ts';
import {
  aCreditor,
  aMandate,
  aRequest,
  aShop,
  type Creditor,
  errorsOf,
  isGenuine,
  items,
  told,
  uuid,
} from './support.ts';

/** Gives up like an adapter: the reply did not come in time. */
const impatient = () => ({ signal: AbortSignal.timeout(150) });
const cutOff = { cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } };

describe('a creation with the fault', () => {
  const faulty = async (fault: string, args: object) => {
    const { creditor } = await aShop();
    await creditor.faults({ operation: 'createMandate', fault, args });
    return creditor;
  };

  test.each<[string, object, number, string[], boolean]>([
    ['ok', {}, 201, [], true],
    ['refuse', { code: 400 }, 400, ['INVALID_FIELD'], false],
    ['refuse', { code: 401 }, 401, ['AUTHENTICATION_FAILED'], false],
    ['refuse', { code: 403 }, 403, ['DECLINED'], false],
    ['refuse', { code: 404 }, 404, ['NOT_FOUND'], false],
    ['refuse', { code: 409 }, 409, ['DUPLICATE_UUID'], false],
    ['refuse', { code: 429 }, 429, ['RATE_LIMIT_EXCEEDED'], false],
    ['5xxNoEffect', {}, 500, ['INTERNAL_SERVER_ERROR'], false],
    ['5xxNoEffect', { status: 503 }, 503, ['SERVICE_UNAVAILABLE'], false],
    ['5xxAfterEffect', { status: 504 }, 504, ['SERVICE_UNAVAILABLE'], true],
    ['html502', {}, 502, [], false],
    ['html502', { effect: true }, 502, [], true],
    ['rateLimit', {}, 429, ['RATE_LIMIT_EXCEEDED'], false],
    ['expiredToken', {}, 401, ['AUTHENTICATION_FAILED'], false],
  ])('%s %j answers %i', async (fault, args, status, errors, done) => {
    const creditor = await faulty(fault, args);
    const answer = await creditor.createMandate();
    expect([answer.status, errorsOf(answer)]).toEqual([status, errors]);
    expect(await creditor.effects()).toEqual(done ? ['mandateReceived'] : []);
    // Looked for, and sent again where it is not there: the same uuid is one mandate.
    expect(await creditor.status()).toEqual(done ? { uuid: uuid(1), statusCode: 'RECEIVED' } : undefined);
    expect((await creditor.createMandate()).status).toBe(201);
    expect(await creditor.effects()).toEqual(['mandateReceived']);
  });

  test.each<[string, object, boolean]>([
    ['timeoutNoEffect', {}, false],
    ['effectThenTimeout', {}, true],
    ['resetNoEffect', {}, false],
    ['effectThenReset', {}, true],
    ['slowDrip', {}, true],
  ])('%s gets no answer', async (fault, args, done) => {
    const creditor = await faulty(fault, args);
    await (/reset/i.test(fault)
      ? expect(creditor.createMandate(aMandate())).rejects.toMatchObject(cutOff)
      : expect(creditor.createMandate(aMandate(), impatient())).rejects.toThrow('timeout'));
    expect(await creditor.effects()).toEqual(done ? ['mandateReceived'] : []);
  });

  test('effectLater is done when the client is long gone, although its signature is old by then', async () => {
    const creditor = await faulty('effectLater', { ms: 600_000 });
    await expect(creditor.createMandate(aMandate(), impatient())).rejects.toThrow('timeout');
    expect(await creditor.status()).toBeUndefined();
    expect(await creditor.advance(600_000)).toEqual(['effectLater']);
    expect(await creditor.status()).toMatchObject({ statusCode: 'RECEIVED' });
  });

  test('truncatedJson or hugeBody cannot be used', async () => {
    const creditor = await faulty('truncatedJson', {});
    const { text } = await creditor.createMandate();
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    await creditor.faults({ operation: 'createMandate', fault: 'hugeBody', args: { bytes: 300_000 } });
    expect((await creditor.createMandate()).text).toHaveLength(300_000);
    expect(await creditor.effects()).toEqual(['mandateReceived']);
  });
});

test('rateLimit says when to come again, unless told not to, and that it is worth it', async () => {
  const { creditor } = await aShop();
  await creditor.faults(
    { operation: 'searchMandates', fault: 'rateLimit', args: { retryAfterSeconds: 7 } },
    { operation: 'searchMandates', fault: 'rateLimit', args: { retryAfterSeconds: null } },
  );
  const [first, second, third] = [await creditor.search(), await creditor.search(), await creditor.search()];
  expect([first, second, third].map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
    [429, '7'],
    [429, null],
    [200, null],
  ]);
  expect(first.json.Errors?.Error).toMatchObject([{ Source: 'Gateway', Recoverable: true }]);
});

test('wrongAmount and wrongCurrency change what is told of a request, not the request', async () => {
  const { creditor } = await aShop();
  await creditor.createRequest();
  await creditor.faults(
    { operation: 'getCollectionRequest', fault: 'wrongAmount' },
    { operation: 'getCollectionRequest', fault: 'wrongCurrency' },
  );
  const amounts: unknown[] = [];
  for (let call = 0; call < 3; call++) amounts.push((await creditor.getRequest()).json.payment?.amount);
  expect(amounts).toEqual([
    { currency: 'DKK', value: 2500.5 },
    { currency: 'EUR', value: 2499.5 },
    { currency: 'DKK', value: 2499.5 },
  ]);
});

test.each<[string, (creditor: Creditor) => Promise<{ readonly status: number }>]>([
  ['createMandate', (creditor) => creditor.createMandate()],
  ['searchMandates', (creditor) => creditor.search()],
  ['createCollectionRequest', (creditor) => creditor.createRequest()],
  ['getCollectionRequest', (creditor) => creditor.getRequest()],
  ['debtorCheck', (creditor) => creditor.checkDebtor()],
])('%s may be named by a fault script, and by its uuid where it has one', async (operation, call) => {
  const { creditor } = await aShop();
  await creditor.createRequest();
  const named = operation === 'debtorCheck' ? {} : { subject: uuid(1) };
  await creditor.faults(
    { operation, subject: uuid(2), fault: '5xxNoEffect', args: { status: 501 } },
    { operation, ...named, fault: '5xxNoEffect', args: { status: 503 } },
  );
  expect((await call(creditor)).status).toBe(503);
  expect([200, 201]).toContain((await call(creditor)).status);
});

test('a fault is not used up by a call that is not signed', async () => {
  const { creditor } = await aShop();
  await creditor.faults({ operation: 'createMandate', fault: '5xxNoEffect' });
  expect((await creditor.createMandate(aMandate(), { headers: {} })).status).toBe(401);
  expect((await creditor.createMandate()).status).toBe(500);
});

test.each<[string, object, number, number, boolean]>([
  ['duplicatePush', { n: 3 }, 3, 3, true],
  ['pushLate', { ms: 60_000 }, 0, 1, true],
  ['pushReordered', {}, 0, 1, true],
  ['neverPush', {}, 0, 0, true],
  ['badSignature', {}, 1, 1, false],
  ['pushBeforeReply', {}, 1, 1, true],
])('the callback fault %s brings %j so', async (fault, args, soon, late, genuine) => {
  const shop = await aShop();
  const { creditor, callbackUrl, merchant } = shop;
  await creditor.createRequest(aRequest({ callbackUrl, mandate: undefined }));
  await creditor.faults({ operation: 'collectionRequestCallback', subject: uuid(1), fault, args });
  await creditor.advance(1_000);
  const atOnce = merchant.received.length;
  await creditor.advance(600_000);
  expect([atOnce, merchant.received.length]).toEqual([soon, late]);
  expect(merchant.received.map((each) => isGenuine(shop, each))).toEqual(merchant.received.map(() => genuine));
});

test('a restart keeps the key, the nonces, the switches, the timers and what is under way', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-'));
  onTestFinished(() => rm(storage, { recursive: true, force: true }));
  const shop = await aShop({ storage });
  const { creditor: first, sandbox, callbackUrl, merchant } = shop;
  await first.setUp({ paymentAnswer: 'BANK_REJECTED' });
  await first.createRequest(aRequest({ callbackUrl }));
  await first.scenario('PAYER_ACCEPTS');
  await first.drain();
  await first.call('POST', first.mandatesUrl, {}, {}, { nonce: 'kept' });
  await sandbox.close();
  merchant.received.length = 0;

  const second = await aCreditor(await aSandbox({ storage }));
  expect(second.credentials.privateKeyPem).toBe(first.credentials.privateKeyPem);
  expect(second.credentials.callbackPublicKeyPem).toBe(first.credentials.callbackPublicKeyPem);
  expect((await second.call('POST', second.mandatesUrl, {}, {}, { nonce: 'kept' })).status).toBe(401);
  expect(await second.advanceTo('2026-03-02T14:00:00Z')).toEqual(['paymentIsDone', 'mandateIsChecked', 'bankAnswers']);
  expect(told(shop)).toEqual(['APPROVED FAILED RECEIVED', 'APPROVED FAILED VALIDATED']);
  expect(items((await second.ask('/betalingsservice/book')).json.entries)).toHaveLength(7);
});
