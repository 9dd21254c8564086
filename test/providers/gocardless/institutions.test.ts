import { afterEach, expect, test } from 'vitest';
import type { InstitutionsQuestion } from '../../../src/domain/port/provider.ts';
import { gocardless } from '../../../src/providers/gocardless/provider.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { someContext, someSettings } from './support.ts';

let stub: Stub;
afterEach(() => stub?.close());

async function ask(question: InstitutionsQuestion, status: number, body: unknown) {
  stub = await startStub((response) => void response.writeHead(status).end(JSON.stringify(body)));
  return gocardless.institutions?.call(someContext({ apiUrl: stub.url }), question);
}
const line = () => stub.seen[0]?.line;
const bank = {
  id: 'monzo',
  name: 'Monzo',
  country_code: 'GB',
  logo_url: 'https://assets.example/monzo.svg',
  icon_url: 'javascript:alert(1)',
  status: 'enabled',
  autocompletes_collect_bank_account: true,
  roles: ['payments'],
};

test('banks are told as far as they can be read, and one that cannot spoils no other', async () => {
  const answer = await ask({ countryCode: 'GB' }, 200, {
    institutions: [
      bank,
      { id: 'next', name: 'Next', status: 'temporarily_disabled', logo_url: 7 },
      { id: 'odd', name: 'Odd', status: 'thriving' },
      { name: 'Nobody' },
      null,
    ],
  });
  expect(answer).toEqual({
    kind: 'institutions',
    institutions: [
      { ...theOne, logoUrl: bank.logo_url },
      { id: 'next', name: 'Next', countryCode: 'GB', available: false, completesBankAccount: false },
      { id: 'odd', name: 'Odd', countryCode: 'GB', available: true, completesBankAccount: false },
    ],
  });
});
const theOne = { id: 'monzo', name: 'Monzo', countryCode: 'GB', available: true, completesBankAccount: true };

test.each<[InstitutionsQuestion, string]>([
  [{ countryCode: 'GB' }, '/institutions?country_code=GB&feature=pis&scheme=faster_payments'],
  [{ countryCode: 'DE' }, '/institutions?country_code=DE&feature=pis&scheme=sepa_credit_transfer'],
  [
    { countryCode: 'DE', scheme: 'sepa_instant_credit_transfer' },
    '/institutions?country_code=DE&feature=pis&scheme=sepa_instant_credit_transfer',
  ],
  [
    { countryCode: 'GB', request: { kind: 'billingRequest', id: 'BRQ1' } },
    '/billing_requests/BRQ1/institutions?country_code=GB&include_disabled=true',
  ],
])('%j is asked as %s', async (question, expected) => {
  expect(await ask(question, 200, { institutions: [] })).toEqual({ kind: 'institutions', institutions: [] });
  expect(line()).toBe(`GET ${expected}`);
});

test('a refusal is told, and what cannot be read is no list', async () => {
  expect(
    await ask({ countryCode: 'GB' }, 403, {
      error: { type: 'invalid_api_usage', errors: [{ reason: 'feature_disabled' }] },
    }),
  ).toMatchObject({ kind: 'refused' });
  await stub.close();
  expect(await ask({ countryCode: 'GB' }, 200, { institutions: {} })).toMatchObject({ kind: 'unknown' });
  await stub.close();
  expect(await ask({ countryCode: 'GB' }, 503, {})).toMatchObject({ kind: 'unknown' });
});

test('a country and a scheme have a form', () => {
  const check = (question: InstitutionsQuestion) =>
    gocardless.institutions?.check(question, someSettings()).map(({ path }) => path.join('.'));
  expect(check({ countryCode: 'GB', scheme: 'faster_payments' })).toEqual([]);
  expect(check({ countryCode: 'gb', scheme: 'bacs' })).toEqual(['countryCode', 'scheme']);
});
