import { describe, expect, test } from 'vitest';
import { aMandate, aShop, errorsOf, otherPerson, person, uuid } from './support.ts';

// It is a Monday, a little past eleven in Copenhagen: the next runs are at one and at three.
const [firstRun, secondRun] = ['2026-03-02T12:00:00Z', '2026-03-02T14:00:00Z'];

describe('a mandate', () => {
  test('is received, checked in the next run, approved by the bank in the one after, and the book tells it', async () => {
    const { creditor } = await aShop();
    const created = await creditor.createMandate();
    expect([created.status, created.json]).toEqual([201, { uuid: uuid(1), statusCode: 'RECEIVED' }]);
    expect(await creditor.advanceTo(firstRun)).toEqual(['mandateIsChecked']);
    expect(await creditor.status()).toEqual({ uuid: uuid(1), statusCode: 'RECEIVED' });
    expect(await creditor.advanceTo(secondRun)).toEqual(['bankAnswers']);
    expect(await creditor.status()).toEqual({ uuid: uuid(1), statusCode: 'VALIDATED', mandateId: '000000001' });

    const subject = { kind: 'mandate', id: uuid(1), externalId: 'CUST000000001' };
    expect(await creditor.book()).toMatchObject([
      { effect: 'mandateReceived', subject, request: { operation: 'createMandate', method: 'POST' } },
      { effect: 'mandateValidated', subject, at: '2026-03-02T12:00:00.000Z', cause: { name: 'mandateIsChecked' } },
      { effect: 'mandateActivated', subject, at: '2026-03-02T14:00:00.000Z', cause: { name: 'bankAnswers' } },
    ]);
    expect(await creditor.deliveries()).toEqual([]);
  });

  test.each<[string, number, string | null, string[]]>([
    ['40000', 40_000, null, ['mandateReceived', 'mandateValidated', 'mandateActivated']],
    ...(
      [
        [50_000, 'DEBTOR_IDENTITY_IS_NOT_CORRECT'],
        [70_004, 'DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT'],
      ] as const
    ).map(([pbs, code]): [string, number, string, string[]] => [
      String(pbs),
      pbs,
      code,
      ['mandateReceived', 'mandateValidated', `mandateFailed ${code}`],
    ]),
    ...(
      [
        [60_000, 'UNKNOWN_VALIDATION_ERROR'],
        [70_001, 'MANDATE_ALREADY_EXISTS'],
        [70_002, 'BANK_IS_NOT_WITHIN_BETALINGSSERVICE'],
        [70_003, 'CREDITORS_DEBTOR_REFERENCE_IS_NOT_CORRECT'],
        [70_005, 'CREDITOR_DATA_IS_NOT_CORRECT'],
        [70_006, 'DEBTOR_GROUP_CLOSED'],
        [12_345_678, 'CREDITOR_DATA_IS_NOT_CORRECT'],
      ] as const
    ).map(([pbs, code]): [string, number, string, string[]] => [
      String(pbs),
      pbs,
      code,
      ['mandateReceived', `mandateFailed ${code}`],
    ]),
  ])('of the sandbox’s creditor %s ends as its row says', async (_title, pbsNumber, errorCode, effects) => {
    const { creditor } = await aShop();
    await creditor.createMandate(aMandate({ creditorData: { pbsNumber, debtorGroupNumber: 7 } }));
    await creditor.advanceTo(secondRun);
    expect(await creditor.effects()).toEqual(effects);
    expect(await creditor.status()).toEqual(
      errorCode === null
        ? { uuid: uuid(1), statusCode: 'VALIDATED', mandateId: '000000001' }
        : { uuid: uuid(1), statusCode: 'FAILED', errorCode, errorDescription: expect.stringMatching(/\.$/) },
    );
  });

  test('in another debtor group than the creditor’s own fails', async () => {
    const { creditor } = await aShop();
    await creditor.createMandate(aMandate({ creditorData: { pbsNumber: 2_056_372, debtorGroupNumber: 2 } }));
    await creditor.advanceTo(firstRun);
    expect(await creditor.status()).toMatchObject({ errorCode: 'CREDITOR_DATA_IS_NOT_CORRECT' });
  });

  test('for a customer number that has one fails, unless that one failed too', async () => {
    const { creditor } = await aShop();
    await creditor.createMandate();
    await creditor.scenario('BANK_REJECTS_MANDATE', 'mandate');
    await creditor.createMandate(aMandate({ uuid: uuid(2) }));
    await creditor.createMandate(aMandate({ uuid: uuid(3) }));
    await creditor.createMandate(aMandate({ uuid: uuid(4), creditorsDebtorReference: 'OTHER' }));
    await creditor.advanceTo(secondRun);
    const { json } = await creditor.search([1, 2, 3, 4].map(uuid));
    expect(json.mandateStatuses).toMatchObject([
      { errorCode: 'DEBTOR_IDENTITY_IS_NOT_CORRECT' },
      { statusCode: 'VALIDATED', mandateId: '000000001' },
      { errorCode: 'MANDATE_ALREADY_EXISTS' },
      { statusCode: 'VALIDATED', mandateId: '000000002' },
    ]);
  });

  test('fails as the bank was told to answer', async () => {
    const { creditor } = await aShop();
    await creditor.setUp({ bankAnswer: 'DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT' });
    await creditor.createMandate();
    await creditor.advanceTo(secondRun);
    expect(await creditor.status()).toMatchObject({ errorCode: 'DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT' });
  });

  test('sent again is the same mandate, and with anything changed is refused', async () => {
    const { creditor } = await aShop();
    await creditor.createMandate();
    expect((await creditor.createMandate()).json.statusCode).toBe('RECEIVED');
    await creditor.advanceTo(secondRun);
    const again = await creditor.createMandate();
    expect([again.status, again.json.statusCode]).toEqual([201, 'VALIDATED']);
    for (const changes of [
      { creditorsDebtorReference: 'OTHER' },
      { debtorIdentity: { cprNumber: otherPerson } },
      { debtorAccountInformation: { debtorRegNo: '0041', debtorAccountNo: '0440116243' } },
      { debtorAccountInformation: { debtorRegNo: '0040', debtorAccountNo: '0440116244' } },
    ]) {
      const other = await creditor.createMandate(aMandate(changes));
      expect([other.status, errorsOf(other)]).toEqual([409, ['DUPLICATE_UUID']]);
    }
    expect(await creditor.effects()).toEqual(['mandateReceived', 'mandateValidated', 'mandateActivated']);
  });

  test('cannot be cancelled, changed or listed: the API has no such call', async () => {
    const { creditor } = await aShop();
    await creditor.createMandate();
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
      expect((await creditor.call(method, creditor.mandatesUrl)).status).toBe(405);
    expect((await creditor.call('DELETE', `${creditor.mandatesUrl}/${uuid(1)}`)).status).toBe(404);
  });
});

