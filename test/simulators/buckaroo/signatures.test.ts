import { describe, expect, test } from 'vitest';
import { encodeForm, formSignature, textToSign as formText } from '../../../src/simulators/buckaroo/form.ts';
import {
  contentHash,
  encodedAddress,
  hmacHeader,
  readHmacHeader,
  type Signed,
  signatureHolds,
  textToSign,
} from '../../../src/simulators/buckaroo/hmac.ts';

const by = { websiteKey: 'WSKEY01abc', secretKey: '0123456789ABCDEF0123456789ABCDEF' };
const live = 'https://testcheckout.buckaroo.nl/json/Transaction';
const payBody =
  '{"Currency":"EUR","AmountDebit":10.00,"Invoice":"INV-0001","Services":{"ServiceList":[{"Name":"transfer","Action":"Pay","Parameters":[{"Name":"CustomerEmail","Value":"jane@example.test"},{"Name":"CustomerFirstName","Value":"Jane"},{"Name":"CustomerLastName","Value":"Dö"}]}]}}';
const pushBody =
  '{"Transaction":{"Key":"DFA1E22BC3FD4E3CBA0D0D60E0BD0002","Invoice":"INV-0001","ServiceCode":"transfer","Status":{"Code":{"Code":190,"Description":"Success"},"SubCode":{"Code":"S001","Description":"Transaction successfully processed"},"DateTime":"2023-11-14T23:00:00"},"IsTest":true,"Order":null,"Currency":"EUR","AmountDebit":7.5,"TransactionType":"C001","MutationType":1}}';
const replyBody =
  '{"Key":"DFA1E22BC3FD4E3CBA0D0D60E0BD0001","Status":{"Code":{"Code":792,"Description":"Waiting for consumer"},"SubCode":{"Code":"C300","Description":"The payment for this transfer is still being expected."},"DateTime":"2023-11-14T23:13:21"},"Invoice":"INV-0001","ServiceCode":"transfer","IsTest":true,"Currency":"EUR","AmountDebit":10.00,"TransactionType":"C001","MutationType":1}';
const refundBody =
  '{"Currency":"EUR","AmountCredit":2.50,"Invoice":"INV-0001","OriginalTransactionKey":"DFA1E22BC3FD4E3CBA0D0D60E0BD0002","Services":{"ServiceList":[{"Name":"transfer","Action":"Refund"}]}}';

interface Vector {
  readonly signed: Signed;
  readonly nonce: string;
  readonly timestamp: string;
  readonly hash: string;
  readonly signature: string;
}
const post = (url: string, body: string): Signed => ({ method: 'POST', url, body });
const payStamp = {
  nonce: '3f2a1b4c5d6e7f8091a2b3c4d5e6f708',
  timestamp: '1700000000',
  hash: 'JFQFGeW505BoXv9NzDzHag==',
};
const vectors: Readonly<Record<string, Vector>> = {
  'a payment': {
    signed: post(live, payBody),
    ...payStamp,
    signature: '2l6JX4ofdOOZX3EHoBvKXfpeLBkaah+mm0/VuWlcjgY=',
  },
  'a question': {
    signed: { method: 'GET', url: `${live}/Status/DFA1E22BC3FD4E3CBA0D0D60E0BD0001`, body: '' },
    nonce: '00112233445566778899aabbccddeeff',
    timestamp: '1700000060',
    hash: '',
    signature: '6hvlzZtEGc2LxjDrA3fniORIwyCqG12u8q1xE0TgaK4=',
  },
  'a push': {
    signed: post('https://pay.example.test/webhooks/buckaroo?tenant=t1', pushBody),
    nonce: 'feedfacefeedfacefeedfacefeedface',
    timestamp: '1700002800',
    hash: 'ssskfMXUGYvteFwUcIh0sQ==',
    signature: '2sYRWTD/vDmsEQBF99T6M7rRQ0eEEtyBb0TDXDHuMPM=',
  },
  'a payment at a simulator': {
    signed: post('http://localhost:4010/json/Transaction', payBody),
    ...payStamp,
    signature: 'FA5oNCA3NC5Sd04Tu+Hr/LrnEcN/hBz+mFEBz7YyPQ4=',
  },
  'a reply': {
    signed: post(live, replyBody),
    nonce: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    timestamp: '1700000001',
    hash: 'FKbZ7gzGZKKcE3ZkRjzNkQ==',
    signature: 'QiZzZoJoqxCgj7tad5g14Dyf2BheIOMNpuFTtezJcqc=',
  },
  'a refund': {
    signed: post(live, refundBody),
    nonce: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    timestamp: '1700003000',
    hash: 'ha4fHWrD0KBdt9O2dhg++g==',
    signature: '7I2Ov6lXGO5FSWXBktbb7BP65ENoKir14MSkZJhjvkU=',
  },
};

