import { describe, expect, test } from 'vitest';
import { acceptedAgreement, aPayment, aShop, pendingAgreement } from '../host/harness.ts';

type Shop = Awaited<ReturnType<typeof aShop>>;

/** Opens a payer's page as a browser would, and posts its form. */
async function open(shop: Shop, url: string) {
  const page = await shop.client.ask(url, { headers: { accept: 'text/html' } });
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
    shop.client.ask('/mobilepay/pay', {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...fields, decision, ...changes }),
    });
  return { page, cookie, swipe };
}

async function landingOf(shop: Shop, changes: object = {}) {
  const created = await pendingAgreement(shop, changes);
  const links = [...((await shop.client.call('GET', created.path)).json.links ?? [])];
  return { ...created, url: String(links.find(({ rel }) => String(rel) === 'mobile-pay')?.href) };
}

describe('the payer’s page', () => {
  test('shows who asks for what, and accepts by a swipe', async () => {
    const shop = await aShop();
    const { url, agreementId } = await landingOf(shop);
    const { page, cookie, swipe } = await open(shop, url);
    expect(page.status).toBe(200);
    for (const shown of [
      'Sandbox Shop',
      'Basic',
      'Monthly subscription',
      'Every month',
      '10.00 DKK',
      '80.00',
      'Down payment for our services',
      'Swipe to accept',
      'Reject',
    ]) {
      expect(page.text).toContain(shown);
    }
    expect(cookie).toMatch(/^mobilepay_payer=[0-9a-f-]{36}; Path=\/mobilepay\/pay; HttpOnly; SameSite=Strict$/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");

    const swiped = await swipe('accept');
    expect(swiped.status).toBe(303);
    const after = await shop.client.ask(swiped.headers.get('location') ?? '');
    expect(after.text).toContain('You have accepted');
    expect(after.text).toContain('<a class="back" href="https://shop.example/thanks">Back to the shop</a>');
    expect(after.text).not.toContain('Swipe to accept');
    // What was paid with it stays there, and the payer is led back to the shop once.
    expect(after.text).toContain('80.00');
    expect(after.text).toContain('content="5;url=https://shop.example/thanks"');
    expect((await shop.client.ask(url)).text).not.toContain('http-equiv');
    await shop.client.drain();
    expect(shop.merchant.received.map(({ path }) => path)).toEqual(['/success', '/payments']);
    expect((await shop.client.book()).at(-1)).toMatchObject({
      effect: 'paymentReserved',
      cause: { kind: 'payer', name: 'accept' },
      subject: { within: agreementId },
    });
  });

  test('rejects, and says so ever after', async () => {
    const shop = await aShop();
    const { url } = await landingOf(shop);
    const { swipe } = await open(shop, url);
    await swipe('reject');
    expect((await open(shop, url)).page.text).toContain('You have rejected');
    expect((await swipe('accept')).status).toBe(303);
    expect(await shop.client.effects()).toEqual([
      'agreementCreated',
      'paymentRequested',
      'agreementRejected',
      'paymentRejected',
    ]);
  });

  test('of a payment accepts that alone', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    const { json } = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ amount: '12.5' }));
    const { page, swipe } = await open(shop, String([...(json.links ?? [])][0]?.href));
    expect(page.text).toContain('12.50');
    await swipe('accept');
    expect((await shop.client.call('GET', `${path}/oneoffpayments/${json.id}`)).json.status).toBe('Reserved');
  });

  test('of something that has expired says so', async () => {
    const shop = await aShop();
    const { url } = await landingOf(shop);
    await shop.client.advance(300_000);
    const { page } = await open(shop, url);
    expect(page.text).toContain('This has expired');
    expect(page.text).not.toContain('<form');
  });

  test('tells a payer without money, and leaves it open', async () => {
    const shop = await aShop();
    const { url } = await landingOf(shop);
    await shop.client.control('POST', '/mobilepay/provider', { payerBalance: '1' });
    const { swipe } = await open(shop, url);
    const after = await shop.client.ask((await swipe('accept')).headers.get('location') ?? '');
    expect(after.text).toContain('There is not enough money on your account.');
    expect(after.text).toContain('Swipe to accept');
  });

  test.each<[string, Record<string, string>, Record<string, string> | undefined]>([
    ['another token than the cookie’s', { token: '00000000-0000-4000-8000-000000000000' }, undefined],
    ['no token', { token: '' }, undefined],
    ['no cookie', {}, {}],
  ])('does nothing for a form with %s', async (_title, changes, headers) => {
    const shop = await aShop();
    const { url } = await landingOf(shop);
    const { swipe } = await open(shop, url);
    expect((await swipe('accept', changes, headers)).status).toBe(403);
    expect(await shop.client.effects()).toEqual(['agreementCreated', 'paymentRequested']);
  });

  test('escapes what the merchant wrote', async () => {
    const shop = await aShop();
    const { url } = await landingOf(shop, {
      plan: '<script>alert(1)</script>',
      description: '"><img src=x onerror=alert(1)>',
    });
    const { page } = await open(shop, url);
    expect(page.text).not.toMatch(/<script|<img/);
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('of what is not there is 404', async () => {
    const shop = await aShop();
    const { agreementId } = await pendingAgreement(shop);
    const other = await pendingAgreement(shop);
    expect((await shop.client.ask('/mobilepay/pay?id=x')).status).toBe(404);
    expect((await shop.client.ask(`/mobilepay/pay?id=${agreementId}&oneOffPaymentId=${other.paymentId}`)).status).toBe(
      404,
    );
  });
});