describe('the clock', () => {
  test.each<[string, string, string, string]>([
    ['before the first run of a day', '2026-03-03T03:00:00Z', '2026-03-03T06:00:00Z', '2026-03-03T08:00:00Z'],
    ['at the very time of a run', '2026-03-03T06:00:00Z', '2026-03-03T08:00:00Z', '2026-03-03T10:00:00Z'],
    ['before the last run of a Friday', '2026-03-06T17:30:00Z', '2026-03-06T18:00:00Z', '2026-03-09T06:00:00Z'],
    ['at a weekend', '2026-03-07T10:00:00Z', '2026-03-09T06:00:00Z', '2026-03-09T08:00:00Z'],
    ['over Easter and into summer time', '2026-04-01T17:30:00Z', '2026-04-07T05:00:00Z', '2026-04-07T07:00:00Z'],
    ['over Christmas', '2026-12-23T18:30:00Z', '2026-12-28T06:00:00Z', '2026-12-28T08:00:00Z'],
  ])('moves a mandate from %s in the runs of banking days', async (_title, from, checked, answered) => {
    const { creditor } = await aShop();
    await creditor.advanceTo(from);
    await creditor.createMandate();
    await creditor.advanceTo('2027-01-05T00:00:00Z');
    const book = await creditor.book();
    expect(book.map(({ at }) => Date.parse(String(at)))).toEqual([from, checked, answered].map(Date.parse));
  });

  test('moves it shortly after, where that is switched on', async () => {
    const { creditor } = await aShop();
    await creditor.setUp({ mandateRuns: 'shortly', mandateDelayMs: 60_000 });
    await creditor.createMandate();
    await creditor.advance(59_999);
    expect(await creditor.status()).toMatchObject({ statusCode: 'RECEIVED' });
    await creditor.advance(1);
    expect(await creditor.status()).toMatchObject({ statusCode: 'VALIDATED' });
  });
});

