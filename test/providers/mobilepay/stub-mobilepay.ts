import { afterEach } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import type { Settings } from '../../../src/providers/mobilepay/settings.ts';
import { agreementRef, paymentRef } from '../../../src/providers/mobilepay/translate.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { fixture, ids, someContext } from './support.ts';

/** A MobilePay that answers each request line as a test tells it, and anything else with 418, which no test expects. */

export const dkk = currency('DKK');
export const amount = money(8000n, dkk);
export const agreement = agreementRef(ids.agreement);
export const payment = paymentRef(ids.agreement, ids.payment);
export const base = `/subscriptions/api/providers/${ids.provider}`;
export const onAgreement = `${base}/agreements/${ids.agreement}`;
export const onPayment = `${onAgreement}/oneoffpayments/${ids.payment}`;

export type Answers = Readonly<Record<string, readonly [status: number, body?: unknown]>>;

let stub: Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

export async function start(answers: Answers): Promise<CallContext<Settings>> {
  await stub?.close();
  stub = await startStub((response, line) => {
    if (line === 'POST /token') return void response.end('{"access_token":"t","expires_in":300}');
    const [status, body] = answers[line] ?? [418];
    response.writeHead(status).end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  });
  return someContext({ apiUrl: `${stub.url}/subscriptions`, tokenUrl: `${stub.url}/token` });
}

/** The requests so far, those for a token aside. */
export function requests(): Stub['seen'] {
  return (stub?.seen ?? []).filter(({ line }) => line !== 'POST /token');
}
export const lines = () => requests().map(({ line }) => line);

export const anAgreement = (changes: object) => ({ ...(fixture('agreement') as object), ...changes });
export const aPayment = (changes: object) => ({ ...(fixture('payment') as object), ...changes });
