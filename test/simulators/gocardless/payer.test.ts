import { describe, expect, test } from 'vitest';
import { aRequest, aShop, type Shop, theSeed } from './support.ts';

const details = {
  given_name: 'Frank',
  family_name: 'Osborne',
  email: 'frank@example.com',
  address_line1: '27 Acer Road',
  city: 'London',
  postal_code: 'E8 3GX',
  country_code: 'GB',
};
const account = {
  account_holder_name: 'Frank Osborne',
  branch_code: '200000',
  account_number: '55779911',
  country_code: 'GB',
};

/** A browser with one cookie: shows a page, and sends the form that is on it. */
function aBrowser(shop: Shop) {
  let cookie = '';
  let at = '';
  let text = '';
  const hidden = () =>
    Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]),
    );
  return {
    text: () => text,
    title: () => /<h2>([^<]*)<\/h2>/.exec(text)?.[1],
    async open(url: string) {
      const page = await shop.client.ask(url, { headers: cookie ? { cookie } : {} });
      cookie ||= (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      at = url;
      text = page.text;
      return page;
    },
    /** Sends the form with these fields, and follows to the page that comes after. */
    async send(fields: Record<string, string>, headers: Record<string, string> = { cookie }) {
      const reply = await shop.client.ask(at, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ ...hidden(), ...fields }),
      });
      if (reply.status === 303) await this.open(reply.headers.get('location') ?? '');
      else text = reply.text;
      return reply;
    },
  };
}

async function aFlow(body: object = theSeed(), flow: object = {}) {
  const shop = await aShop();
  const request = await aRequest(shop, body);
  const made = await shop.client.create('billing_request_flows', { links: { billing_request: request.id }, ...flow });
  const browser = aBrowser(shop);
  const page = await browser.open(String(made.authorisation_url));
  return { shop, request, browser, page, flowId: String(made.id), url: String(made.authorisation_url) };
}

