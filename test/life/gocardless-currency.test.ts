import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBillingRequestFlow } from '../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../src/domain/billing-request/create.ts';
import { createOneOffPayment } from '../../src/domain/payment/create.ts';
import type { BillingRequestTerms } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { done } from '../support/domain-world.ts';
import { fill, rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { banking, livesOf } from '../support/gocardless-lives.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';

// Weeks pass in each, from timer to timer.
vi.setConfig({ testTimeout: 60_000 });

let shop: Shop;
let rows: ReturnType<typeof rowsOf>;
let lives: ReturnType<typeof livesOf>;
beforeAll(async () => {
  shop = await startShop();
  rows = rowsOf(shop);
  lives = livesOf(shop);
});
afterAll(() => shop.close());

type Mandate = NonNullable<Extract<BillingRequestTerms, { readonly goCardless: unknown }>['goCardless']['mandate']>;

async function mandateRequest(mandate: Mandate): Promise<string> {
  const asked = { goCardless: { mandate, fallbackEnabled: false } };
  const { billingRequestId = '' } = await done(
    createBillingRequest(shop.deps, shop.caller, { idempotencyKey: freshKey(), with: asked }),
  );
  return billingRequestId;
}

async function page(id: string, options: { readonly lockCurrency?: boolean } = {}): Promise<string> {
  const locks = { lockCustomerDetails: false, lockBankAccount: false };
  await done(createBillingRequestFlow(shop.deps, shop.caller, { ...lives.on(id), ...locks, ...options }));
  return (await rows.request(id)).flowUrl ?? '';
}

const details = {
  given_name: 'Xanthippe',
  family_name: 'Quackenbush',
  address_line1: '1 Queen Street',
  city: 'Auckland',
  postal_code: '1010',
  country_code: 'NZ',
};
const account = {
  account_holder_name: 'X QUACKENBUSH',
  bank_code: '12',
  branch_code: '3113',
  account_number: '0018833',
  account_number_suffix: '00',
};

describe('a payer who banks elsewhere', () => {
  it('gives a mandate in the currency of another country, and is charged in that one only', async () => {
    const id = await mandateRequest({ currency: currency('AUD'), scheme: 'BECS', sweeping: false });
    const url = await page(id, { lockCurrency: false });
    await fill(url, [{ step: 'currency', currency: 'NZD' }, details, account, {}]);
    await shop.advance(banking);

    expect(await rows.request(id)).toMatchObject({ status: 'FULFILLED', currency: 'NZD', scheme: 'BECS_NZ' });
    const { mandate } = await rows.ledTo(id);
    expect(mandate).toMatchObject({ scheme: 'BECS_NZ', reason: null });
    const charge = (code: string) =>
      createOneOffPayment(shop.deps, shop.caller, {
        idempotencyKey: freshKey(),
        mandateId: mandate?.id ?? '',
        amount: money(1_000n, currency(code)),
        externalId: freshReference('PM'),
        description: 'Chips',
        autoReserve: false,
        expiresInMs: 0,
        returnUrl: '',
      });
    expect(await charge('AUD')).toMatchObject({
      ok: false,
      error: { kind: 'invalidInput', code: 'CURRENCY_MISMATCH' },
    });
    await done(charge('NZD'));
  });

  it('chooses where the choice was left open', async () => {
    const id = await mandateRequest({ sweeping: false });
    expect(await rows.request(id)).toMatchObject({ currency: null, scheme: null });
    await fill(await page(id), [{ currency: 'NZD' }, details, account, {}]);
    await shop.advance(banking);
    expect((await rows.ledTo(id)).mandate).toMatchObject({ scheme: 'BECS_NZ' });
  });

  it('has no choice where the merchant asked for a currency', async () => {
    const id = await mandateRequest({ currency: currency('AUD'), sweeping: false });
    const text = await (await fetch(await page(id))).text();
    expect(text).toContain('Your details');
    expect(text).not.toContain('Choose another currency');
    expect(await (await fetch(await page(id, { lockCurrency: false }))).text()).toContain('Choose another currency');
  });
});
