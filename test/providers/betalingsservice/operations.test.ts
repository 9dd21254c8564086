import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { betalingsservice } from '../../../src/providers/betalingsservice/provider.ts';
import type { Settings } from '../../../src/providers/betalingsservice/settings.ts';
import { mandateRef, requestRef, uuidOf, withinRequest } from '../../../src/providers/betalingsservice/translate.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { fixtureText, newMandate, newRequest, someContext } from './support.ts';

/** What a real provider would hardly do on demand; the rest is in the contract of the port. */
let stub: Stub;
afterEach(() => stub.close());

const key = 'operation-key';
const ours = uuidOf(key);
const create = 'POST /creditor/delegated-mandates';
const search = 'POST /creditor/delegated-mandates/searches';
const request = 'POST /oneoff/collection-requests';
const getRequest = `GET /oneoff/collection-requests/${ours}`;

/** Answers each request line as told, about our own uuid, and anything else with 418. */
async function start(answers: Readonly<Record<string, readonly [status: number, body: string]>>) {
  stub = await startStub((response, line) => {
    const [status, body] = answers[line] ?? [418, ''];
    response.writeHead(status).end(body.replaceAll('3f2b1c4e-8d5a-4f6b-9c7d-0e1f2a3b4c5d', ours));
  });
  return someContext({ creditorApiUrl: `${stub.url}/creditor`, oneOffApiUrl: `${stub.url}/oneoff` });
}
const { 'mandate.create': mandates, 'request.create': requests } = betalingsservice.operations;
const createMandate = (context: CallContext<Settings>, changes: object = {}) =>
  mandates.call(context, newMandate(changes), key);
const lines = () => stub.seen.map(({ line }) => line);
const conflict = '{"Errors":{"Error":[{"Source":"BS","ReasonCode":"DUPLICATE_UUID"}]}}';
const found = fixtureText('search');
const none = '{"mandateStatuses":[]}';