describe('the payer’s page', () => {
  test('leads through details, bank, account and confirmation to the bank, and fulfils by itself', async () => {
    const { shop, request, browser, page, flowId } = await aFlow(theSeed(), {
      redirect_uri: 'https://shop.example/thanks?order=1',
      prefilled_customer: { given_name: 'Frank "the Fish"' },
    });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const shown of [
      'Sandbox Shop',
      '790.50',
      'GBP',
      'Licensed Steel Chips',
      'mandate',
      'value="Frank &quot;the Fish&quot;"',
    ])
      expect(browser.text()).toContain(shown);
    expect(browser.title()).toBe('Your details');
    await browser.send(details);
    expect(browser.title()).toBe('Choose your bank');
    await browser.send({ institution: 'sandbox_bank_gb' });
    expect(browser.title()).toBe('Your bank account');
    expect(browser.text()).toContain('value="Frank Osborne"');
    await browser.send(account);
    expect(browser.title()).toBe('Is everything right?');
    expect(browser.text()).toContain('FRANK OSBORNE •••• 11');
    await browser.send({});
    expect(browser.title()).toBe('Your bank asks you');
    expect(browser.text()).toContain('Sandbox High Street Bank');
    await browser.send({ decision: 'authorised' });
    expect(browser.title()).toBe('Thank you');
    expect(browser.text()).toContain(
      `href="https://shop.example/thanks?order=1&amp;billing_request_id=${request.id}&amp;billing_request_flow_id=${flowId}"`,
    );
    expect((await request.read()).status).toBe('fulfilling');
    await shop.client.advance(1_000);
    expect((await request.read()).status).toBe('fulfilled');
    await shop.client.drain();
    expect(shop.endpoint.events().map(({ action, details: { origin } }) => `${action} by ${origin}`)).toEqual([
      'created by api',
      'flow_created by api',
      'flow_visited by payer',
      'collect_customer_details by payer',
      'select_institution by payer',
      'collect_bank_account by payer',
      'payer_details_confirmed by payer',
      'bank_authorisation_visited by payer',
      'bank_authorisation_authorised by payer',
      'created by gocardless',
      'created by gocardless',
      'fulfilled by gocardless',
    ]);
    expect(
      (await shop.client.book()).find(({ effect }) => String(effect) === 'bankAuthorisationAuthorised'),
    ).toMatchObject({
      cause: { kind: 'payer', name: 'authorised' },
    });
  });

  test('lets a payer choose the currency of a mandate, and gives the fields of its accounts', async () => {
    const { browser, request } = await aFlow({ mandate_request: { description: 'Chips weekly' } });
    expect(browser.title()).toBe('Where is your bank?');
    await browser.send({ currency: 'EUR' });
    await browser.send({ ...details, country_code: 'DE' });
    expect(browser.text()).toContain('name="iban"');
    await browser.send({ account_holder_name: 'Frank', iban: 'DE89 3704 0044 0532 0130 00' });
    await browser.send({ dual_signature: 'yes' });
    expect(browser.title()).toBe('Thank you');
    expect(await request.read()).toMatchObject({
      status: 'fulfilled',
      mandate_request: { scheme: 'sepa_core', payer_requested_dual_signature: true },
    });
  });

  test('needs no account of a bank that hands it over', async () => {
    const { browser, request } = await aFlow({
      payment_request: { amount: 100, currency: 'GBP', description: 'Chips' },
    });
    await browser.send(details);
    await browser.send({ institution: 'read_refund_account_sandbox_bank' });
    expect(browser.title()).toBe('Your bank asks you');
    await browser.send({ decision: 'authorised' });
    expect(browser.title()).toBe('Thank you');
    expect((await request.read()).resources?.customer_bank_account).toMatchObject({ account_number_ending: '11' });
  });

  test('asks for the confirmation of a mandate after the bank has handed the account over', async () => {
    const { browser, request } = await aFlow();
    await browser.send(details);
    await browser.send({ institution: 'read_refund_account_sandbox_bank' });
    await browser.send({ decision: 'authorised' });
    expect(browser.title()).toBe('Is everything right?');
    await browser.send({});
    expect([browser.title(), (await request.read()).status]).toEqual(['Thank you', 'fulfilling']);
  });

  test.each([
    ['denied', 'You declined', 'bank_authorisation_denied'],
    ['failed', 'could not do this', 'bank_authorisation_failed'],
    ['expired', 'waited too long', 'bank_authorisation_expired'],
  ])('where the bank has %s it says so, and can be tried again', async (decision, text, event) => {
    const { browser, request, shop } = await aFlow({
      payment_request: { amount: 100, currency: 'GBP', description: 'Chips' },
    });
    await browser.send(details);
    await browser.send({ institution: 'read_refund_account_sandbox_bank' });
    await browser.send({ decision });
    expect([browser.title(), browser.text().includes(text)]).toEqual(['Choose your bank', true]);
    expect((await request.read()).status).toBe('pending');
    expect((await shop.client.events()).at(-1)).toMatchObject({
      action: event,
      links: { bank_authorisation: expect.stringMatching(/^BAU/), institution_id: 'read_refund_account_sandbox_bank' },
    });
    await browser.send({ institution: 'sandbox_bank_gb' });
    await browser.send(account);
    await browser.send({ decision: 'authorised' });
    expect(browser.title()).toBe('Thank you');
  });

  test('names what is wrong, and keeps what was typed', async () => {
    const { browser, request } = await aFlow({ mandate_request: { currency: 'GBP' } });
    await browser.send(details);
    const refused = await browser.send({ ...account, account_number: '12<b>' });
    expect([refused.status, browser.title()]).toEqual([422, 'Your bank account']);
    expect(browser.text()).toContain('account number is invalid');
    expect(browser.text()).toContain('value="12&lt;b&gt;"');
    expect((await request.actions()).collect_bank_account).toBe('pending');
  });

  test('can be left and come back to', async () => {
    const { browser, shop, url } = await aFlow(theSeed(), { exit_uri: 'https://shop.example/exit' });
    expect(browser.text()).toContain('href="https://shop.example/exit"');
    await browser.send({ step: 'leave' });
    expect(browser.text()).toContain('You have left');
    expect((await shop.client.events()).at(-1)?.action).toBe('flow_exited');
    await browser.open(url);
    expect(browser.title()).toBe('Your details');
    expect((await shop.client.effects()).filter((effect) => effect === 'flowVisited')).toHaveLength(1);
  });

  test.each<[string, (it: Awaited<ReturnType<typeof aFlow>>) => Promise<unknown>]>([
    ['a week later', ({ shop }) => shop.client.advance(7 * 86_400_000)],
    ['once its request is cancelled', ({ request }) => request.act('cancel')],
  ])('has expired %s', async (_title, then) => {
    const it = await aFlow();
    await then(it);
    await it.browser.open(it.url);
    expect(it.browser.title()).toBe('This link has expired');
    expect(it.browser.text()).not.toContain('<form');
  });

  test.each<[string, Record<string, string>, Record<string, string> | undefined]>([
    ['another token than the cookie’s', { token: '00000000-0000-4000-8000-000000000000' }, undefined],
    ['no token', { token: '' }, undefined],
    ['no cookie', {}, {}],
  ])('does nothing for a form with %s', async (_title, changes, headers) => {
    const { browser, shop } = await aFlow();
    const before = await shop.client.effects();
    expect((await browser.send({ ...details, ...changes }, headers)).status).toBe(403);
    expect(await shop.client.effects()).toEqual(before);
  });

  test('does nothing for a form of a step that is over', async () => {
    const { browser, shop } = await aFlow();
    await browser.send(details);
    const before = await shop.client.effects();
    await browser.send({ ...details, step: 'details' });
    expect([browser.title(), browser.text().includes('Something had changed')]).toEqual(['Choose your bank', true]);
    expect(await shop.client.effects()).toEqual(before);
  });

  test('escapes what the merchant wrote', async () => {
    const { browser } = await aFlow({
      payment_request: { amount: 1, currency: 'GBP', description: '<script>alert(1)</script>' },
    });
    expect(browser.text()).not.toContain('<script');
    expect(browser.text()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('of nothing is 404', async () => {
    const { client } = await aShop();
    expect((await client.ask('/gocardless/billing/static/flow?id=BRF000')).status).toBe(404);
    expect((await client.ask('/gocardless/billing/static/flow')).status).toBe(404);
    expect((await client.ask('/gocardless/obauth/BAU000')).status).toBe(404);
  });
});

test('the bank’s page of an authorisation leads back with its outcome', async () => {
  const shop = await aShop();
  const request = await aRequest(shop);
  await request.act('select_institution', { country_code: 'GB', institution: 'sandbox_bank_gb' });
  const { url } = await shop.client.create('bank_authorisations', {
    links: { billing_request: request.id },
    redirect_uri: 'https://shop.example/bank',
  });
  const browser = aBrowser(shop);
  await browser.open(String(url));
  expect(browser.text()).toContain('790.50 GBP');
  await browser.send({ decision: 'denied' });
  expect(browser.text()).toContain('href="https://shop.example/bank?outcome=failure"');
});

test('the front page shows flows that wait first', async () => {
  const { shop, request } = await aFlow(theSeed());
  const older = await aRequest(shop, { mandate_request: { currency: 'GBP', description: 'Done & over' } });
  await shop.client.create('billing_request_flows', { links: { billing_request: older.id } });
  await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', older.id);
  const { text } = await shop.client.ask('/', { headers: { accept: 'text/html' } });
  expect(text.indexOf('790.50 GBP')).toBeGreaterThan(-1);
  expect(text.indexOf('Done &amp; over')).toBeGreaterThan(text.indexOf('790.50 GBP'));
  expect((await request.read()).status).toBe('pending');
});