describe('a search', () => {
  test('answers for each known uuid once, in the order asked, and leaves out the others', async () => {
    const { creditor } = await aShop();
    for (const last of [1, 2])
      await creditor.createMandate(aMandate({ uuid: uuid(last), creditorsDebtorReference: `C${last}` }));
    const { status, json } = await creditor.search([uuid(9), uuid(2).toUpperCase(), uuid(1), uuid(2)]);
    expect(status).toBe(200);
    expect(json).toEqual({
      mandateStatuses: [
        { uuid: uuid(2), statusCode: 'RECEIVED' },
        { uuid: uuid(1), statusCode: 'RECEIVED' },
      ],
    });
    expect((await creditor.search([uuid(9)])).json).toEqual({ mandateStatuses: [] });
  });

  test('takes a hundred uuids, and there are no pages', async () => {
    const { creditor } = await aShop();
    const uuids = Array.from({ length: 101 }, (_, index) => uuid(index + 1));
    await creditor.createMandate(aMandate({ uuid: uuid(100) }));
    expect([...((await creditor.search(uuids.slice(0, 100))).json.mandateStatuses ?? [])]).toHaveLength(1);
    const tooMany = await creditor.search(uuids);
    expect([tooMany.status, errorsOf(tooMany)]).toEqual([400, ['INVALID_FIELD uuids']]);
  });

  test.each<[string, unknown, string]>([
    ['no uuids', {}, 'MISSING_REQUIRED_FIELD uuids'],
    ['an empty list', { uuids: [] }, 'INVALID_FIELD uuids'],
    ['a uuid that is none', { uuids: ['3f2b1c4e'] }, 'INVALID_FIELD uuids.0'],
    [
      'another criterion',
      { uuids: [uuid(1)], creditorsDebtorReference: 'C1' },
      'INVALID_FIELD creditorsDebtorReference',
    ],
  ])('with %s is refused', async (_title, body, error) => {
    const { creditor } = await aShop();
    const answer = await creditor.call('POST', `${creditor.mandatesUrl}/searches`, body);
    expect([answer.status, errorsOf(answer)]).toEqual([400, [error]]);
  });
});

