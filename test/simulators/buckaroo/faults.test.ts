import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aSandbox } from '../host/harness.ts';
import {
  anOpenTransfer,
  aPaidTransfer,
  aShop,
  aWebsite,
  day,
  isGenuine,
  items,
  parameterOf,
  pushed,
  short,
  type Website,
} from './support.ts';

/** Gives up like an adapter: the reply did not come in time. */
const impatient = () => ({ signal: AbortSignal.timeout(250) });
const cutOff = { cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } };
const done = async (website: Website) => (await website.effects()).filter((effect) => effect !== 'instructionsMailed');

describe('a payment with the fault', () => {
  const faulty = async (fault: string, args: object) => {
    const { website } = await aShop();
    await website.faults({ operation: 'pay', subject: 'INV-0001', fault, args });
    return website;
  };

  test.each<[string, object, number, number | undefined, boolean]>([
    ['ok', {}, 200, 792, true],
    ['refuse', { code: 400 }, 400, undefined, false],
    ['refuse', { code: 404 }, 404, undefined, false],
    ['refuse', { code: 490 }, 200, 490, false],
    ['refuse', { code: 491 }, 200, 491, false],
    ['refuse', { code: 492 }, 200, 492, false],
    ['5xxNoEffect', {}, 500, undefined, false],
    ['5xxNoEffect', { status: 503 }, 503, undefined, false],
    ['5xxAfterEffect', { status: 504 }, 504, undefined, true],
    ['html502', {}, 502, undefined, false],
    ['html502', { effect: true }, 502, undefined, true],
    ['rateLimit', {}, 429, undefined, false],
    ['expiredToken', {}, 400, undefined, false],
  ])('%s %j answers %i', async (fault, args, status, code, effect) => {
    const website = await faulty(fault, args);
    const answer = await website.pay();
    expect([answer.status, answer.json.Status?.Code?.Code]).toEqual([status, code]);
    expect(await done(website)).toEqual(effect ? ['transferCreated'] : []);
    // Looked for by its invoice: that is the only way to know, since nothing makes a second one the same.
    const found = await website.call('POST', '/json/Transaction/Statuses', { Transactions: [{ Invoice: 'INV-0001' }] });
    expect(items(found.json.Transactions)).toHaveLength(effect ? 1 : 0);
    await website.pay();
    expect(await done(website)).toHaveLength(effect ? 2 : 1);
  });

  test.each<[string, object, boolean]>([
    ['timeoutNoEffect', {}, false],
    ['effectThenTimeout', {}, true],
    ['resetNoEffect', {}, false],
    ['effectThenReset', {}, true],
    ['slowDrip', {}, true],
  ])('%s gets no answer', async (fault, args, effect) => {
    const website = await faulty(fault, args);
    await (/reset/i.test(fault)
      ? expect(website.pay({})).rejects.toMatchObject(cutOff)
      : expect(website.pay({}, impatient())).rejects.toThrow('timeout'));
    expect(await done(website)).toEqual(effect ? ['transferCreated'] : []);
  });

  test('effectLater is done when the client is long gone, although its signature is old by then', async () => {
    const website = await faulty('effectLater', { ms: 600_000 });
    await expect(website.pay({}, impatient())).rejects.toThrow('timeout');
    expect(await done(website)).toEqual([]);
    expect(await website.advance(600_000)).toEqual(['buckaroo.effectLater']);
    expect(await done(website)).toEqual(['transferCreated']);
  });

  test('truncatedJson or hugeBody cannot be used', async () => {
    const website = await faulty('truncatedJson', {});
    const { text } = await website.pay();
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    await website.faults({ operation: 'pay', fault: 'hugeBody', args: { bytes: 300_000 } });
    expect((await website.pay()).text).toHaveLength(300_000);
    expect(await done(website)).toEqual(['transferCreated', 'transferCreated']);
  });

  test('wrongAmount or wrongCurrency is told under a signature that holds', async () => {
    const website = await faulty('wrongAmount', {});
    await website.faults({ operation: 'pay', fault: 'wrongCurrency' });
    const address = `${website.credentials.baseUrl.slice('http://'.length)}/json/Transaction`;
    const answers = [await website.pay(), await website.pay(), await website.pay()];
    expect(answers.map(({ json }) => [json.AmountDebit, json.Currency])).toEqual([
      [11, 'EUR'],
      [10, 'DKK'],
      [10, 'EUR'],
    ]);
    expect(
      answers.map(({ headers, text }) =>
        isGenuine(website, headers.get('authorization'), { method: 'POST', address, body: text }),
      ),
    ).toEqual([true, true, true]);
    expect((await website.book()).flatMap(({ amount }) => amount ?? [])).toEqual(['10.00', '10.00', '10.00']);
  });
});

