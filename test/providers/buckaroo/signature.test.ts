import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  digests,
  encodedAddress,
  formText,
  hmacHeader,
  isFormSigned,
  isSigned,
  isSignedName,
  readHmacHeader,
  type Signed,
} from '../../../src/providers/buckaroo/signature.ts';
import { pushUrl, secretKey, websiteKey } from './support.ts';

/** Vectors made from the published rules; the last is published itself, by an independent client. */
const transaction = 'https://testcheckout.buckaroo.nl/json/Transaction';
const pay =
  '{"Currency":"EUR","AmountDebit":10.00,"Invoice":"INV-0001","Services":{"ServiceList":[{"Name":"transfer","Action":"Pay","Parameters":[{"Name":"CustomerEmail","Value":"jane@example.test"},{"Name":"CustomerFirstName","Value":"Jane"},{"Name":"CustomerLastName","Value":"Dö"}]}]}}';
const push =
  '{"Transaction":{"Key":"DFA1E22BC3FD4E3CBA0D0D60E0BD0002","Invoice":"INV-0001","ServiceCode":"transfer","Status":{"Code":{"Code":190,"Description":"Success"},"SubCode":{"Code":"S001","Description":"Transaction successfully processed"},"DateTime":"2023-11-14T23:00:00"},"IsTest":true,"Order":null,"Currency":"EUR","AmountDebit":7.5,"TransactionType":"C001","MutationType":1}}';
const reply =
  '{"Key":"DFA1E22BC3FD4E3CBA0D0D60E0BD0001","Status":{"Code":{"Code":792,"Description":"Waiting for consumer"},"SubCode":{"Code":"C300","Description":"The payment for this transfer is still being expected."},"DateTime":"2023-11-14T23:13:21"},"Invoice":"INV-0001","ServiceCode":"transfer","IsTest":true,"Currency":"EUR","AmountDebit":10.00,"TransactionType":"C001","MutationType":1}';
const refund =
  '{"Currency":"EUR","AmountCredit":2.50,"Invoice":"INV-0001","OriginalTransactionKey":"DFA1E22BC3FD4E3CBA0D0D60E0BD0002","Services":{"ServiceList":[{"Name":"transfer","Action":"Refund"}]}}';
interface Vector {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly text: string;
  readonly stamp: readonly [nonce: string, timestamp: string];
  readonly signature: string;
  readonly by?: readonly [websiteKey: string, secretKey: string];
}
const vectors: readonly Vector[] = [
  {
    name: 'a payment',
    method: 'POST',
    url: transaction,
    text: pay,
    stamp: ['3f2a1b4c5d6e7f8091a2b3c4d5e6f708', '1700000000'],
    signature: '2l6JX4ofdOOZX3EHoBvKXfpeLBkaah+mm0/VuWlcjgY=',
  },
  {
    name: 'a question without a body',
    method: 'GET',
    url: `${transaction}/Status/DFA1E22BC3FD4E3CBA0D0D60E0BD0001`,
    text: '',
    stamp: ['00112233445566778899aabbccddeeff', '1700000060'],
    signature: '6hvlzZtEGc2LxjDrA3fniORIwyCqG12u8q1xE0TgaK4=',
  },
  {
    name: 'a push to an address with a query',
    method: 'POST',
    url: pushUrl,
    text: push,
    stamp: ['feedfacefeedfacefeedfacefeedface', '1700002800'],
    signature: '2sYRWTD/vDmsEQBF99T6M7rRQ0eEEtyBb0TDXDHuMPM=',
  },
  {
    name: 'a payment to a port of its own',
    method: 'POST',
    url: 'http://localhost:4010/json/Transaction',
    text: pay,
    stamp: ['3f2a1b4c5d6e7f8091a2b3c4d5e6f708', '1700000000'],
    signature: 'FA5oNCA3NC5Sd04Tu+Hr/LrnEcN/hBz+mFEBz7YyPQ4=',
  },
  {
    name: 'a reply',
    method: 'POST',
    url: transaction,
    text: reply,
    stamp: ['a1b2c3d4e5f60718293a4b5c6d7e8f90', '1700000001'],
    signature: 'QiZzZoJoqxCgj7tad5g14Dyf2BheIOMNpuFTtezJcqc=',
  },
  {
    name: 'a refund',
    method: 'POST',
    url: transaction,
    text: refund,
    stamp: ['0f1e2d3c4b5a69788796a5b4c3d2e1f0', '1700003000'],
    signature: '7I2Ov6lXGO5FSWXBktbb7BP65ENoKir14MSkZJhjvkU=',
  },
  {
    name: 'the published one',
    method: 'GET',
    url: 'https://example.com/json/someEndpoint?someParam=someValue',
    text: '',
    stamp: ['7bdb2ecc631c584b0ce10fd1b505df84', '1447619979'],
    signature: 'g/mqa1gXAfqxvKvBDE5UCDXxJY8saQmoaeo1mwh/eIk=',
    by: ['foo', 'bar'],
  },
];

