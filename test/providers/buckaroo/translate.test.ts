import fc from 'fast-check';
import { stringify } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import { payerGenders } from '../../../src/domain/port/provider.ts';
import { amountMinorMax, money, toDecimal } from '../../../src/kernel/money.ts';
import { fromDutchTime } from '../../../src/providers/buckaroo/dutch-time.ts';
import {
  amountOf,
  genders,
  receiptRef,
  refundPending,
  refundRef,
  statusCode,
  toNewRefund,
  toNewTransfer,
  toReceived,
  toRefund,
  toStanding,
  transferRef,
} from '../../../src/providers/buckaroo/translate.ts';
import { consumerMessage, jsonTransaction } from '../../../src/providers/buckaroo/wire.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import { aRefundWith, aTransaction, eur, fixtureText, key, parsed, t0, withStatus } from './support.ts';

describe('the status of a transfer', () => {
  const rows: readonly (readonly [code: string, facts: readonly string[], reason: string | undefined])[] = [
    ['190', ['instructed'], undefined],
    ['490', ['instructed', 'failed'], 'OTHER'],
    ['491', ['instructed', 'failed'], 'OTHER'],
    ['492', ['instructed', 'failed'], 'OTHER'],
    ['690', ['instructed', 'rejected'], 'OTHER'],
    ['790', ['instructed'], undefined],
    ['791', ['instructed'], undefined],
    ['792', ['instructed'], undefined],
    ['793', ['instructed'], undefined],
    ['794', ['instructed'], undefined],
    ['890', ['instructed', 'cancelled'], 'CANCELLED_BY_PAYER'],
    ['891', ['instructed', 'cancelled'], 'CANCELLED_BY_MERCHANT'],
  ];
  test.each(rows)('%s → %j', (code, expected, reason) => {
    const facts = toStanding(aTransaction(withStatus(code)), t0);
    expect(facts.map(({ kind }) => kind)).toEqual(expected);
    for (const fact of facts) expect(fact).toMatchObject({ ref: transferRef(key(1)), providerStatus: code });
    const last = facts.at(-1);
    expect(last && 'why' in last ? last.why?.code : undefined).toBe(reason);
  });
  test.each(['100', '191', '499', '699', '799', '899', '999', '0'])(
    '%s is in no table: it stays as it is, with the code',
    (code) => {
      expect(statusCode(code)).toBeNull();
      expect(toStanding(aTransaction(withStatus(code)), t0)).toEqual([
        { kind: 'instructed', ref: transferRef(key(1)), at: new Date('2023-11-14T22:13:21Z'), providerStatus: code },
      ]);
      expect(toReceived(aTransaction(withStatus(code)), t0)).toEqual({ ok: true, value: null });
    },
  );
  test('every code and sub-code gives facts, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,4}$/), fc.option(fc.string({ maxLength: 20 })), (code, subCode) => {
        const wire = { ...aTransaction(), code, subCode };
        expect(toStanding(wire, t0)[0].kind).toBe('instructed');
        expect(toReceived(wire, t0).ok).toBe(true);
        expect(toRefund({ ...aTransaction(aRefundWith(190)), code }, receiptRef(key(2)), t0).ok).toBe(true);
      }),
    );
  });
});

describe('money', () => {
  test('is received under the key and with the amount of the transaction, whatever was asked for', () => {
    expect(toReceived(aTransaction(withStatus(190, { Key: key(2), AmountDebit: 7.5 })), t0)).toEqual({
      ok: true,
      value: {
        kind: 'received',
        ref: receiptRef(key(2)),
        invoice: 'INV-0001',
        amount: money(750n, eur),
        at: new Date('2023-11-14T22:13:21Z'),
        providerStatus: '190',
      },
    });
  });
  test('says from whom it came, in whichever words', () => {
    const services = (name: string) => [
      {
        Name: 'transfer',
        Parameters: [
          { Name: 'CustomerAccountName', Value: 'John Smith' },
          { Name: name, Value: 'NL06ABNA0000000000' },
        ],
      },
    ];
    for (const name of ['CustomerIban', 'customerIBAN', 'ConsumerIBAN'])
      expect(toReceived(aTransaction(withStatus(190, { Services: services(name) })), t0)).toMatchObject({
        value: { payer: { accountHolder: 'John Smith', iban: 'NL06ABNA0000000000' } },
      });
  });
  test.each([
    ['two sides', { AmountCredit: '1.00' }],
    ['no amount', { AmountDebit: null }],
    ['nothing', { AmountDebit: '0.00' }],
    ['less than nothing', { AmountDebit: '-1.00' }],
    ['no currency', { Currency: null }],
    ['a currency that is none', { Currency: 'XXX' }],
    ['no invoice', { Invoice: null }],
  ])('with %s is refused, never guessed', (_, changes) => {
    expect(toReceived(aTransaction(withStatus(190, changes)), t0).ok).toBe(false);
  });
  test('of another service or kind is not ours', () => {
    for (const changes of [{ ServiceCode: 'ideal' }, { TransactionType: 'C021' }, { TransactionType: 'constructor' }])
      expect(toReceived(aTransaction(withStatus(190, changes)), t0)).toEqual({ ok: true, value: null });
  });
});

