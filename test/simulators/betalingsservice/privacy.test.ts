import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { maskBody, maskCpr, maskText } from '../../../src/simulators/betalingsservice/mask.ts';
import { startSandbox } from '../../../src/simulators/host/server.ts';
import { aMerchant, start } from '../host/harness.ts';
import { aCreditor, aMandate, aRequest, person, uuid } from './support.ts';

const shapes = [person, `${person.slice(0, 6)}-${person.slice(6)}`];

test('a CPR number, wherever a creditor puts it, is seen nowhere again', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-'));
  onTestFinished(() => rm(storage, { recursive: true, force: true }));
  const logged: string[] = [];
  const sandbox = await startSandbox({ port: 0, storage, now: () => start, log: (message) => logged.push(message) });
  onTestFinished(() => sandbox.close());
  const [merchant, creditor] = [await aMerchant(), await aCreditor(sandbox)];
  const seen: string[] = [];
  const note = (...answers: { readonly text: string }[]) => seen.push(...answers.map(({ text }) => text));

  const careless = aRequest({
    callbackUrl: `${merchant.url}/collection-requests`,
    creditorsDebtorReference: person,
    payment: {
      amount: { currency: 'DKK', value: 79 },
      creditorReference: `Ref. ${shapes[1]}`,
      textLines: [`For ${person}`, shapes[1]],
    },
  });
  note(await creditor.createMandate(aMandate({ creditorsDebtorReference: person })));
  note(await creditor.search());
  note(await creditor.createRequest(careless));
  note(await creditor.createRequest(careless), await creditor.createRequest({ ...careless, payment: null }));
  note(await creditor.createRequest(aRequest({ uuid: uuid(2), [person]: person })));
  note(await creditor.createMandate(aMandate({ uuid: person, debtorIdentity: { cprNumber: `${person}1` } })));
  note(await creditor.createMandate(`{"cprNumber":"${person}"`));
  note(await creditor.checkDebtor(), await creditor.checkDebtor(`${person}0`), await creditor.checkDebtor(shapes[1]));
  note(await creditor.setUp({ notOnboarded: [person] }), await creditor.setUp({ notOnboarded: [] }));
  note(await creditor.setUp({ notOnboarded: [`${person}0`] }));
  await creditor.faults({ operation: 'createMandate', fault: 'effectLater', args: { ms: 1_000 } });
  await creditor
    .createMandate(aMandate({ uuid: uuid(3) }), { signal: AbortSignal.timeout(100) })
    .catch(() => undefined);
  note(await creditor.scenario('PAYER_ACCEPTS'));
  await creditor.advanceTo('2026-03-02T14:00:00Z');
  note(await creditor.getRequest(), await creditor.search([1, 2, 3].map(uuid)));
  for (const path of ['book', 'deliveries', `app?id=${uuid(1)}`]) note(await creditor.ask(`/betalingsservice/${path}`));
  note(await creditor.ask('/', { headers: { accept: 'text/html' } }));
  note(await creditor.control('GET', '/betalingsservice/faults'));
  expect(merchant.received.length).toBeGreaterThan(2);

  expect(await creditor.effects()).toContain('paymentCollected');
  const book = (await creditor.ask('/betalingsservice/book')).text;
  expect(book).toContain('\\"cprNumber\\":\\"211062-XXXX\\"');
  expect(book).toContain('\\"debtorAccountNo\\":\\"******6243\\"');
  for (const shape of shapes) {
    expect(seen.filter((text) => text.includes(shape))).toEqual([]);
    expect(JSON.stringify(merchant.received)).not.toContain(shape);
    expect(logged.join()).not.toContain(shape);
  }
  await sandbox.close();
  // What the creditor wrote as text is kept as it was, to be masked where it is shown; who the debtor is, is not.
  const db = new DatabaseSync(join(storage, 'sandbox.db'));
  const people = db
    .prepare("select json ->> 'debtor' as debtor from document where collection in ('mandate', 'request')")
    .all()
    .map(({ debtor }) => debtor);
  db.close();
  expect(people).toEqual(Array(4).fill('211062-XXXX'));
});

describe('the mask', () => {
  test.each([
    [person, '211062-XXXX'],
    ['211062-5629', '211062-XXXX'],
    ['211062562', 'XXXXXX-XXXX'],
    ['', 'XXXXXX-XXXX'],
  ])('of the CPR number %j is %s', (cprNumber, masked) => {
    expect(maskCpr(cprNumber)).toBe(masked);
  });

  test.each([
    [`Born ${person}.`, 'Born 211062-XXXX.'],
    ['8110621234 by the bank', '811062-XXXX by the bank'],
    ['211062-5629,0101801234', '211062-XXXX,010180-XXXX'],
    [uuid(1), uuid(1)],
    ['3f2b1c4e-8d5a-4f6b-9c7d-2110625629ab', '3f2b1c4e-8d5a-4f6b-9c7d-2110625629ab'],
    ['CUST000000001', 'CUST000000001'],
    ['000000000012345', '000000000012345'],
    ['0000000001', '0000000001'],
  ])('of the text %j is %j', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  test('of a body that is not JSON is that of a text', () => {
    expect(maskBody(`{"cprNumber":"${person}"`)).toBe('{"cprNumber":"211062-XXXX"');
  });
});