describe('an HMAC header', () => {
  test.each(vectors)('of $name is signed and read as documented', ({ method, url, text, stamp, signature, by }) => {
    const [nonce, timestamp] = stamp;
    const [website, secret] = by ?? [websiteKey, secretKey];
    const signed: Signed = { method, url, body: new TextEncoder().encode(text) };
    const header = hmacHeader(signed, website, secret, { nonce, timestamp });
    expect(header).toBe(`hmac ${website}:${signature}:${nonce}:${timestamp}`);
    for (const form of [header, header.slice(5), header.replace('hmac', 'HMAC')]) {
      const read = readHmacHeader(form);
      expect(read).toEqual({ websiteKey: website, signature, nonce, timestamp });
      expect(read && isSigned(signed, read, ['another', secret])).toBe(true);
    }
  });

  const {
    stamp: [nonce, timestamp],
    signature,
  } = vectors[2] as Vector;
  const header = `hmac ${websiteKey}:${signature}:${nonce}:${timestamp}`;
  const signed: Signed = { method: 'POST', url: pushUrl, body: new TextEncoder().encode(push) };
  const holds = (changes: Partial<Signed> = {}, text = header, secrets = [secretKey]) => {
    const read = readHmacHeader(text);
    return read !== null && isSigned({ ...signed, ...changes }, read, secrets);
  };
  test('holds for what was signed, and then not', () => {
    expect(holds()).toBe(true);
    expect(holds({ method: 'GET' })).toBe(false);
    expect(holds({ url: pushUrl.replace('https', 'http') })).toBe(true);
    expect(holds({ url: pushUrl.replace('pay.', 'internal.') })).toBe(false);
    expect(holds({ url: pushUrl.replace('t1', 't2') })).toBe(false);
    expect(holds({ body: new TextEncoder().encode(push.replace('7.5', '7.50')) })).toBe(false);
    expect(holds({ body: new TextEncoder().encode(`${push}\n`) })).toBe(false);
    expect(holds({ body: new Uint8Array() })).toBe(false);
    expect(holds({}, header, ['another'])).toBe(false);
  });
  test.each([
    ['nothing', ''],
    ['the scheme alone', 'hmac '],
    ['another scheme', header.replace('hmac', 'Basic')],
    ['nonce and time swapped', `hmac ${websiteKey}:${signature}:${timestamp}:${nonce}`],
    ['three parts', header.slice(0, header.lastIndexOf(':'))],
    ['five parts', `${header}:1`],
    ['the header twice', `${header}, ${header}`],
    ['a signature of another length', header.replace(signature, signature.slice(1))],
    ['hex instead of Base64', header.replace(signature, Buffer.from(signature, 'base64').toString('hex'))],
    ['a time with a fraction', `${header}.5`],
    ['a line break at the end', `${header}\n`],
    ['junk', '\u0000\uffff:'.repeat(10_000)],
  ])('with %s does not hold, and is no exception', (_, text) => {
    expect(holds({}, text)).toBe(false);
  });

  test('has the address as documented: no scheme, no usual port, lower case', () => {
    expect(encodedAddress(transaction)).toBe('testcheckout.buckaroo.nl%2fjson%2ftransaction');
    expect(encodedAddress('http://localhost:4010/json/Transaction')).toBe('localhost%3a4010%2fjson%2ftransaction');
    expect(encodedAddress('https://a.nl:443/x?y=z')).toBe('a.nl%2fx%3fy%3dz');
  });
});

