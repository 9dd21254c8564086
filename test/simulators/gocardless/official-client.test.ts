import { Environments, type GoCardlessClient, gocardless } from 'gocardless-nodejs';
import {
  GoCardlessInternalError,
  IdempotentCreationConflictError,
  InvalidApiUsageError,
  InvalidStateError,
  ValidationFailedError,
} from 'gocardless-nodejs/errors';
import * as webhooks from 'gocardless-nodejs/webhooks';
import { describe, expect, test } from 'vitest';
import { aBank, anAccount, aPayer, aShop, authoriseAt, day, type Event, nameOf, type Shop } from './support.ts';

/** GoCardless' own client, unpatched but for where it calls: never anywhere else than this machine. */
function theirClient({ client: { credentials } }: Shop): GoCardlessClient {
  const theirs = gocardless(credentials.accessToken ?? '', Environments.Sandbox, { raiseOnIdempotencyConflict: true });
  const api = (theirs as unknown as { readonly _api: { _baseUrl: string } })._api;
  expect(api._baseUrl).toBe('https://api-sandbox.gocardless.com');
  api._baseUrl = credentials.apiUrl ?? '';
  expect(new URL(api._baseUrl).hostname).toBe('127.0.0.1');
  return theirs;
}

/** Ids in their types may be missing; here they never are. */
const sure = (id: string | undefined): string => {
  expect(id).toMatch(/^[A-Z]{2,3}\w+$/);
  return id ?? '';
};