test.each<[string, (website: Website, key: string) => Promise<{ readonly status: number }>, boolean]>([
  ['refund', (website, key) => website.refund(key, '0.01'), true],
  ['getStatus', (website, key) => website.call('GET', `/json/Transaction/Status/${key}`), true],
  [
    'getStatuses',
    (website, key) => website.call('POST', '/json/Transaction/Statuses', { Transactions: [{ Key: key }] }),
    true,
  ],
  ['refundInfo', (website, key) => website.call('GET', `/json/Transaction/RefundInfo/${key}`), true],
  [
    'refundInfos',
    (website, key) =>
      website.call('POST', '/json/Transaction/RefundInfos', { RefundInfoCollection: [{ TransactionKey: key }] }),
    true,
  ],
  ['cancel', (website, key) => website.call('GET', `/json/Transaction/Cancel/${key}`), true],
  [
    'cancelMultiple',
    (website, key) => website.call('POST', '/json/Transaction/CancelMultiple', { Transactions: [{ Key: key }] }),
    true,
  ],
  ['invoiceInfo', (website) => website.call('GET', '/json/Transaction/InvoiceInfo/INV-0001'), false],
  ['transaction', (website) => website.call('POST', '/json/Transaction', '{}'), false],
])('%s may be named by a fault script, and by its key where it has one', async (operation, call, named) => {
  const shop = await aShop();
  const { key } = await aPaidTransfer(shop);
  await shop.website.faults(
    { operation, subject: 'another', fault: '5xxNoEffect', args: { status: 501 } },
    { operation, ...(named && { subject: key }), fault: '5xxNoEffect', args: { status: 503 } },
  );
  expect((await call(shop.website, key)).status).toBe(503);
  expect((await call(shop.website, key)).status).toBe(200);
});

test('a restart keeps transactions, nonces, switches, deposits, mails, timers and what is under way', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-'));
  onTestFinished(() => rm(storage, { recursive: true, force: true }));
  const shop = await aShop({ storage });
  const first = shop.website;
  const { key, reference } = await anOpenTransfer(shop);
  await first.scenario('TRANSFER_LATE', key);
  const { deposit } = (await first.act('receive', { reference: 'thanks', amount: '1.00' })).json;
  const paid = await aPaidTransfer(shop, { Invoice: 'INV-0002' });
  await first.setUp({ refundResult: 'FAILED_LATER', refundDelayMs: day });
  const refund = await first.refund(paid.key, '5.00', { Invoice: 'INV-0002' });
  const timestamp = Math.floor((await first.now()) / 1_000);
  await first.call('GET', `/json/Transaction/Status/${key}`, undefined, { nonce: 'kept', timestamp });
  await first.drain();
  shop.endpoint.received.length = 0;
  shop.endpoint.answers.push(500);
  await first.act('resendPush', { key: paid.key });
  await first.drain();
  await shop.sandbox.close();
  shop.endpoint.received.length = 0;

  const second = await aWebsite(await aSandbox({ storage }));
  const again = await second.call('GET', `/json/Transaction/Status/${key}`, undefined, { nonce: 'kept', timestamp });
  expect(again.status).toBe(400);
  expect((await second.setUp({})).json.refundResult).toBe('FAILED_LATER');
  expect(await second.mails()).toHaveLength(2);
  expect((await second.act('matchDeposit', { deposit, key })).status).toBe(200);
  expect(await second.advance(20 * day)).toEqual(['callbackDue', 'buckaroo.refundSettles', 'buckaroo.moneyArrives']);
  expect(pushed(shop).map(short)).toEqual([
    expect.stringContaining(' 190 1'),
    `${paid.key} 190 10`,
    `${refund.json.Key} 490 5`,
    `${key} 190 10`,
  ]);
  const next = await second.pay({ Invoice: 'INV-0003' });
  expect([reference, paid.reference]).not.toContain(parameterOf(next.json, 'PaymentReference'));
});