const fields = new Map([
  ['BRQ_TRANSACTIONS', 'DFA1E22BC3FD4E3CBA0D0D60E0BD0003'],
  ['BRQ_TRANSACTION_TYPE', 'C101'],
  ['BRQ_TRANSACTION_CANCELABLE', 'False'],
  ['BRQ_AMOUNT_CREDIT', '2.50'],
  ['BRQ_AMOUNT0', 'x'],
  ['BRQ_INVOICENUMBER', 'INV-0001'],
  ['BRQ_RELATEDTRANSACTION_REFUND', 'DFA1E22BC3FD4E3CBA0D0D60E0BD0002'],
  ['BRQ_STATUSCODE', '190'],
  ['BRQ_CURRENCY', 'EUR'],
  ['CUST_note', ' a=b&c '],
  ['ADD_Empty', ''],
]);
const signatures = {
  sha1: '692d99cd30196d01f150188aa579affcf6124079',
  sha256: '6047c8b5c81141083667cf0d152e99749a712a70f1463a913fa2dec7bccda062',
  sha512:
    'ba9392d0ee012260d4bde13f6688652e9faa074ec7965fd7e3d3feedbc30313d9f516aae4f6264f754a3fb432af8db7890a1592c1a86bcc445a2464c18827534',
} as const;

describe('a form', () => {
  test('is put in order: underscore, digits, letters in any case', () => {
    expect(formText(fields)).toBe(
      'ADD_Empty=BRQ_AMOUNT_CREDIT=2.50BRQ_AMOUNT0=xBRQ_CURRENCY=EURBRQ_INVOICENUMBER=INV-0001BRQ_RELATEDTRANSACTION_REFUND=DFA1E22BC3FD4E3CBA0D0D60E0BD0002BRQ_STATUSCODE=190BRQ_TRANSACTION_CANCELABLE=FalseBRQ_TRANSACTION_TYPE=C101BRQ_TRANSACTIONS=DFA1E22BC3FD4E3CBA0D0D60E0BD0003CUST_note= a=b&c ',
    );
    const names = ['aCa', 'aba', 'aab', 'aaA', 'a1a', 'a0a', 'a0', 'a_a'].map((name) => [`brq_${name}`, ''] as const);
    expect(formText(new Map(names))).toBe('brq_a_a=brq_a0=brq_a0a=brq_a1a=brq_aaA=brq_aab=brq_aba=brq_aCa=');
  });

  test('is signed in the fields of Buckaroo and of the merchant, but for the signature itself', () => {
    expect(['brq_amount', 'BRQ_AMOUNT', 'add_x', 'cust_x', 'brq_signature_x'].every(isSignedName)).toBe(true);
    expect(['amount', 'brq', 'my_brq_amount', 'brq_signature', 'BRQ_Signature'].some(isSignedName)).toBe(false);
  });

  const strengths = Object.keys(digests) as (keyof typeof digests)[];
  test.each(strengths)('signed with %s holds where nothing stronger was chosen', (digest) => {
    for (const text of [signatures[digest], signatures[digest].toUpperCase()]) {
      for (const weakest of strengths)
        expect(isFormSigned(fields, text, ['another', secretKey], weakest)).toBe(
          strengths.indexOf(digest) >= strengths.indexOf(weakest),
        );
    }
    expect(isFormSigned(fields, signatures[digest], ['another'], 'sha1')).toBe(false);
    expect(isFormSigned(new Map([...fields, ['brq_new', '']]), signatures[digest], [secretKey], 'sha1')).toBe(false);
    expect(isFormSigned(new Map([...fields, ['utm_source', 'x']]), signatures[digest], [secretKey], 'sha1')).toBe(true);
  });
  test.each(['', 'z'.repeat(40), '6'.repeat(39), createHash('md5').update('x').digest('hex')])(
    'signed with %j does not hold',
    (text) => {
      expect(isFormSigned(fields, text, [secretKey], 'sha1')).toBe(false);
    },
  );
});