describe('GoCardless’ own client', () => {
  test('takes the billing request of the seed through its whole life', async () => {
    const shop = await aShop();
    const theirs = theirClient(shop);

    const made = await theirs.billingRequests.create(
      {
        mandate_request: { currency: 'GBP', scheme: 'bacs', metadata: { key1: 'mandate' } },
        payment_request: {
          amount: 79050,
          currency: 'GBP',
          description: 'Licensed Steel Chips',
          metadata: { key1: 'payment' },
        },
        metadata: { key1: 'request' },
      },
      'request-1',
    );
    const id = sure(made.id);
    expect(made).toMatchObject({
      status: 'pending',
      payment_request: { amount: 79050 },
      __response__: { statusCode: 201 },
    });
    expect(made.__response__).toMatchObject({ headers: { 'ratelimit-limit': '1000' } });

    await theirs.billingRequests.collectCustomerDetails(id, aPayer);
    await theirs.billingRequests.collectBankAccount(id, anAccount);
    await theirs.billingRequests.confirmPayerDetails(id, { metadata: { by: 'web' } });
    await theirs.billingRequests.selectInstitution(id, aBank);
    await theirs.billingRequests.notify(id, { notification_type: 'email' });
    const banks = await theirs.institutions.list_for_billing_request(id, { country_code: 'GB' });
    expect(banks.institutions.map((bank) => bank.id)).toContain(aBank.institution);
    const flow = await theirs.billingRequestFlows.create({
      links: { billing_request: id },
      redirect_uri: 'https://shop.example/thanks',
    });
    expect(flow.authorisation_url).toBe(`${shop.client.credentials.apiUrl}/billing/static/flow?id=${flow.id}`);
    const authorisation = await theirs.bankAuthorisations.create({ links: { billing_request: id } }, 'authorisation-1');
    await authoriseAt(shop, `/obauth/${authorisation.id}`);
    expect((await theirs.bankAuthorisations.find(authorisation.id)).authorised_at).toBe('2026-03-02T10:00:30.000Z');
    expect((await theirs.billingRequests.find(id)).status).toBe('ready_to_fulfil');

    expect((await theirs.billingRequests.fulfil(id)).status).toBe('fulfilling');
    await shop.client.advance(1_000);
    const fulfilled = await theirs.billingRequests.find(id);
    expect(fulfilled).toMatchObject({ status: 'fulfilled', actions: [] });
    const payment = sure(fulfilled.links?.payment_request_payment);
    const mandate = sure(fulfilled.links?.mandate_request_mandate);

    await shop.client.advance(7 * day);
    expect(await theirs.payments.find(payment)).toMatchObject({
      status: 'paid_out',
      amount: 79050,
      metadata: { key1: 'payment' },
      links: { payout: expect.stringMatching(/^PO/) },
    });
    expect(await theirs.mandates.find(mandate)).toMatchObject({
      status: 'active',
      scheme: 'bacs',
      metadata: { key1: 'mandate' },
    });

    const later = await theirs.payments.create({ amount: 1000, currency: 'GBP', links: { mandate } }, 'later-1');
    expect((await theirs.payments.cancel(sure(later.id), { metadata: { why: 'changed' } })).status).toBe('cancelled');
    const third = await theirs.payments.create({ amount: 2000, currency: 'GBP', links: { mandate } });
    await theirs.scenarioSimulators.run('payment_charged_back', { links: { resource: sure(third.id) } });
    expect((await theirs.payments.find(sure(third.id))).status).toBe('charged_back');

    const refund = await theirs.refunds.create(
      { amount: 500, total_amount_confirmation: 500, links: { payment } },
      'refund-1',
    );
    expect(refund).toMatchObject({ status: 'created', links: { payment } });
    await shop.client.advance(4 * day);
    expect((await theirs.refunds.find(sure(refund.id))).status).toBe('paid');
    expect((await theirs.payments.find(payment)).amount_refunded).toBe(500);

    expect((await theirs.mandates.cancel(mandate, {})).status).toBe('cancelled');
    const seen: string[] = [];
    for await (const event of theirs.events.all({ payment, limit: 2 })) seen.unshift(sure(event.id));
    expect(seen).toHaveLength(4);

    await shop.client.drain();
    expect(new Set(shop.endpoint.actions().map((action) => action.split('.')[0]))).toEqual(
      new Set(['billing_requests', 'mandates', 'payments', 'payouts', 'refunds']),
    );
  });

  test('makes a mandate on an account that is there, once for its key', async () => {
    const shop = await aShop();
    const theirs = theirClient(shop);
    const request = await theirs.billingRequests.create({ mandate_request: { currency: 'GBP' } });
    await theirs.billingRequests.collectCustomerDetails(sure(request.id), aPayer);
    const { links } = await theirs.billingRequests.collectBankAccount(sure(request.id), anAccount);
    const asked = { scheme: 'bacs', links: { customer_bank_account: sure(links?.customer_bank_account) } } as const;
    const made = await theirs.mandates.create(asked, 'mandate-1');
    expect(made).toMatchObject({ status: 'pending_submission', scheme: 'bacs', links: asked.links });
    expect(await caught(theirs.mandates.create(asked, 'mandate-1'))).toMatchObject({ conflictingResourceId: made.id });
    expect(await caught(theirs.mandates.create({ ...asked, scheme: 'sepa_core' }))).toBeInstanceOf(
      ValidationFailedError,
    );
    expect(await caught(theirs.mandates.create({ links: { customer_bank_account: 'BA000' } }))).toBeInstanceOf(
      InvalidApiUsageError,
    );
    await shop.client.advance(5 * day);
    expect((await theirs.mandates.find(sure(made.id))).status).toBe('active');
  });

  test('reads lists to their end, newest first', async () => {
    const shop = await aShop();
    const theirs = theirClient(shop);
    const made: string[] = [];
    for (let count = 0; count < 5; count++) {
      const request = await theirs.billingRequests.create({ mandate_request: { currency: 'GBP' } });
      made.unshift(sure(request.id));
    }
    const seen: string[] = [];
    for await (const request of theirs.billingRequests.all({ limit: 2, status: 'pending' }))
      seen.push(sure(request.id));
    expect(seen).toEqual(made);
    const found = await theirs.mandates.list({ status: ['active', 'submitted'] });
    expect([found.mandates, found.meta.cursors]).toEqual([[], { before: null, after: null }]);
  });

  test('cancels a request, and falls back from another', async () => {
    const shop = await aShop();
    const theirs = theirClient(shop);
    const payment_request = { amount: 100, currency: 'GBP', description: 'Chips' } as const;
    const first = await theirs.billingRequests.create({ payment_request });
    expect((await theirs.billingRequests.cancel(sure(first.id))).status).toBe('cancelled');
    const second = await theirs.billingRequests.create({ payment_request, fallback_enabled: true });
    expect((await theirs.billingRequests.fallback(sure(second.id))).fallback_occurred).toBe(true);
    const third = await theirs.billingRequests.create({ mandate_request: {} });
    const chosen = await theirs.billingRequests.chooseCurrency(sure(third.id), { currency: 'EUR' });
    expect(chosen.mandate_request?.scheme).toBe('sepa_core');
  });

  test('knows every refusal for what it is', async () => {
    const shop = await aShop();
    const theirs = theirClient(shop);
    const body = { mandate_request: { currency: 'GBP' } };
    const made = await theirs.billingRequests.create(body, 'one');
    const conflict = await caught(theirs.billingRequests.create(body, 'one'));
    expect(conflict).toBeInstanceOf(IdempotentCreationConflictError);
    expect(conflict).toMatchObject({ conflictingResourceId: made.id });
    expect(await caught(theirs.billingRequests.create({}))).toBeInstanceOf(ValidationFailedError);
    const early = await caught(theirs.billingRequests.fulfil(sure(made.id)));
    expect(early).toBeInstanceOf(InvalidStateError);
    expect(early).toMatchObject({ code: 422, requestId: expect.any(String), documentationUrl: expect.any(String) });
    expect(await caught(theirs.payments.find('PM000'))).toBeInstanceOf(InvalidApiUsageError);
    await shop.client.faults({ operation: 'createBillingRequest', fault: 'html502' });
    expect(await caught(theirs.billingRequests.create(body))).toBeInstanceOf(GoCardlessInternalError);
  });

  test('reads a webhook that is signed, and none that is not', async () => {
    const shop = await aShop();
    await theirClient(shop).billingRequests.create({
      mandate_request: { currency: 'GBP' },
      metadata: { name: 'Zażółć' },
    });
    await shop.client.drain();
    const [delivery] = shop.endpoint.received;
    const { body = '', headers } = delivery ?? {};
    const secret = shop.client.credentials.webhookSecret ?? '';
    const signature = String(headers?.['webhook-signature']);
    const { events, webhookId } = webhooks.parseWithMeta(body, secret, signature);
    expect((events as unknown as Event[]).map(nameOf)).toEqual(['billing_requests.created']);
    expect(webhookId).toMatch(/^WB/);
    expect(webhooks.parse(Buffer.from(body), secret, signature)).toEqual(events);
    for (const [text, key] of [
      [`${body} `, secret],
      [body, 'another secret'],
    ] as const)
      expect(() => webhooks.parse(text, key, signature)).toThrow(
        expect.objectContaining({ name: 'InvalidSignatureError' }),
      );
  });
});

async function caught(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}