describe('the payer’s cancel of an agreement', () => {
  test('is not offered while money is reserved, and done afterwards', async () => {
    const shop = await aShop();
    const { path, paymentPath, agreementId } = await acceptedAgreement(shop);
    const url = `/mobilepay/pay?flow=agreement&id=${agreementId}`;
    const { text } = (await open(shop, url)).page;
    expect(text).toContain('you cannot end it now');
    expect(text).not.toContain('<form');
    expect((await shop.client.call('GET', path)).json.status).toBe('Accepted');
    await shop.client.call('POST', `${paymentPath}/capture`);
    await (await open(shop, url)).swipe('cancel');
    await shop.client.drain();
    expect(shop.merchant.received.map(({ path: at, body }) => [at, body])).toMatchObject([
      ['/cancel', { status: 'Canceled', status_code: 40002 }],
    ]);
  });

  test('waits for the retention period', async () => {
    const shop = await aShop();
    const { agreementId, path } = await acceptedAgreement(shop, { one_off_payment: null, retention_period_hours: 1 });
    const { swipe } = await open(shop, `/mobilepay/pay?id=${agreementId}`);
    await swipe('cancel');
    expect((await shop.client.call('GET', path)).json.status).toBe('Accepted');
    await shop.client.advance(3_600_000);
    await swipe('cancel');
    await shop.client.renewToken();
    expect((await shop.client.call('GET', path)).json.status).toBe('Canceled');
  });

  test('is left to the shop where that has a page for it', async () => {
    const shop = await aShop();
    const links = ['user-redirect', 'success-callback', 'cancel-callback', 'cancel-redirect'].map((rel) => ({
      rel,
      href: `${shop.merchant.url}/${rel}`,
    }));
    const { agreementId } = await acceptedAgreement(shop, { links });
    const { page } = await open(shop, `/mobilepay/pay?id=${agreementId}`);
    expect(page.text).toContain(`href="${shop.merchant.url}/cancel-redirect"`);
    expect(page.text).not.toContain('<form');
  });
});

test('the front page shows people what is open first', async () => {
  const shop = await aShop();
  const { path } = await acceptedAgreement(shop, { plan: 'Older & done' });
  await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ description: 'Extra goods' }));
  const { text, headers } = await shop.client.ask('/', { headers: { accept: 'text/html' } });
  expect(headers.get('content-type')).toContain('text/html');
  expect(text.indexOf('Extra goods')).toBeGreaterThan(-1);
  expect(text.indexOf('Older &amp; done')).toBeGreaterThan(text.indexOf('Extra goods'));
});
