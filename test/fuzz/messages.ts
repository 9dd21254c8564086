import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import {
  type InboundItem,
  type RawRequest,
  type SignatureCheck,
  signatureChecks,
} from '../../src/domain/port/provider.ts';
import type { Result } from '../../src/kernel/result.ts';
import { sign } from '../../src/providers/betalingsservice/oauth.ts';
import { betalingsservice } from '../../src/providers/betalingsservice/provider.ts';
import { buckaroo } from '../../src/providers/buckaroo/provider.ts';
import { gocardless } from '../../src/providers/gocardless/provider.ts';
import { mobilepay } from '../../src/providers/mobilepay/provider.ts';
import * as danish from '../providers/betalingsservice/support.ts';
import * as dutch from '../providers/buckaroo/support.ts';
import * as british from '../providers/gocardless/support.ts';
import * as mobile from '../providers/mobilepay/support.ts';
import { mutatedBytes, mutatedHeader } from './mutated.ts';
import type { Target } from './target.ts';

/** One provider's door, with its settings given. */
interface Door {
  readonly name: string;
  verify(request: RawRequest): SignatureCheck;
  split(request: RawRequest): Result<readonly InboundItem[], string>;
  interpret(item: InboundItem): { readonly kind: string };
  readonly real: readonly string[];
  /** The proof that a provider would send with this body, and the rest of the request. */
  proven(body: Uint8Array): RawRequest;
  readonly proofHeader: string;
}

function door<S>(
  provider: {
    readonly name: string;
    readonly inbound: {
      verify(r: RawRequest, s: S): SignatureCheck;
      split(r: RawRequest): Result<readonly InboundItem[], string>;
      interpret(i: InboundItem, s: S): { readonly kind: string };
    };
  },
  settings: S,
  rest: Pick<Door, 'real' | 'proven' | 'proofHeader'>,
): Door {
  const { verify, split, interpret } = provider.inbound;
  return {
    name: provider.name.toLowerCase(),
    verify: (request) => verify(request, settings),
    split,
    interpret: (item) => interpret(item, settings),
    ...rest,
  };
}

const text = (body: Uint8Array): string => Buffer.from(body).toString('latin1');
const basic = `Basic ${Buffer.from('mp-cb:s3cret!').toString('base64')}`;

const doors: readonly Door[] = [
  door(mobilepay, mobile.someSettings(), {
    real: ['agreement-callback', 'payment-callback', 'refund-callback'].map(mobile.fixtureText),
    proofHeader: 'authorization',
    proven: (body) => ({ headers: { authorization: basic }, body }),
  }),
  door(betalingsservice, danish.someSettings(), {
    real: [danish.fixtureText('callback')],
    proofHeader: 'authorization',
    proven: (body) => ({
      headers: {
        authorization: sign(
          { method: 'POST', url: danish.callbackUrl, body: text(body) },
          { consumerKey: danish.callbackConsumerKey, privateKeyPem: danish.theirs.privateKey },
          danish.t0,
        ),
      },
      body,
      url: danish.callbackUrl,
    }),
  }),
  door(gocardless, british.someSettings(), {
    real: ['delivery-v2', 'delivery-v3'].map(british.fixtureText),
    proofHeader: 'webhook-signature',
    proven: (body) => ({
      headers: { 'webhook-signature': createHmac('sha256', 'canary-webhook-secret').update(body).digest('hex') },
      body,
    }),
  }),
  door(buckaroo, dutch.someSettings(), {
    real: [dutch.fixtureText('push'), JSON.stringify({ Transaction: dutch.wireTransaction() })],
    proofHeader: 'authorization',
    proven: (body) => dutch.jsonPush(body),
  }),
];

const kinds = ['facts', 'checkStatus', 'irrelevant', 'unrecognised'];

/** Reads a message as the inbox does, and refuses any answer that the port does not know. */
function read({ split, interpret }: Door, request: RawRequest): void {
  const items = split(request);
  if (!items.ok) return;
  for (const item of items.value) {
    if (typeof item.dedupeKey !== 'string' || item.dedupeKey.length === 0) throw new Error('an item without a name');
    // What is kept is JSON, and what is kept is what is read later.
    const kept: InboundItem = { ...item, body: JSON.parse(JSON.stringify(item.body ?? null)) };
    const { kind } = interpret(kept);
    if (!kinds.includes(kind)) throw new Error(`an interpretation of the kind ${kind}`);
  }
  if (({} as Record<string, unknown>).polluted !== undefined) throw new Error('a prototype was changed');
}

/** Bodies that bear a right proof, and are read; and proofs that do not fit, none of which is taken. */
export const messageTargets: readonly Target[] = doors.flatMap((one) => [
  {
    name: `${one.name}.read`,
    holds:
      'a message with a right proof and any body is split and interpreted, or told to be malformed; nothing is thrown',
    property: fc.property(mutatedBytes(...one.real), (body) => {
      const request = one.proven(body);
      const check = one.verify(request);
      if (!signatureChecks.includes(check)) throw new Error(`a check of the kind ${check}`);
      read(one, request);
    }),
  },
  {
    name: `${one.name}.verify`,
    holds: 'a proof that was made for another body, or is none, is never taken',
    property: fc.property(
      fc.constantFrom(...one.real),
      mutatedBytes(...one.real),
      fc.boolean(),
      fc.nat(),
      (real, other, own, pick) => {
        const right = one.proven(new TextEncoder().encode(real));
        const proof = right.headers[one.proofHeader] ?? '';
        const [header] = fc.sample(mutatedHeader(proof), { numRuns: 1, seed: pick });
        const body = own ? right.body : other;
        const headers = { ...right.headers };
        delete (headers as Record<string, string>)[one.proofHeader];
        const request = {
          ...right,
          body,
          headers: header === undefined ? headers : { ...headers, [one.proofHeader]: header },
        };
        const check = one.verify(request);
        const rightly = header === proof && Buffer.from(body).equals(Buffer.from(right.body));
        // MobilePay proves by a password alone, which says nothing of the body.
        const passwordAlone = one.name === 'mobilepay' && header === proof;
        const taken = check === 'verified' || check === 'unverified';
        const sameBody = Buffer.from(body).equals(Buffer.from(right.body));
        if (taken && !sameBody && !passwordAlone) throw new Error(`${check} over another body`);
        if (rightly && !taken) throw new Error(`${check}, though all is right`);
      },
    ),
  },
]) as readonly Target[];
