import { describe, expect, test } from 'vitest';
import { anOpenTransfer, aPaidTransfer, aShop, day, parameterOf, pushed, type Shop, short } from './support.ts';

/** Opens the bank's page, fills the order in as it stands there, but for what is changed, and sends it. */
async function orderAtBank(shop: Shop, key: string, changes: Record<string, string> = {}) {
  const page = await shop.website.ask(`/buckaroo/bank?key=${key}`);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? '';
  const stands = Object.fromEntries(['token', 'key', 'amount', 'reference'].map((name) => [name, value(name)]));
  const form = { ...stands, currency: 'EUR', payer: 'smith', name: '', days: '0', times: '1', ...changes };
  const { headers, status, text } = await shop.website.ask('/buckaroo/bank', {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams(form),
  });
  const after = headers.get('location');
  const shown = after ? (await shop.website.ask(after)).text : text;
  return { status, shown };
}

describe('the payer’s bank', () => {
  test('shows what is asked for, and pays it as it stands there', async () => {
    const shop = await aShop();
    const { key, reference } = await anOpenTransfer(shop);
    const page = await shop.website.ask('/buckaroo/bank');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const shown of ['INV-0001', `Reference ${reference}`, 'NL05 RABO 0121 5030 38', 'RABONL2U', '10.00'])
      expect(page.text).toContain(shown);
    const { status, shown } = await orderAtBank(shop, key);
    expect([status, shown]).toEqual([303, expect.stringContaining('The money has arrived')]);
    await shop.website.drain();
    expect(pushed(shop).map(short)).toEqual([`${key} 190 10`]);
    expect((await shop.website.book()).at(-1)).toMatchObject({
      effect: 'moneyReceived',
      cause: { kind: 'payer', name: 'transfer' },
    });
  });

  test('pays any amount, from a named account, as often as asked', async () => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    await orderAtBank(shop, key, { amount: '2,50', payer: 'mueller', name: 'Käthe Müller', times: '2' });
    await shop.website.drain();
    expect(pushed(shop).map(({ AmountDebit }) => AmountDebit)).toEqual([2.5, 2.5]);
    expect(new Set(pushed(shop).map(({ Key }) => Key)).size).toBe(2);
    expect(pushed(shop).map((told) => parameterOf(told, 'CustomerAccountName'))).toEqual([
      'Käthe Müller',
      'Käthe Müller',
    ]);
    expect(pushed(shop).map((told) => parameterOf(told, 'CustomerIban'))).toEqual([
      'DE44500105175407324931',
      'DE44500105175407324931',
    ]);
  });

  test('pays twice what was paid already', async () => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    await orderAtBank(shop, key);
    await shop.website.drain();
    expect(pushed(shop)).toMatchObject([{ Key: expect.not.stringMatching(key), AmountDebit: 10 }]);
  });

  test('pays on a later day', async () => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    const { shown } = await orderAtBank(shop, key, { days: '30' });
    expect(shown).toContain('arrives on its day');
    expect(await shop.website.advance(30 * day)).toEqual(['buckaroo.moneyArrives']);
    expect(pushed(shop).map(short)).toEqual([`${key} 190 10`]);
  });

  test('pays with the wrong reference, and says that the money waits', async () => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    const { shown } = await orderAtBank(shop, key, { reference: 'thank <you>' });
    expect(shown).toContain('the reference fits nothing');
    expect(shown).toContain('unmatched: thank &lt;you&gt;');
    expect((await shop.website.status(key)).Status?.Code?.Code).toBe(792);
  });

  test.each([
    [{ amount: '0' }, 400],
    [{ amount: '10.005' }, 400],
    [{ amount: 'ten' }, 400],
    [{ payer: 'constructor' }, 400],
    [{ currency: 'XXX' }, 400],
    [{ days: '-1' }, 400],
    [{ times: '1000' }, 400],
    [{ token: '' }, 403],
    [{ token: '00000000-0000-4000-8000-000000000000' }, 403],
  ])('pays nothing by %j', async (changes, status) => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    expect((await orderAtBank(shop, key, changes as Record<string, string>)).status).toBe(status);
    expect(await shop.website.effects()).toEqual(['transferCreated', 'instructionsMailed']);
  });

  test('is found from the front page, what is open first', async () => {
    const shop = await aShop();
    const open = await anOpenTransfer(shop);
    const paid = await aPaidTransfer(shop, { Invoice: 'INV-0002' });
    const front = await shop.website.ask('/', { headers: { accept: 'text/html' } });
    const at = [open.key, paid.key].map((key) => front.text.indexOf(`/buckaroo/bank?key=${key}`));
    expect(at[0]).toBeGreaterThan(0);
    expect(at[1]).toBeGreaterThan(at[0] ?? 0);
  });
});
