import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  anOpenTransfer,
  aPaidTransfer,
  aShop,
  hour,
  isGenuine,
  items,
  minute,
  type Push,
  pushed,
  type Shop,
  short,
} from './support.ts';

const genuine = ({ website, endpoint }: Shop, { headers, path, body }: Push) =>
  isGenuine(website, headers.authorization, {
    method: 'POST',
    address: endpoint.url.slice('http://'.length) + path,
    body,
  });

/** The form's signature, by its documented rule once more: this form has no name in which the order is a trap. */
function signatureOfForm(form: URLSearchParams, secretKey: string, digest: string): string {
  const names = [...form.keys()].filter((name) => name.toLowerCase() !== 'brq_signature');
  const order = new Intl.Collator('en', { caseFirst: 'false', ignorePunctuation: false, numeric: false });
  const text = names.sort(order.compare).map((name) => `${name}=${form.get(name)}`);
  return createHash(digest)
    .update(text.join('') + secretKey)
    .digest('hex');
}

describe('a JSON push', () => {
  test('is signed over what was sent and where to, afresh at each attempt', async () => {
    const shop = await aShop();
    shop.endpoint.answers.push(500, 204);
    await shop.website.pay();
    await shop.website.advance(10 * minute);
    const { received } = shop.endpoint;
    expect(received).toHaveLength(3);
    expect(received.map((each) => genuine(shop, each))).toEqual([true, true, true]);
    expect(new Set(received.map(({ headers }) => headers.authorization)).size).toBe(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(Object.keys(JSON.parse(received[0]?.body ?? '') as object)).toEqual(['Transaction']);
  });

  test('is tried twelve times within three days, until it is answered 200 and nothing else', async () => {
    const shop = await aShop();
    shop.endpoint.answers.push(
      ...Array.from({ length: 20 }, (_, index) => [204, 201, 302, 404, 500][index % 5] ?? 500),
    );
    await shop.website.pay();
    await shop.website.drain();
    await shop.website.advance(80 * hour);
    expect(shop.endpoint.received).toHaveLength(12);
    const [delivery] = await shop.website.deliveries();
    expect(delivery?.status).toBe('givenUp');
    const times = items(delivery?.attempts).map(({ at }) => Date.parse(String(at)));
    expect(((times.at(-1) ?? 0) - (times[0] ?? 0)) / hour).toBeCloseTo(71.85, 1);
  });

  test('goes to the address of its transaction, and of what derives from it', async () => {
    const shop = await aShop();
    const { website, endpoint } = shop;
    const { key } = await anOpenTransfer(shop, { PushURL: `${endpoint.url}/own?x=1` });
    await website.scenario('TRANSFER_UNDERPAID', key);
    await website.drain();
    const copy = pushed(shop)[0]?.Key;
    await website.refund(copy, '1.00');
    await website.refund(copy, '1.00', { PushURL: `${endpoint.url}/refund` });
    await website.drain();
    expect(endpoint.received.map(({ path }) => path)).toEqual(['/own?x=1', '/own?x=1', '/refund']);
    expect(endpoint.received.map((each) => genuine(shop, each))).toEqual([true, true, true]);
  });

  test('is not sent where there is no address, nor at first where that is switched off', async () => {
    const shop = await aShop({ settings: { initialPush: false } });
    const { json } = await shop.website.pay();
    await shop.website.drain();
    expect(shop.endpoint.received).toEqual([]);
    await shop.website.setUp({ pushUrl: null });
    await shop.website.scenario('TRANSFER_EXACT', json.Key);
    expect(await shop.website.deliveries()).toEqual([]);
  });

  test('is sent again by hand', async () => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    expect((await shop.website.act('resendPush', { key })).status).toBe(200);
    await shop.website.drain();
    expect(pushed(shop).map(short)).toEqual([`${key} 190 10`]);
  });
});

