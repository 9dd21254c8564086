import fc from 'fast-check';
import type { CallContext, ProviderRef, StatusCheck } from '../../src/domain/port/provider.ts';
import { betalingsservice } from '../../src/providers/betalingsservice/provider.ts';
import {
  mandateRef as danishMandate,
  requestRef as danishRequest,
} from '../../src/providers/betalingsservice/translate.ts';
import { buckaroo } from '../../src/providers/buckaroo/provider.ts';
import { transferRef } from '../../src/providers/buckaroo/translate.ts';
import { gocardless } from '../../src/providers/gocardless/provider.ts';
import { mandateRef, paymentRef, requestRef } from '../../src/providers/gocardless/translate.ts';
import { mobilepay } from '../../src/providers/mobilepay/provider.ts';
import { agreementRef, paymentRef as mobilePayment } from '../../src/providers/mobilepay/translate.ts';
import * as danish from '../providers/betalingsservice/support.ts';
import * as dutch from '../providers/buckaroo/support.ts';
import * as british from '../providers/gocardless/support.ts';
import { startStub } from '../providers/kit/http-stub.ts';
import * as mobile from '../providers/mobilepay/support.ts';
import { mutatedBytes } from './mutated.ts';
import type { Started, Target } from './target.ts';

/** A question about one thing, and replies to it as the provider gives them. */
interface Question {
  /** Asks, of a provider that lives at an address. An account of its own each time: another's failures would keep this one from being asked. */
  ask(url: string): Promise<StatusCheck>;
  readonly real: readonly string[];
}

function question<S>(
  check: (context: CallContext<S>, ref: ProviderRef) => Promise<StatusCheck>,
  context: (url: string) => CallContext<S>,
  ref: ProviderRef,
  ...real: readonly string[]
): Question {
  return { ask: (url) => check(context(url), ref), real };
}

const atMobilePay = (url: string) =>
  mobile.someContext({ apiUrl: `${url}/subscriptions`, tokenUrl: `${url}/connect/token` });
const atBetalingsservice = (url: string) =>
  danish.someContext({ creditorApiUrl: `${url}/creditor`, oneOffApiUrl: `${url}/one-off` });
const atGoCardless = (url: string) => british.someContext({ apiUrl: url });
const atBuckaroo = (url: string) => dutch.someContext({ baseUrl: url });
const { ids } = mobile;

const questions: Readonly<Record<string, readonly Question[]>> = {
  mobilepay: [
    question(mobilepay.checkStatus, atMobilePay, agreementRef(ids.agreement), mobile.fixtureText('agreement')),
    question(
      mobilepay.checkStatus,
      atMobilePay,
      mobilePayment(ids.agreement, ids.payment),
      mobile.fixtureText('payment'),
    ),
  ],
  betalingsservice: [
    question(
      betalingsservice.checkStatus,
      atBetalingsservice,
      danishMandate(danish.uuid),
      ...['search', 'search-array'].map(danish.fixtureText),
    ),
    question(
      betalingsservice.checkStatus,
      atBetalingsservice,
      danishRequest(danish.uuid),
      ...['request-approved', 'request-pending'].map(danish.fixtureText),
    ),
  ],
  gocardless: [
    question(gocardless.checkStatus, atGoCardless, mandateRef('MD0000YTKZKY4J'), british.fixtureText('mandate')),
    question(gocardless.checkStatus, atGoCardless, paymentRef('PM000260X9VKF4'), british.fixtureText('payment')),
    question(
      gocardless.checkStatus,
      atGoCardless,
      requestRef('BRQ0005YYBY80QS'),
      british.fixtureText('billing-request'),
    ),
  ],
  buckaroo: [
    question(
      buckaroo.checkStatus,
      atBuckaroo,
      transferRef(dutch.key(1)),
      JSON.stringify({ Transactions: [dutch.wireTransaction()] }),
    ),
  ],
};

const kinds = ['facts', 'pending', 'refused', 'notSent', 'unknown', 'absent'];
const statuses = [201, 202, 204, 301, 400, 401, 404, 409, 422, 429, 500, 503];
const token = JSON.stringify({ access_token: 'token', expires_in: 3_600, token_type: 'Bearer' });

/** Replies of any kind to questions about a thing's state, over HTTP. */
export async function startReplies(): Promise<Started> {
  let reply: { readonly status: number; readonly body: Uint8Array } = { status: 200, body: new Uint8Array() };
  const stub = await startStub((response, line) => {
    const json = { 'content-type': 'application/json' };
    if (line.includes('/connect/token')) response.writeHead(200, json).end(token);
    // MobilePay tells of a payment and of its refunds at two addresses.
    else if (/\/subscriptions\/.*\/refunds/.test(line)) response.writeHead(200, json).end('[]');
    else response.writeHead(reply.status, json).end(reply.body);
  });
  async function ask({ ask: asked }: Question, status: number, body: Uint8Array): Promise<StatusCheck> {
    reply = { status, body };
    const outcome = await asked(stub.url);
    if (!kinds.includes(outcome.kind)) throw new Error(`an outcome of the kind ${outcome.kind}`);
    return outcome;
  }
  // Unless a reply as it is real is understood, none of its changes tells anything.
  for (const [name, ofProvider] of Object.entries(questions))
    for (const one of ofProvider)
      for (const real of one.real) {
        const { kind, ...rest } = await ask(one, 200, new TextEncoder().encode(real));
        if (kind !== 'facts' && kind !== 'pending')
          throw new Error(`${name}: ${kind} ${JSON.stringify(rest)} to ${real}`);
      }
  const targets = Object.entries(questions).map(([name, ofProvider]): Target => {
    const mutated = fc
      .constantFrom(...ofProvider)
      .chain((one) => fc.tuple(fc.constant(one), mutatedBytes(...one.real)));
    const anyStatus = fc.oneof({ weight: 4, arbitrary: fc.constant(200) }, fc.constantFrom(...statuses));
    return {
      name: `${name}.replies`,
      holds:
        'whatever a provider replies when it is asked about a thing, the outcome is one that the port knows; nothing is thrown',
      property: fc.asyncProperty(mutated, anyStatus, async ([one, body], status) => {
        const outcome = await ask(one, status, status === 204 ? new Uint8Array() : body);
        if (outcome.kind !== 'facts') return;
        for (const fact of outcome.facts)
          if ('amount' in fact && fact.amount && fact.amount.amountMinor < 0n)
            throw new Error('an amount below nothing');
      }) as Target['property'],
    };
  });
  return { targets, close: stub.close };
}