describe('a refund', () => {
  const rows: readonly (readonly [code: number, kind: string])[] = [
    [190, 'refunded'],
    [490, 'refundDeclined'],
    [491, 'refundDeclined'],
    [492, 'refundDeclined'],
    [690, 'refundDeclined'],
    [790, 'pending'],
    [791, 'pending'],
    [792, 'pending'],
    [793, 'pending'],
    [794, 'pending'],
    [890, 'refundDeclined'],
    [891, 'refundDeclined'],
    [999, 'pending'],
  ];
  test.each(rows)('%i → %s', (code, kind) => {
    const fact = toRefund(aTransaction(aRefundWith(code)), receiptRef(key(2)), t0);
    expect(fact).toMatchObject({ ok: true, value: kind === 'pending' ? null : { kind } });
  });
  test('lies in the receipt whose money it is, and bears our key', () => {
    const wire = aTransaction(
      aRefundWith(190, { AdditionalParameters: { List: [{ Name: 'Paygraph_Operation', Value: 'key_1' }] } }),
    );
    expect(wire.refundOf).toBe(key(2));
    expect(toRefund(wire, receiptRef(key(2)), t0)).toMatchObject({
      value: {
        kind: 'refunded',
        ref: { kind: 'refund', id: key(3), within: { kind: 'receipt', id: key(2) } },
        amount: money(250n, eur),
        operationKey: 'key_1',
      },
    });
  });
  test('that waits for money or for a person is asked about seldom', () => {
    const ms = (code: number) => refundPending(receiptRef(key(2)), aTransaction(aRefundWith(code))).checkAgainMs;
    expect([791, 793, 794, 999].map(ms)).toEqual([60_000, 3_600_000, 3_600_000, 60_000]);
  });
});

describe('the examples of the documentation', () => {
  test('the answer to Pay is where the payer sends the money', () => {
    const reply = parsed(fixtureText('pay-reply'));
    const [fact] = toStanding(jsonTransaction.parse(reply), t0, consumerMessage.parse(reply).ConsumerMessage);
    expect(fact).toMatchObject({
      kind: 'instructed',
      ref: transferRef('DFA1E22BC3FD4E3CBA0D0D60E0BDXXXX'),
      at: new Date('2018-01-08T09:29:21Z'),
      providerStatus: '792',
      providerSubCode: 'C300',
      bank: {
        reference: '5112XXXX',
        iban: 'NL05RABO0121503038',
        bic: 'RABONL2U',
        accountHolder: 'Buckaroo Stichting Derdengelden',
        accountHolderCity: 'Utrecht',
        accountHolderCountry: 'The Netherlands',
        localAccountNumber: '1215.03.038',
      },
      message: { title: 'Transfer to bank account', culture: 'en-US' },
    });
    expect(fact.kind === 'instructed' && fact.message?.html).toContain('<table class="bankdetails">');
  });
  test('the answer to Refund is money given back of the receipt', () => {
    const wire = jsonTransaction.parse(parsed(fixtureText('refund-reply')));
    expect(toRefund(wire, receiptRef(wire.refundOf ?? ''), t0)).toEqual({
      ok: true,
      value: {
        kind: 'refunded',
        ref: refundRef(receiptRef('8C04E70CXXXXXXXXXXXXXXXX2C7A6606'), '173B79B45XXXXXXXXXXXXXXXX4D01898'),
        amount: money(1n, eur),
        at: new Date('2023-11-09T08:13:58Z'),
      },
    });
  });
});