describe('the hmac', () => {
  test.each(Object.entries(vectors))('of %s is that of its vector', (_name, vector) => {
    const { signed, nonce, timestamp, hash, signature } = vector;
    expect(contentHash(signed.body)).toBe(hash);
    const header = hmacHeader(signed, by, { nonce, timestamp });
    expect(header).toBe(`hmac WSKEY01abc:${signature}:${nonce}:${timestamp}`);
    const read = readHmacHeader(header);
    expect(read && signatureHolds(signed, read, by)).toBe(true);
  });

  test('is over the address in lower case, encoded, and its parts without anything between', () => {
    const { signed, nonce, timestamp } = vectors['a payment at a simulator'] as Vector;
    expect(textToSign(signed, by.websiteKey, { nonce, timestamp })).toBe(
      `WSKEY01abcPOSTlocalhost%3a4010%2fjson%2ftransaction${timestamp}${nonce}JFQFGeW505BoXv9NzDzHag==`,
    );
    expect(encodedAddress('https://pay.example.test/webhooks/buckaroo?tenant=t1')).toBe(
      'pay.example.test%2fwebhooks%2fbuckaroo%3ftenant%3dt1',
    );
    expect(encodedAddress("https://a.test/x y!'(*)~")).toBe('a.test%2fx+y!%27(*)%7e');
  });

  test('of another publication holds as well', () => {
    const signed = { method: 'GET', url: 'https://example.com/json/someEndpoint?someParam=someValue', body: '' };
    const when = { nonce: '7bdb2ecc631c584b0ce10fd1b505df84', timestamp: '1447619979' };
    expect(hmacHeader(signed, { websiteKey: 'foo', secretKey: 'bar' }, when)).toContain(
      'g/mqa1gXAfqxvKvBDE5UCDXxJY8saQmoaeo1mwh/eIk=',
    );
  });

  test.each<[string, (vector: Vector) => { signed: Signed; nonce?: string; timestamp?: string }]>([
    ['another body', ({ signed }) => ({ signed: { ...signed, body: signed.body.replace('10.00', '10.0') } })],
    ['another method', ({ signed }) => ({ signed: { ...signed, method: 'GET' } })],
    ['another host', ({ signed }) => ({ signed: { ...signed, url: signed.url.replace('testcheckout', 'checkout') } })],
    ['a slash at the end', ({ signed }) => ({ signed: { ...signed, url: `${signed.url}/` } })],
    ['nonce and time swapped', ({ signed, nonce, timestamp }) => ({ signed, nonce: timestamp, timestamp: nonce })],
  ])('does not hold for %s', (_name, change) => {
    const vector = vectors['a payment'] as Vector;
    const changed = { nonce: vector.nonce, timestamp: vector.timestamp, ...change(vector) };
    const header = { websiteKey: by.websiteKey, signature: vector.signature, ...changed };
    expect(signatureHolds(changed.signed, header, by)).toBe(false);
  });

  test.each([
    undefined,
    '',
    'hmac ',
    'Bearer token',
    'hmac a:b:c',
    `hmac WSKEY01abc:${payStamp.hash}:${payStamp.nonce}:1700000000`,
    `hmac WSKEY01abc:${'A'.repeat(43)}=:no:nce:1700000000`,
    `hmac WSKEY01abc:${'A'.repeat(43)}=:nonce:17e8`,
    `hmac WSKEY01abc:${'A'.repeat(43)}=:nonce:1700000000, hmac x`,
    'hmac '.padEnd(5_000, 'a'),
  ])('is not read from %j', (header) => {
    expect(readHmacHeader(header)).toBeNull();
  });

  test.each(['hmac ', 'HMAC ', ''])('is read behind %j', (scheme) => {
    expect(readHmacHeader(`${scheme}WSKEY01abc:${'A'.repeat(43)}=:nonce:1700000000`)).toEqual({
      websiteKey: 'WSKEY01abc',
      signature: `${'A'.repeat(43)}=`,
      nonce: 'nonce',
      timestamp: '1700000000',
    });
  });
});