describe('a new mandate', () => {
  const account = (debtorRegNo: unknown, debtorAccountNo: unknown) => ({
    debtorAccountInformation: { debtorRegNo, debtorAccountNo },
  });
  const identity = (debtorIdentity: unknown) => ({ debtorIdentity });
  const creditorOf = (pbsNumber: unknown, debtorGroupNumber: unknown) => ({
    creditorData: { pbsNumber, debtorGroupNumber },
  });
  const cpr = 'debtorIdentity.cprNumber';

  test.each<[string, object, string]>([
    ['no uuid', { uuid: undefined }, 'MISSING_REQUIRED_FIELD uuid'],
    ['a uuid that is none', { uuid: 'CUST1' }, 'INVALID_FIELD uuid'],
    ['no identity', { debtorIdentity: undefined }, 'MISSING_REQUIRED_FIELD debtorIdentity'],
    ['an empty identity', identity({}), 'INVALID_FIELD debtorIdentity'],
    ['two identities', identity({ cprNumber: person, cvrNumber: '13585628' }), 'INVALID_FIELD debtorIdentity'],
    ['a CPR number with a hyphen', identity({ cprNumber: '211062-5629' }), `INVALID_FIELD ${cpr}`],
    ['a CPR number of nine digits', identity({ cprNumber: '211062562' }), `INVALID_FIELD ${cpr}`],
    ['a CPR number as a number', identity({ cprNumber: 2_110_625_629 }), `INVALID_FIELD ${cpr}`],
    ['a CPR number with a day that is none', identity({ cprNumber: '5110625629' }), `INVALID_FIELD ${cpr}`],
    ['a CPR number with a 29 February that was none', identity({ cprNumber: '2902015629' }), `INVALID_FIELD ${cpr}`],
    ['a CPR number of somebody not yet born', identity({ cprNumber: '2110525629' }), `INVALID_FIELD ${cpr}`],
    [
      'a CVR number with a wrong check digit',
      identity({ cvrNumber: '13585627' }),
      'INVALID_FIELD debtorIdentity.cvrNumber',
    ],
    ['a CVR number of seven digits', identity({ cvrNumber: '1234567' }), 'INVALID_FIELD debtorIdentity.cvrNumber'],
    [
      'a registration number of three digits',
      account('040', '0440116243'),
      'INVALID_FIELD debtorAccountInformation.debtorRegNo',
    ],
    [
      'a registration number as a number',
      account(4000, '0440116243'),
      'INVALID_FIELD debtorAccountInformation.debtorRegNo',
    ],
    [
      'no account number',
      account('0040', undefined),
      'MISSING_REQUIRED_FIELD debtorAccountInformation.debtorAccountNo',
    ],
    [
      'an account number of eleven digits',
      account('0040', '00440116243'),
      'INVALID_FIELD debtorAccountInformation.debtorAccountNo',
    ],
    [
      'an account number of zeros',
      account('0040', '0000000000'),
      'INVALID_FIELD debtorAccountInformation.debtorAccountNo',
    ],
    [
      'an account number with letters',
      account('0040', 'DK4401162'),
      'INVALID_FIELD debtorAccountInformation.debtorAccountNo',
    ],
    ['an empty customer number', { creditorsDebtorReference: '' }, 'INVALID_FIELD creditorsDebtorReference'],
    [
      'a customer number of sixteen',
      { creditorsDebtorReference: 'C'.repeat(16) },
      'INVALID_FIELD creditorsDebtorReference',
    ],
    [
      'a customer number in small letters',
      { creditorsDebtorReference: 'cust1' },
      'INVALID_FIELD creditorsDebtorReference',
    ],
    ['a PBS number as text', creditorOf('02056372', 1), 'INVALID_FIELD creditorData.pbsNumber'],
    ['a PBS number of nine digits', creditorOf(100_000_000, 1), 'INVALID_FIELD creditorData.pbsNumber'],
    ['a PBS number of nothing', creditorOf(0, 1), 'INVALID_FIELD creditorData.pbsNumber'],
    ['a debtor group of six digits', creditorOf(2_056_372, 100_000), 'INVALID_FIELD creditorData.debtorGroupNumber'],
    ['a debtor group of nothing', creditorOf(2_056_372, 0), 'INVALID_FIELD creditorData.debtorGroupNumber'],
    ['a broken debtor group', creditorOf(2_056_372, 1.5), 'INVALID_FIELD creditorData.debtorGroupNumber'],
    ['a member that is not known', { mandateId: '1' }, 'INVALID_FIELD mandateId'],
  ])('with %s is refused, and nothing is done', async (_title, changes, error) => {
    const { creditor } = await aShop();
    const answer = await creditor.createMandate(aMandate(changes));
    expect([answer.status, errorsOf(answer)]).toEqual([400, [error]]);
    expect(answer.json.Errors?.Error).toMatchObject([{ Source: 'BS-CREDITOR-API', Recoverable: false }]);
    expect(await creditor.effects()).toEqual([]);
  });

  test('that is wrong in several ways is told all of them', async () => {
    const { creditor } = await aShop();
    expect(errorsOf(await creditor.createMandate(aMandate({ uuid: 1, ...creditorOf('x', undefined) })))).toEqual([
      'INVALID_FIELD uuid',
      'INVALID_FIELD creditorData.pbsNumber',
      'MISSING_REQUIRED_FIELD creditorData.debtorGroupNumber',
    ]);
  });

  test.each<[string, RequestInit, unknown, number, string]>([
    ['that is not JSON', {}, '{"uuid":', 400, 'INVALID_FIELD'],
    ['that is no object', {}, '[]', 400, 'INVALID_FIELD'],
  ])('with a body %s is refused', async (_title, init, body, status, error) => {
    const { creditor } = await aShop();
    const answer = await creditor.createMandate(body, init);
    expect([answer.status, errorsOf(answer)]).toEqual([status, [error]]);
  });

  test('with a body of another type is refused', async () => {
    const { creditor } = await aShop();
    const body = JSON.stringify(aMandate());
    const authorization = creditor.sign('POST', creditor.mandatesUrl, body);
    const answer = await creditor.createMandate(body, { headers: { authorization, 'content-type': 'text/plain' } });
    expect([answer.status, errorsOf(answer)]).toEqual([415, ['UNSUPPORTED_MEDIA_TYPE']]);
  });

  test.each<[string, object]>([
    ['a person whose number fails modulus 11', identity({ cprNumber: otherPerson })],
    ['a person born on a 29 February', identity({ cprNumber: '2902005629' })],
    ['a company', identity({ cvrNumber: '13585628' })],
    ['an account number of four digits', account('0216', '1234')],
    ['a customer number of one digit', { creditorsDebtorReference: '7' }],
  ])('for %s is taken', async (_title, changes) => {
    const { creditor } = await aShop();
    expect((await creditor.createMandate(aMandate(changes))).status).toBe(201);
  });

  test('for a person with a made-up number is taken, where only the form is checked', async () => {
    const { creditor } = await aShop();
    await creditor.setUp({ cprFormatOnly: true });
    expect((await creditor.createMandate(aMandate(identity({ cprNumber: '8110621234' })))).status).toBe(201);
  });
});