describe('what we send', () => {
  const transfer = {
    invoice: 'testinvoice 123',
    amount: money(1000n, eur),
    payer: {
      firstName: 'John',
      lastName: 'Smith',
      email: 'john@example.test',
      gender: 'UNKNOWN',
      country: 'NL',
    },
    sendMail: true,
    dueDate: '2019-01-01',
  } as const;
  test('is the example of the documentation, with both decimals, our address and our key', () => {
    expect(stringify(toNewTransfer(transfer, 'key_1', 'https://pay.example/x'))).toBe(
      '{"Currency":"EUR","AmountDebit":10.00,"Invoice":"testinvoice 123","PushURL":"https://pay.example/x","PushURLFailure":"https://pay.example/x","Services":{"ServiceList":[{"Name":"transfer","Action":"Pay","Parameters":[{"Name":"CustomerFirstName","Value":"John"},{"Name":"CustomerLastName","Value":"Smith"},{"Name":"CustomerEmail","Value":"john@example.test"},{"Name":"CustomerGender","Value":"0"},{"Name":"CustomerCountry","Value":"NL"},{"Name":"SendMail","Value":"true"},{"Name":"DateDue","Value":"2019-01-01"}]}]},"AdditionalParameters":{"AdditionalParameter":[{"Name":"paygraph_operation","Value":"key_1"}]}}',
    );
  });
  test('leaves out what was not given', () => {
    const { country: _, ...payer } = transfer.payer;
    const body = stringify(toNewTransfer({ ...transfer, payer, dueDate: undefined as never }, 'k', 'u')) ?? '';
    expect(body).not.toContain('CustomerCountry');
    expect(body).not.toContain('DateDue');
  });
  test('says what is paid for and by which order, where that was given', () => {
    const words = { description: 'Ten bricks', order: 'O-7' };
    expect(stringify(toNewTransfer({ ...transfer, ...words }, 'k', 'u'))).toContain(
      '"Invoice":"testinvoice 123","Order":"O-7","Description":"Ten bricks","PushURL"',
    );
  });
  test('a refund names the key that brought the money', () => {
    const receipt = { kind: 'receipt', id: key(2), within: transferRef(key(1)) } as const;
    expect(stringify(toNewRefund({ receipt, invoice: 'INV-0001', amount: money(250n, eur) }, 'k', 'u'))).toContain(
      `"AmountCredit":2.50,"Invoice":"INV-0001","OriginalTransactionKey":"${key(2)}"`,
    );
  });
  test('names every gender', () => {
    expect(payerGenders.map((gender) => genders[gender])).toEqual(['0', '1', '2', '9']);
  });
});

describe('amounts', () => {
  const rows: readonly (readonly [written: string, minor: bigint | null])[] = [
    ['10.00', 1000n],
    ['10', 1000n],
    ['"10"', 1000n],
    ['7.5', 750n],
    ['0.01', 1n],
    ['90071992547409.93', 9_007_199_254_740_993n],
    ['10.000', 1000n],
    ['10.005', null],
    ['1e1', null],
    ['-0', null],
    ['-1', null],
    ['1e400', null],
    ['"1,00"', null],
    ['"10 EUR"', null],
  ];
  test.each(rows)('%s is exact or refused', (written, minor) => {
    const text = `{"Key":"${key(1)}","Status":{"Code":{"Code":190}},"ServiceCode":"transfer","TransactionType":"C001","Currency":"EUR","Invoice":"I","AmountDebit":${written}}`;
    const amount = amountOf(jsonTransaction.parse(parsed(text)));
    expect(amount.ok ? amount.value.amountMinor : null).toBe(minor);
  });
  test('go out and come back as they were, past what a float can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: amountMinorMax }), (minor) => {
        const amount = money(minor, eur);
        const sent = stringify({ AmountDebit: toNewTransfer({ ...someTransfer, amount }, 'k', 'u').AmountDebit }) ?? '';
        expect(sent).toBe(`{"AmountDebit":${toDecimal(amount)}}`);
        const back = readJson(sent);
        const wire = { ...aTransaction(), debit: back.ok ? (back.value as { AmountDebit: string }).AmountDebit : null };
        expect(amountOf(wire)).toEqual({ ok: true, value: amount });
      }),
    );
  });
});
const someTransfer = {
  invoice: 'I',
  payer: { firstName: 'a', lastName: 'b', email: 'c@example.test', gender: 'UNKNOWN' },
  sendMail: false,
} as const;

describe('Dutch time', () => {
  test.each([
    ['2023-11-14T23:00:00', '2023-11-14T22:00:00.000Z'],
    ['2023-11-14 23:00:00', '2023-11-14T22:00:00.000Z'],
    ['2024-07-01T12:00:00.123', '2024-07-01T10:00:00.123Z'],
    ['2024-03-31T01:59:59', '2024-03-31T00:59:59.000Z'],
    ['2024-03-31T03:00:00', '2024-03-31T01:00:00.000Z'],
    ['2024-10-27T01:59:59', '2024-10-26T23:59:59.000Z'],
    ['2024-10-27T02:30:00', '2024-10-27T00:30:00.000Z'],
    ['2024-10-27T03:00:00', '2024-10-27T02:00:00.000Z'],
  ])('%s is %s', (local, utc) => {
    expect(fromDutchTime(local)?.toISOString()).toBe(utc);
  });
  test.each([null, undefined, '', '2023-11-14', '14-11-2023 23:00:00', '2023-13-40T99:99:99', '2024-03-31T02:30:00'])(
    '%j is none',
    (text) => {
      expect(fromDutchTime(text)).toBeNull();
    },
  );
});
