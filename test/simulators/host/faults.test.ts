import { describe, expect, test } from 'vitest';
import { acceptedAgreement, aPayment, aShop } from './harness.ts';

/** A reserved payment, and its capture, which is what these faults befall. */
async function aCapture() {
  const shop = await aShop();
  const accepted = await acceptedAgreement(shop);
  const captures = async () => (await shop.client.effects()).filter((effect) => effect === 'paymentCaptured').length;
  return {
    ...shop,
    ...accepted,
    captures,
    capture: (init: RequestInit = {}) => shop.client.call('POST', `${accepted.paymentPath}/capture`, undefined, init),
    get: () => shop.client.call('GET', accepted.paymentPath),
  };
}

/** Gives up like an adapter: the reply did not come in time. */
const impatient = () => ({ signal: AbortSignal.timeout(150) });

describe('a reply that never comes', () => {
  test.each<[string, number, string]>([
    ['effectThenTimeout', 1, 'Captured'],
    ['timeoutNoEffect', 0, 'Reserved'],
  ])('%s leaves %i capture', async (fault, captures, status) => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault });
    await expect(shop.capture(impatient())).rejects.toThrow('timeout');
    expect(await shop.captures()).toBe(captures);
    expect((await shop.get()).json.status).toBe(status);
    // The script is used up: the next capture is answered, by a refusal where there was an effect.
    expect((await shop.capture()).status).toBe(captures === 1 ? 409 : 204);
  });

  test.each<[string, number]>([
    ['effectThenReset', 1],
    ['resetNoEffect', 0],
  ])('%s cuts the connection and leaves %i capture', async (fault, captures) => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault });
    await expect(shop.capture()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    });
    expect(await shop.captures()).toBe(captures);
  });

  test('effectLater does it when the client is long gone', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault: 'effectLater', args: { ms: 600_000 } });
    await expect(shop.capture(impatient())).rejects.toThrow('timeout');
    await shop.client.advance(599_999);
    expect(await shop.captures()).toBe(0);
    expect(await shop.client.advance(1)).toContain('mobilepay.effectLater');
    expect(await shop.captures()).toBe(1);
    expect((await shop.client.book()).at(-1)).toMatchObject({
      at: '2026-03-02T10:10:30.000Z',
      request: { operation: 'capture' },
    });
  });

  test('effectLater answers a client that still waits', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault: 'effectLater', args: { ms: 200 } });
    const capture = shop.capture();
    // The call is in when its fault is taken.
    while ([...((await shop.client.control('GET', '/mobilepay/faults')).json.taken ?? [])].length === 0);
    await shop.client.advance(200);
    expect((await capture).status).toBe(204);
  });
});

describe('a reply that says something else', () => {
  test.each<[string, object, number, number]>([
    ['refuse', { code: 412 }, 412, 0],
    ['refuse', { code: 409 }, 409, 0],
    ['5xxNoEffect', {}, 500, 0],
    ['5xxNoEffect', { status: 503 }, 503, 0],
    ['5xxAfterEffect', {}, 500, 1],
    ['html502', {}, 502, 0],
    ['html502', { effect: true }, 502, 1],
    ['expiredToken', {}, 401, 0],
    ['rateLimit', { n: 1 }, 429, 0],
    ['ok', {}, 204, 1],
  ])('%s %j gives %i and %i capture', async (fault, args, status, captures) => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault, args });
    expect((await shop.capture()).status).toBe(status);
    expect(await shop.captures()).toBe(captures);
  });

  test('html502 is a web page', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault: 'html502' });
    const { headers, text } = await shop.capture();
    expect([headers.get('content-type'), text]).toEqual(['text/html', expect.stringContaining('<html>')]);
  });

  test('rateLimit turns away as many calls as it says, and names the wait unless told not to', async () => {
    const shop = await aCapture();
    await shop.client.faults(
      { operation: 'getPayment', fault: 'rateLimit', args: { n: 2, retryAfterSeconds: 7 } },
      { operation: 'getPayment', fault: 'rateLimit', args: { retryAfterSeconds: null } },
    );
    const replies = [await shop.get(), await shop.get(), await shop.get(), await shop.get()];
    expect(replies.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [429, '7'],
      [429, '7'],
      [429, null],
      [200, null],
    ]);
  });

  test('expiredToken makes the token worthless until a new one is fetched', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'getPayment', fault: 'expiredToken' });
    expect([(await shop.get()).status, (await shop.get()).status]).toEqual([401, 401]);
    await shop.client.renewToken();
    expect((await shop.get()).status).toBe(200);
  });

  test('wrongAmount and wrongCurrency change the reply alone', async () => {
    const shop = await aCapture();
    await shop.client.faults(
      { operation: 'getPayment', fault: 'wrongAmount' },
      { operation: 'getPayment', fault: 'wrongCurrency' },
    );
    expect((await shop.get()).json).toMatchObject({ amount: 81, currency: 'DKK' });
    expect((await shop.get()).json).toMatchObject({ amount: 80, currency: 'EUR' });
    expect((await shop.get()).json).toMatchObject({ amount: 80, currency: 'DKK' });
  });

  test('truncatedJson cannot be read', async () => {
    const shop = await aCapture();
    await shop.client.faults(
      { operation: 'getPayment', fault: 'truncatedJson' },
      { operation: 'capture', fault: 'truncatedJson' },
    );
    for (const { text, status } of [await shop.get(), await shop.capture()]) {
      expect(status).toBe(200);
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    }
    expect(await shop.captures()).toBe(1);
  });

  test('slowDrip sends one byte at a time', async () => {
    const shop = await aCapture();
    await shop.client.faults(
      { operation: 'getPayment', fault: 'slowDrip' },
      { operation: 'getPayment', fault: 'slowDrip', args: { everyMs: 1 } },
    );
    await expect(shop.client.call('GET', shop.paymentPath, undefined, impatient())).rejects.toThrow('timeout');
    expect((await shop.get()).json.status).toBe('Reserved');
  });

  test('hugeBody is as large as it says', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'getPayment', fault: 'hugeBody', args: { bytes: 3_000_000 } });
    expect((await shop.get()).text).toHaveLength(3_000_000);
  });
});

