import { describe, expect, test } from 'vitest';
import { anAccount, anActiveMandate, aPayer, aPayment, aRequest, aShop, day, errorOf, inside } from './support.ts';

/** The months after which an unused mandate lapses, in days and then some. */
const overAYear = 400 * day;

describe('a mandate', () => {
  test('is submitted, becomes active, and lapses when nothing is collected on it', async () => {
    const shop = await aShop();
    const { id } = await shop.client.create('billing_requests', { mandate_request: { currency: 'GBP' } });
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', id);
    await shop.client.advance(overAYear);
    await shop.client.drain();
    expect(shop.endpoint.actions().filter((action) => action.startsWith('mandates'))).toEqual([
      'mandates.created',
      'mandates.submitted',
      'mandates.active',
      'mandates.expired',
    ]);
    expect((await shop.client.book()).map(({ at, effect }) => [String(effect), String(at)]).slice(-3)).toEqual([
      ['mandateSubmitted', '2026-03-02T16:00:00.000Z'],
      ['mandateActivated', '2026-03-04T09:00:00.000Z'],
      ['mandateExpired', '2027-04-04T09:00:00.000Z'],
    ]);
  });

  test.each<[string, string, string[]]>([
    ['Invalid', 'failed', ['mandates.submitted', 'mandates.failed']],
    ['Expired', 'expired', ['mandates.submitted', 'mandates.active', 'mandates.expired']],
    ['Switching', 'active', ['mandates.submitted', 'mandates.active', 'mandates.transferred']],
  ])('of a payer called %s ends as %s', async (name, status, news) => {
    const shop = await aShop();
    const { client } = shop;
    const request = await aRequest(shop, { mandate_request: { currency: 'GBP' } });
    await request.act('collect_customer_details', {
      ...aPayer,
      customer: { ...aPayer.customer, given_name: name },
    });
    await client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
    await client.drain();
    shop.endpoint.received.length = 0;
    await client.advance(5 * day);
    expect(shop.endpoint.actions()).toEqual(news);
    const { links } = await request.read();
    expect((await client.get(`/mandates/${links?.mandate_request_mandate}`)).status).toBe(status);
  });

  test('by SEPA is submitted with its first payment, and active when that is confirmed', async () => {
    const shop = await aShop();
    const { client } = shop;
    const request = await aRequest(shop, { mandate_request: { currency: 'EUR' } });
    await client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
    const id = String((await request.read()).links?.mandate_request_mandate);
    await client.advance(7 * day);
    expect((await client.get(`/mandates/${id}`)).status).toBe('pending_submission');
    const { path } = await aPayment(shop, id, { currency: 'EUR' });
    await client.advance(day);
    expect((await client.get(`/mandates/${id}`)).status).toBe('submitted');
    await client.advance(7 * day);
    expect([(await client.get(`/mandates/${id}`)).status, (await client.get(path)).status]).toEqual([
      'active',
      'paid_out',
    ]);
  });

  test('with a second signature waits for it, and its payments with it', async () => {
    const shop = await aShop();
    const { client } = shop;
    const request = await aRequest(shop, { mandate_request: { currency: 'GBP' } });
    await request.act('collect_customer_details', aPayer);
    await request.act('collect_bank_account', anAccount);
    const confirmed = inside(
      (await request.act('confirm_payer_details', { payer_requested_dual_signature: true })).json,
    );
    expect(confirmed.mandate_request?.payer_requested_dual_signature).toBe(true);
    const id = String(inside((await request.act('fulfil')).json).links?.mandate_request_mandate);
    const { path } = await aPayment(shop, id);
    await client.advance(7 * day);
    expect((await client.get(`/mandates/${id}`)).status).toBe('pending_customer_approval');
    expect((await client.get(path)).status).toBe('pending_customer_approval');
    await client.play('mandate_customer_approval_granted', id);
    expect((await client.get(`/mandates/${id}`)).status).toBe('pending_submission');
    expect((await client.get(path)).status).toBe('pending_submission');
    await client.advance(14 * day);
    expect((await client.get(path)).status).toBe('paid_out');
  });

  test('that is cancelled takes its waiting payments along, and names itself as their cause', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const { path, id } = await aPayment(shop, mandate.id);
    const reply = await shop.client.act(mandate.path, 'cancel', { metadata: { why: 'moved' } });
    expect(inside(reply.json)).toMatchObject({ status: 'cancelled', next_possible_charge_date: null });
    expect((await shop.client.get(path)).status).toBe('cancelled');
    const events = await shop.client.events();
    const cause = events.find(({ resource_type, action }) => resource_type === 'mandates' && action === 'cancelled');
    expect(cause).toMatchObject({ metadata: { why: 'moved' }, details: { origin: 'api', cause: 'mandate_cancelled' } });
    expect(events.at(-1)).toMatchObject({
      resource_type: 'payments',
      action: 'cancelled',
      links: { payment: id, parent_event: cause?.id },
      details: { origin: 'api', cause: 'mandate_cancelled' },
    });
    expect(errorOf((await shop.client.act(mandate.path, 'cancel')).json).errors).toEqual(['cancellation_failed']);
    const refused = await shop.client.call('POST', '/payments', {
      payments: { amount: 1, currency: 'GBP', links: { mandate: mandate.id } },
    });
    expect(errorOf(refused.json)).toEqual({ type: 'invalid_state', code: 422, errors: ['mandate_is_inactive'] });
  });

  test('is reinstated after its end, and not before', async () => {
    const shop = await aShop();
    const { path } = await anActiveMandate(shop);
    expect(errorOf((await shop.client.act(path, 'reinstate')).json).errors).toEqual(['mandate_not_inactive']);
    await shop.client.act(path, 'cancel');
    expect(inside((await shop.client.act(path, 'reinstate')).json).status).toBe('pending_submission');
    await shop.client.advance(5 * day);
    expect((await shop.client.get(path)).status).toBe('active');
    expect(shop.endpoint.actions()).toEqual([
      'mandates.cancelled',
      'mandates.resubmission_requested',
      'mandates.submitted',
      'mandates.reinstated',
    ]);
  });

  test('by PayTo is active at once, and can be suspended by its payer with what waits on it', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandateByPayTo(shop);
    const { path } = await aPayment(shop, mandate, { currency: 'AUD' });
    expect((await shop.client.scenario('MANDATE_SUSPENDED', 'mandate', mandate)).status).toBe(200);
    expect((await shop.client.get(`/mandates/${mandate}`)).status).toBe('suspended_by_payer');
    expect((await shop.client.get(path)).status).toBe('cancelled');
    expect((await shop.client.events()).at(-1)?.details).toMatchObject({
      origin: 'bank',
      cause: 'mandate_suspended_by_payer',
      scheme: 'pay_to',
      reason_code: 'SBP',
    });
  });

  test('that is suspended tells of its payments only, where that is how it is', async () => {
    const shop = await aShop({ settings: { suspensionEvent: false } });
    const mandate = await anActiveMandateByPayTo(shop);
    await shop.client.play('mandate_suspended_by_payer', mandate);
    const actions = (await shop.client.events()).map(({ action }) => action);
    expect(actions).not.toContain('suspended_by_payer');
    expect(await shop.client.effects()).toContain('mandateSuspended');
  });

  test('moves to another bank with its payer, and goes there anew where the scenario says so', async () => {
    const shop = await aShop();
    const request = await aRequest(shop, { mandate_request: { currency: 'GBP' } });
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
    const { links } = await request.read();
    const id = links?.mandate_request_mandate;
    await shop.client.play('mandate_transferred_with_resubmission', id);
    const moved = (await shop.client.get(`/mandates/${id}`)).links?.customer_bank_account;
    const [transferred, resubmitted] = (await shop.client.events()).slice(-2);
    expect(transferred).toMatchObject({
      action: 'transferred',
      links: { previous_customer_bank_account: links?.customer_bank_account, new_customer_bank_account: moved },
    });
    expect(resubmitted).toMatchObject({ action: 'resubmission_requested', details: { origin: 'bank' } });
    expect((await shop.client.get(`/customer_bank_accounts/${moved}`)).id).toBe(moved);
    await shop.client.advance(3 * day);
    expect((await shop.client.get(`/mandates/${id}`)).status).toBe('active');
  });

  test('is found by its status, scheme and customer', async () => {
    const shop = await aShop();
    const { id, path } = await anActiveMandate(shop);
    const { links } = await shop.client.get(path);
    const ids = async (query: string) =>
      [...((await shop.client.call('GET', `/mandates?${query}`)).json.mandates ?? [])].map((found) => String(found.id));
    expect(await ids(`status=active,submitted&scheme=bacs&customer=${links?.customer}`)).toEqual([id]);
    expect(await ids('status=cancelled')).toEqual([]);
  });
});

async function anActiveMandateByPayTo(shop: Awaited<ReturnType<typeof aShop>>) {
  const request = await aRequest(shop, {
    mandate_request: { scheme: 'pay_to', constraints: { max_amount_per_payment: 5000 } },
  });
  await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
  const id = String((await request.read()).links?.mandate_request_mandate);
  expect((await shop.client.get(`/mandates/${id}`)).status).toBe('active');
  return id;
}