describe('the signature of a form', () => {
  const receipt = {
    utm_source: 'ignored',
    brq_websitekey: 'WSKEY01abc',
    add_tenant: 't1',
    brq_amount: '7.50',
    brq_currency: 'EUR',
    brq_customer_name: 'Jane Dö',
    brq_invoicenumber: 'INV-0001',
    brq_mutationtype: 'Collecting',
    brq_payment: '45ED99DBDAB34FBD98A16B8D04300001',
    brq_SERVICE_transfer_CustomerIban: 'NL06ABNA0000000000',
    brq_SERVICE_transfer_PaymentReference: '51120001',
    brq_statuscode: '190',
    brq_statuscode_detail: 'S001',
    brq_statusmessage: 'Transaction successfully processed',
    brq_test: 'true',
    brq_timestamp: '2023-11-14 23:00:00',
    brq_transaction_method: 'transfer',
    brq_transaction_type: 'C001',
    brq_transactions: 'DFA1E22BC3FD4E3CBA0D0D60E0BD0002',
  };
  const traps = {
    CUST_note: ' a=b&c ',
    BRQ_TRANSACTIONS: 'DFA1E22BC3FD4E3CBA0D0D60E0BD0003',
    BRQ_TRANSACTION_TYPE: 'C101',
    BRQ_TRANSACTION_CANCELABLE: 'False',
    BRQ_AMOUNT0: 'x',
    BRQ_AMOUNT_CREDIT: '2.50',
    BRQ_INVOICENUMBER: 'INV-0001',
    BRQ_RELATEDTRANSACTION_REFUND: 'DFA1E22BC3FD4E3CBA0D0D60E0BD0002',
    BRQ_STATUSCODE: '190',
    BRQ_CURRENCY: 'EUR',
    ADD_Empty: '',
  };

  test.each([
    [receipt, 'sha1', 'fd3da8f1e54c09d6e2af341439eceebf7e510164'],
    [receipt, 'sha256', 'a2d547014fee46db7064aabffec7615bcb3703a9a2ca98775ca1e0ce1bec73e1'],
    [
      receipt,
      'sha512',
      'aca5a370f8b04152018c648ebc1413f29615c5610d528f012a6d28af5038d73f6ff39ec508d602ed4a6ccc744c2553c7bc9e575d29d200c295d58861639c11cc',
    ],
    [traps, 'sha1', '692d99cd30196d01f150188aa579affcf6124079'],
    [traps, 'sha256', '6047c8b5c81141083667cf0d152e99749a712a70f1463a913fa2dec7bccda062'],
    [
      traps,
      'sha512',
      'ba9392d0ee012260d4bde13f6688652e9faa074ec7965fd7e3d3feedbc30313d9f516aae4f6264f754a3fb432af8db7890a1592c1a86bcc445a2464c18827534',
    ],
  ] as const)('of %o by %s is that of its vector', (fields, digest, signature) => {
    expect(formSignature(fields, by.secretKey, digest)).toBe(signature);
    expect(formSignature({ ...fields, Brq_Signature: 'old' }, by.secretKey, digest)).toBe(signature);
  });

  test('is over the fields in their order, underscore before digits before letters', () => {
    expect(formText(traps)).toBe(
      'ADD_Empty=BRQ_AMOUNT_CREDIT=2.50BRQ_AMOUNT0=xBRQ_CURRENCY=EURBRQ_INVOICENUMBER=INV-0001BRQ_RELATEDTRANSACTION_REFUND=DFA1E22BC3FD4E3CBA0D0D60E0BD0002BRQ_STATUSCODE=190BRQ_TRANSACTION_CANCELABLE=FalseBRQ_TRANSACTION_TYPE=C101BRQ_TRANSACTIONS=DFA1E22BC3FD4E3CBA0D0D60E0BD0003CUST_note= a=b&c ',
    );
    const sample = ['a_a', 'a0', 'a0a', 'a1a', 'aaA', 'aab', 'aba', 'aCa'].map((name) => `brq_${name}`);
    const fields = Object.fromEntries(sample.toReversed().map((name) => [name, '']));
    expect(formText(fields)).toBe(sample.map((name) => `${name}=`).join(''));
  });

  test('survives the way over the wire', () => {
    const form = encodeForm(traps);
    expect(formText(Object.fromEntries(new URLSearchParams(form)))).toBe(formText(traps));
  });
});
