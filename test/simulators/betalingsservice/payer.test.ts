import { describe, expect, test } from 'vitest';
import { aRequest, aShop, person, type Shop, uuid } from './support.ts';

/** Opens the debtor's page as a browser would, and posts its form. */
async function open({ creditor }: Shop, id = uuid(1)) {
  const page = await creditor.ask(`/betalingsservice/app?id=${id}`, { headers: { accept: 'text/html' } });
  const cookie = page.headers.get('set-cookie') ?? '';
  const fields = Object.fromEntries(
    [...page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  const swipe = (
    decision: string,
    changes: Record<string, string> = {},
    headers: Record<string, string> = { cookie: cookie.split(';')[0] ?? '' },
  ) =>
    creditor.ask('/betalingsservice/app', {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...fields, decision, ...changes }),
    });
  return { page, cookie, swipe };
}

async function requested(changes: object = {}): Promise<Shop> {
  const shop = await aShop();
  await shop.creditor.createRequest(aRequest(changes));
  return shop;
}

describe('the debtor’s page', () => {
  test('shows who asks for what, and approves by a swipe', async () => {
    const shop = await requested();
    const { page, cookie, swipe } = await open(shop);
    expect(page.status).toBe(200);
    for (const shown of [
      'Sandbox Shop',
      'asks for a payment and an agreement',
      '2499.50',
      'Smartphone',
      'First month of the plan',
      'ORDER-1',
      'CUST000000001',
      '2026-03-02 10:15 UTC',
      'Swipe to approve',
      'Reject',
    ])
      expect(page.text).toContain(shown);
    expect(cookie).toMatch(
      /^betalingsservice_payer=[0-9a-f-]{36}; Path=\/betalingsservice\/app; HttpOnly; SameSite=Strict$/,
    );
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");

    const swiped = await swipe('approve');
    expect(swiped.status).toBe(303);
    const after = await shop.creditor.ask(swiped.headers.get('location') ?? '');
    for (const shown of ['You have approved', 'Under way', 'Being checked']) expect(after.text).toContain(shown);
    expect(after.text).not.toContain('<form');
    expect((await shop.creditor.book()).find(({ effect }) => String(effect) === 'requestApproved')).toMatchObject({
      cause: { kind: 'payer', name: 'approve' },
    });
    await shop.creditor.advanceTo('2026-03-02T14:00:00Z');
    const later = (await open(shop)).page.text;
    for (const shown of ['Paid', 'Active', '000000001']) expect(later).toContain(shown);
  });

  test('rejects, and says so ever after', async () => {
    const shop = await requested();
    const { swipe } = await open(shop);
    await swipe('reject');
    expect((await open(shop)).page.text).toContain('You have rejected');
    expect((await swipe('approve')).status).toBe(303);
    expect(await shop.creditor.effects()).toEqual(['requestCreated', 'requestShown', 'requestRejected']);
  });

  test('without a mandate asks for a payment alone', async () => {
    const { page } = await open(await requested({ mandate: undefined }));
    expect(page.text).not.toContain('agreement');
    expect(page.text).not.toContain('Customer number');
  });

  test('of what has expired, or was never shown, says so', async () => {
    const shop = await requested();
    await shop.creditor.advance(15 * 60_000);
    expect((await open(shop)).page.text).toContain('This has expired');
    await shop.creditor.setUp({ notOnboarded: [person] });
    await shop.creditor.createRequest(aRequest({ uuid: uuid(2) }));
    await shop.creditor.advance(1_000);
    const { page } = await open(shop, uuid(2));
    expect(page.text).toContain('This could not be shown to you');
    expect(page.text).not.toContain('<form');
  });

  test.each<[string, Record<string, string>, Record<string, string> | undefined]>([
    ['another token than the cookie’s', { token: '00000000-0000-4000-8000-000000000000' }, undefined],
    ['no token', { token: '' }, undefined],
    ['no cookie', {}, {}],
  ])('does nothing for a form with %s', async (_title, changes, headers) => {
    const shop = await requested();
    const { swipe } = await open(shop);
    const answer = await swipe('approve', changes, headers);
    expect([answer.status, answer.text.includes('too old')]).toEqual([403, true]);
    expect(await shop.creditor.effects()).toEqual(['requestCreated']);
  });

  test('does nothing for a decision that is none', async () => {
    const shop = await requested();
    const { swipe } = await open(shop);
    expect((await swipe('perhaps')).status).toBe(400);
    expect(await shop.creditor.effects()).toEqual(['requestCreated']);
  });

  test('escapes what the creditor wrote', async () => {
    const script = '<script>alert(1)</script>';
    const shop = await requested({
      payment: {
        amount: { currency: 'DKK', value: 1 },
        creditorReference: '"><img src=x onerror=1>',
        textLines: [script],
      },
    });
    const { page } = await open(shop);
    const front = await shop.creditor.ask('/', { headers: { accept: 'text/html' } });
    for (const { text } of [page, front]) {
      expect(text).not.toMatch(/<script|<img/);
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    }
  });

  test('of what is not there is 404', async () => {
    const shop = await requested();
    expect((await open(shop, uuid(2))).page.status).toBe(404);
    expect((await shop.creditor.ask('/betalingsservice/app', { method: 'PUT' })).status).toBe(404);
  });
});

test('the front page shows people what is open first', async () => {
  const shop = await requested();
  const { creditor } = shop;
  await creditor.createRequest(
    aRequest({ uuid: uuid(2), mandate: undefined, payment: { amount: { currency: 'DKK', value: 79 } } }),
  );
  await creditor.scenario('PAYER_REJECTS', 'billingRequest', uuid(2));
  const { text } = await creditor.ask('/', { headers: { accept: 'text/html' } });
  const [open, closed] = [text.indexOf('2499.50 DKK, with a mandate'), text.indexOf('79.00 DKK')];
  expect(open).toBeGreaterThan(-1);
  expect(closed).toBeGreaterThan(open);
  expect(text).toContain(`/betalingsservice/app?id=${uuid(1)}`);
});