describe('a form push', () => {
  test.each(['sha1', 'sha256', 'sha512'])('is signed within by %s', async (pushDigest) => {
    const shop = await aShop({ settings: { pushContentType: 'httppost', pushDigest } });
    const { website, endpoint } = shop;
    const { key, reference, json } = await anOpenTransfer(shop, {
      Order: 'O-1',
      Description: 'Größe & more',
      CustomParameters: { List: [{ Name: 'note', Value: ' a=b&c ' }] },
      AdditionalParameters: { AdditionalParameter: [{ Name: 'tenant', Value: 't1' }] },
    });
    await website.act('receive', { reference, amount: '7.50' });
    await website.drain();
    const [push] = endpoint.received;
    expect(push?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(push?.headers.authorization).toBeUndefined();
    const form = new URLSearchParams(push?.body);
    expect(form.get('brq_signature')).toBe(signatureOfForm(form, website.credentials.secretKey, pushDigest));
    expect(Object.fromEntries(form)).toEqual({
      brq_amount: '7.50',
      brq_currency: 'EUR',
      brq_customer_name: 'John Smith',
      brq_description: 'Größe & more',
      brq_invoicenumber: 'INV-0001',
      brq_mutationtype: 'Collecting',
      brq_ordernumber: 'O-1',
      brq_payment: expect.not.stringMatching(String(json.PaymentKey)),
      brq_payment_method: 'transfer',
      brq_recurring: 'False',
      brq_statuscode: '190',
      brq_statuscode_detail: 'S001',
      brq_statusmessage: 'Succes',
      brq_test: 'true',
      brq_timestamp: '2026-03-02 11:00:30',
      brq_transaction_cancelable: 'False',
      brq_transaction_method: 'transfer',
      brq_transaction_type: 'C001',
      brq_transactions: expect.not.stringMatching(key),
      brq_websitekey: 'SandboxBPE',
      brq_SERVICE_transfer_CustomerIban: 'NL02ABNA0123456789',
      brq_SERVICE_transfer_CustomerBic: 'ABNANL2A',
      brq_SERVICE_transfer_CustomerAccountName: 'J. Smith',
      brq_SERVICE_transfer_BIC: 'RABONL2U',
      brq_SERVICE_transfer_IBAN: 'NL05RABO0121503038',
      brq_SERVICE_transfer_AccountHolderName: 'Buckaroo Stichting Derdengelden',
      brq_SERVICE_transfer_BankAccount: '1215.03.038',
      brq_SERVICE_transfer_AccountHolderCity: 'Utrecht',
      brq_SERVICE_transfer_AccountHolderCountry: 'The Netherlands',
      brq_SERVICE_transfer_PaymentReference: reference,
      add_tenant: 't1',
      cust_note: ' a=b&c ',
      brq_signature: expect.any(String),
    });
  });

  test('of a refund has its own fields, and may come in capitals', async () => {
    const shop = await aShop({ settings: { pushContentType: 'httppost', pushUpperCase: true } });
    const { key } = await aPaidTransfer(shop);
    const { json } = await shop.website.refund(key, '2.50');
    await shop.website.drain();
    const form = new URLSearchParams(shop.endpoint.received[0]?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      BRQ_TRANSACTIONS: json.Key,
      BRQ_TRANSACTION_TYPE: 'C101',
      BRQ_AMOUNT_CREDIT: '2.50',
      BRQ_RELATEDTRANSACTION_REFUND: key,
      BRQ_SIGNATURE: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(form.has('BRQ_AMOUNT')).toBe(false);
    expect([...form.keys()].filter((name) => name.startsWith('brq_'))).toEqual([]);
  });

  test('has a signature that does not hold where a fault says so', async () => {
    const shop = await aShop({ settings: { pushContentType: 'httppost' } });
    await shop.website.faults({ operation: 'transferPush', fault: 'badSignature' });
    await shop.website.pay();
    await shop.website.drain();
    const form = new URLSearchParams(shop.endpoint.received[0]?.body);
    expect(form.get('brq_signature')).toMatch(/^[0-9a-f]{40}$/);
    expect(form.get('brq_signature')).not.toBe(signatureOfForm(form, shop.website.credentials.secretKey, 'sha1'));
  });
});

describe('the fault', () => {
  test.each<[string, object, number, number, boolean]>([
    ['duplicatePush', { n: 3 }, 3, 3, true],
    ['pushLate', { ms: 60_000 }, 0, 1, true],
    ['pushReordered', {}, 0, 1, true],
    ['neverPush', {}, 0, 0, true],
    ['badSignature', {}, 1, 1, false],
    ['pushBeforeReply', {}, 1, 1, true],
  ])('%s %j brings %i pushes at once and %i in the end', async (fault, args, soon, late, right) => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    await shop.website.faults({ operation: 'transferPush', subject: key, fault, args });
    await shop.website.scenario('TRANSFER_EXACT', key);
    await shop.website.drain();
    const atOnce = shop.endpoint.received.length;
    await shop.website.advance(10 * minute);
    expect([atOnce, shop.endpoint.received.length]).toEqual([soon, late]);
    expect(shop.endpoint.received.map((each) => genuine(shop, each))).toEqual(shop.endpoint.received.map(() => right));
  });

  test('pushBeforeReply of a creation comes before its key is known', async () => {
    const shop = await aShop();
    await shop.website.faults({ operation: 'pay', subject: 'INV-0001', fault: 'pushBeforeReply' });
    const { json } = await shop.website.pay();
    expect(pushed(shop).map(short)).toEqual([`${json.Key} 792 10`]);
  });

  test('REORDERED brings the second of two payments first', async () => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    await shop.website.scenario('TRANSFER_TWICE', key, 'transfer', { webhookDelivery: 'REORDERED' });
    await shop.website.drain();
    expect(pushed(shop).map(({ Key }) => String(Key) === key)).toEqual([false, true]);
  });
});