describe('a callback that misbehaves', () => {
  /** One reservation, so one callback, with the script before it. */
  const afterReserve = async (...faults: object[]) => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    await shop.client.faults(...faults);
    const { json } = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ auto_reserve: true }));
    const atReply = shop.merchant.received.length;
    await shop.client.drain();
    return { shop, atReply, id: String(json.id), received: shop.merchant.received.length };
  };

  test('duplicatePush comes as often as it says', async () => {
    const { received } = await afterReserve({ operation: 'paymentCallback', fault: 'duplicatePush', args: { n: 5 } });
    expect(received).toBe(5);
  });

  test('pushBeforeReply is there when the reply is', async () => {
    const { atReply, received } = await afterReserve({ operation: 'createPayment', fault: 'pushBeforeReply' });
    expect([atReply, received]).toEqual([1, 1]);
  });

  test('pushLate comes when it says', async () => {
    const { shop, received } = await afterReserve({ fault: 'pushLate', args: { ms: 3_600_000 } });
    expect(received).toBe(0);
    await shop.client.advance(3_599_999);
    expect(shop.merchant.received).toHaveLength(0);
    await shop.client.advance(1);
    expect(shop.merchant.received).toHaveLength(1);
  });

  test('neverPush never comes', async () => {
    const { shop } = await afterReserve({ operation: 'paymentCallback', fault: 'neverPush' });
    await shop.client.advance(60 * 3_600_000);
    expect(shop.merchant.received).toHaveLength(0);
  });

  test('badSignature proves itself wrongly, each time', async () => {
    const { shop } = await afterReserve({ operation: 'paymentCallback', fault: 'badSignature' });
    expect(shop.merchant.received[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('mp-cb:s3cret!-wrong').toString('base64')}`,
    );
  });
});

describe('a script', () => {
  test('is consumed in order, by the calls it names, about the things it names', async () => {
    const shop = await aCapture();
    const other = (await shop.client.call('POST', `${shop.path}/oneoffpayments`, aPayment())).json.id;
    await shop.client.faults(
      { operation: 'getPayment', subject: shop.paymentId, fault: '5xxNoEffect', args: { status: 501 }, times: 2 },
      { operation: 'getPayment', fault: 'ok' },
      { operation: 'getPayment', fault: '5xxNoEffect', args: { status: 502 } },
    );
    const getOther = async () => (await shop.client.call('GET', `${shop.path}/oneoffpayments/${other}`)).status;
    expect([
      await getOther(),
      (await shop.get()).status,
      await getOther(),
      (await shop.get()).status,
      (await shop.get()).status,
      await getOther(),
    ]).toEqual([200, 501, 502, 501, 200, 200]);
    expect((await shop.client.control('GET', '/mobilepay/faults')).json.waiting).toEqual([]);
  });

  test('draws the same for the same seed, and not always the same thing', async () => {
    const statuses = async (seed: number) => {
      const shop = await aCapture();
      await shop.client.control('POST', '/mobilepay/faults', {
        seed,
        faults: [
          {
            operation: 'getPayment',
            times: 20,
            oneOf: [{ fault: 'ok', weight: 2 }, { fault: '5xxNoEffect' }, { fault: 'rateLimit' }],
          },
        ],
      });
      const drawn: number[] = [];
      for (let call = 0; call < 20; call++) drawn.push((await shop.get()).status);
      return drawn;
    };
    const [first, second, other] = [await statuses(7), await statuses(7), await statuses(8)];
    expect(first).toEqual(second);
    expect(first).not.toEqual(other);
    expect(new Set(first)).toEqual(new Set([200, 429, 500]));
  });

  test('without a name leaves the token call alone', async () => {
    const shop = await aCapture();
    await shop.client.faults({ fault: '5xxNoEffect' });
    expect((await shop.client.token()).status).toBe(200);
    expect((await shop.get()).status).toBe(500);
    await shop.client.faults({ operation: 'token', fault: '5xxNoEffect' });
    expect((await shop.client.token()).status).toBe(500);
  });

  test('is not used up by calls that may not come in', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault: '5xxNoEffect' });
    expect((await shop.capture({ headers: {} })).status).toBe(401);
    expect((await shop.capture()).status).toBe(500);
  });

  test('can be cleared', async () => {
    const shop = await aCapture();
    await shop.client.faults({ operation: 'capture', fault: '5xxNoEffect' });
    expect((await shop.client.control('DELETE', '/mobilepay/faults')).status).toBe(204);
    expect((await shop.capture()).status).toBe(204);
  });
});