describe('a new mandate', () => {
  test('that is received is pending', async () => {
    const context = await start({ [create]: [201, fixtureText('new-mandate.reply')] });
    expect(await createMandate(context)).toMatchObject({ facts: [{ ref: mandateRef(ours), now: 'PENDING' }] });
    expect(lines()).toEqual([create]);
  });
  test('whose uuid is known already, of an attempt whose answer was lost, is told as it stands', async () => {
    const context = await start({ [create]: [409, conflict], [search]: [200, found] });
    expect(await createMandate(context)).toMatchObject({ facts: [{ ref: mandateRef(ours), now: 'ACTIVE' }] });
  });
  test('whose uuid is said to be known, and which is not found, is unknown: an earlier attempt may still come through', async () => {
    const context = await start({ [create]: [409, conflict], [search]: [200, none] });
    expect(await createMandate(context)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
  test('that conflicts with a mandate of another uuid was refused', async () => {
    const other = conflict.replace('DUPLICATE_UUID', 'MANDATE_ALREADY_EXISTS');
    const context = await start({ [create]: [409, other], [search]: [200, none] });
    expect(await createMandate(context)).toMatchObject({ kind: 'refused', why: { code: 'DUPLICATE_REQUEST' } });
  });
  test('that conflicts while nothing can be asked is unknown', async () => {
    const context = await start({ [create]: [409, conflict], [search]: [401, '{}'] });
    expect(await createMandate(context)).toMatchObject({ kind: 'unknown', why: { kind: 'reset' } });
  });
  test('that is answered with how it stands is asked about, since that answer has no reason', async () => {
    const taken = `{"uuid":"${ours}","statusCode":"VALIDATED"}`;
    const context = await start({ [create]: [201, taken], [search]: [200, found] });
    expect(await createMandate(context)).toMatchObject({ facts: [{ now: 'ACTIVE', providerStatus: 'VALIDATED' }] });
    expect(lines()).toEqual([create, search]);
  });
  test.each([
    ['with a word that we do not know, and is not found', 'ON_THE_MOON', none, 'unreadable'],
    [
      'with a word that we do not know, here and there',
      'ON_THE_MOON',
      found.replace('VALIDATED', 'LOST'),
      'unknownStatus',
    ],
  ])('that is answered %s is unknown', async (_, statusCode, answer, kind) => {
    const context = await start({
      [create]: [201, `{"uuid":"${ours}","statusCode":"${statusCode}"}`],
      [search]: [200, answer],
    });
    expect(await createMandate(context)).toMatchObject({ kind: 'unknown', why: { kind } });
  });
  test.each(['{}', '{"uuid":"3f2b1c4e-8d5a-4f6b-9c7d-0e1f2a3b4c5e","statusCode":"RECEIVED"}', '[]', '""'])(
    'that is answered with %s is unknown',
    async (body) => {
      const context = await start({ [create]: [201, body] });
      expect(await createMandate(context)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
    },
  );
  test.each([
    ['error-array', 'DEBTOR_DETAILS_INVALID', 'INVALID_FIELD'],
    ['error-camel', 'OTHER', 'MISSING_REQUIRED_FIELD'],
    ['error-flat', 'OTHER', 'DEBTOR_GROUP_CLOSED'],
  ])('that is refused (%s) says why in our words: %s', async (name, code, providerCode) => {
    const context = await start({ [create]: [400, fixtureText(name)] });
    expect(await createMandate(context)).toMatchObject({ kind: 'refused', why: { code, providerCode } });
  });
  test('that is refused with a diagnosis that names no member of ours repeats none of it', async () => {
    const named = fixtureText('error-array').replace('debtorIdentity.cprNumber', 'Quackenbush');
    const context = await start({ [create]: [400, named] });
    const refused = await createMandate(context);
    expect(refused).toMatchObject({ kind: 'refused', why: { providerCode: 'INVALID_FIELD' } });
    expect(JSON.stringify(refused)).not.toContain('Quackenbush');
  });
  test('of a person who is yet to be born is refused before anything is sent', async () => {
    const context = await start({});
    const refused = await createMandate(context, { nationalId: '2110525629' });
    expect(refused).toMatchObject({ kind: 'refused', why: { code: 'DEBTOR_DETAILS_INVALID' } });
    expect(JSON.stringify(refused)).not.toContain('5629');
    expect(lines()).toEqual([]);
  });
});

describe('a new collection request', () => {
  const call = (context: CallContext<Settings>, changes: object = {}) =>
    requests.call(context, newRequest(changes), key);
  test('that is taken in lives as long as its answer says', async () => {
    const context = await start({ [request]: [201, fixtureText('new-request.reply')] });
    expect(await call(context)).toMatchObject({
      facts: [
        { kind: 'request', until: new Date('2026-03-02T10:15:30Z'), payment: { ref: withinRequest('payment', ours) } },
        { kind: 'authority', now: 'PENDING' },
        { kind: 'awaitingPayer' },
      ],
    });
    expect(JSON.parse(stub.seen[0]?.body ?? '')).toMatchObject({ callbackUrl: context.callbackUrl, uuid: ours });
  });
  test('that is known already is told as it stands, unless its amount is another', async () => {
    const context = await start({ [request]: [409, conflict], [getRequest]: [200, fixtureText('request-approved')] });
    expect(await call(context)).toMatchObject({ facts: [{ now: 'FULFILLED' }, {}, { kind: 'captured' }, {}] });
    const other = newRequest().terms;
    const amount = 'betalingsservice' in other ? { ...other.betalingsservice.amount, amountMinor: 1n } : null;
    expect(await call(context, { amount })).toMatchObject({ kind: 'unknown', why: { kind: 'amountMismatch' } });
  });
  test('that is known already and not found is unknown: an earlier attempt may still come through', async () => {
    const missing = '{"Errors":{"Error":[{"Source":"BS-ONEOFF-API","ReasonCode":"NOT_FOUND"}]}}';
    const context = await start({ [request]: [409, conflict], [getRequest]: [404, missing] });
    expect(await call(context)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
  test('of a person who is yet to be born is refused before anything is sent', async () => {
    const context = await start({});
    expect(await call(context, { debtor: { nationalId: '2110525629' } })).toMatchObject({ kind: 'refused' });
    expect(lines()).toEqual([]);
  });
});

describe('asking', () => {
  test('believes a search only about the uuid that was asked for', async () => {
    const context = await start({ [search]: [200, fixtureText('search')] });
    const other = mandateRef('00000000-0000-4000-8000-00000000dead');
    expect(await betalingsservice.checkStatus(context, other)).toEqual({ kind: 'absent', certain: false });
    expect(JSON.parse(stub.seen[0]?.body ?? '')).toEqual({ uuids: [other.id] });
  });
  test('is not spoiled by another mandate that cannot be read, and finds nothing missing beside one', async () => {
    const bad = { uuid: 7, statusCode: {} };
    const ofOurs = { uuid: ours, statusCode: 'VALIDATED' };
    const context = await start({ [search]: [200, JSON.stringify({ mandateStatuses: [bad, ofOurs] })] });
    expect(await betalingsservice.checkStatus(context, mandateRef(ours))).toMatchObject({ kind: 'facts' });
    const other = mandateRef('00000000-0000-4000-8000-00000000dead');
    expect(await betalingsservice.checkStatus(context, other)).toMatchObject({ kind: 'unknown' });
  });
  test.each([
    [404, fixtureText('error-gateway')],
    [404, '{}'],
    [400, conflict],
    [200, '{}'],
    [200, fixtureText('request-approved').replace('3f2b1c4e', '00000000')],
  ])('is unknown, never absent, after %i %s', async (status, body) => {
    const context = await start({ [getRequest]: [status, body] });
    expect(await betalingsservice.checkStatus(context, requestRef(ours))).toMatchObject({ kind: 'unknown' });
  });
  test.each([404, 400, 204])('is unknown, never absent, after a search is answered with %i', async (status) => {
    const context = await start({ [search]: [status, conflict] });
    expect(await betalingsservice.checkStatus(context, mandateRef(ours))).toMatchObject({ kind: 'unknown' });
  });
  test.each([withinRequest('payment', ours), withinRequest('mandate', ours)])(
    'about what a request carries tells of the whole request',
    async (ref) => {
      const context = await start({ [getRequest]: [200, fixtureText('request-approved')] });
      expect(await betalingsservice.checkStatus(context, ref)).toMatchObject({
        facts: [{ ref: requestRef(ours) }, {}, {}, {}],
      });
    },
  );
  test('about what there is none of here is absent for certain', async () => {
    const context = await start({});
    expect(await betalingsservice.checkStatus(context, { kind: 'agreement', id: ours })).toEqual({
      kind: 'absent',
      certain: true,
    });
    expect(lines()).toEqual([]);
  });
});

describe('the check of a debtor', () => {
  const checks = 'POST /oneoff/debtor-checks';
  const check = (context: CallContext<Settings>, nationalId = '010180-1234') =>
    betalingsservice.debtorCheck?.call(context, { nationalId });
  test.each([true, false])(
    'says %s as the provider does, and asks in a body, never in an address',
    async (onboarded) => {
      const context = await start({ [checks]: [200, JSON.stringify({ onboarded })] });
      expect(await check(context)).toEqual({ kind: 'reachable', reachable: onboarded });
      expect(JSON.parse(stub.seen[0]?.body ?? '')).toEqual({ debtorIdentity: { cprNumber: '0101801234' } });
    },
  );
  test.each<[number, string, string]>([
    [200, '{"onboarded":"yes"}', 'unknown'],
    [400, fixtureText('error-array'), 'refused'],
    [429, '', 'notSent'],
    [500, '', 'unknown'],
  ])('is no answer after %i %s: %s', async (status, body, kind) => {
    const context = await start({ [checks]: [status, body] });
    expect(await check(context)).toMatchObject({ kind });
  });
  test('of a person who is yet to be born is refused before anything is sent', async () => {
    const context = await start({});
    expect(await check(context, '2110525629')).toMatchObject({ kind: 'refused' });
    expect(lines()).toEqual([]);
  });
});
