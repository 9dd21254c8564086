import type { Sandbox } from '../../src/simulators/host/server.ts';
import { aFirstPayment, agreementIs, anAgreement, freshReference, mutate, play } from '../support/lives.ts';
import type { Product } from '../support/product.ts';
import { freshKey } from '../support/world.ts';

/** What is made after the moment to which the database is restored, and is known to providers alone then. */
export interface MadeAfter {
  readonly idempotencyKey: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly agreement: Known;
  readonly repeated: Known;
  readonly request: Known;
  readonly transfer: Known;
}
interface Known {
  readonly externalId: string;
  readonly providerReference: string;
}

/** What became of it. */
export interface Aftermath {
  readonly expected: readonly { readonly what: string; readonly holds: boolean }[];
  /** What no asking brings back, in words. */
  readonly gone: readonly string[];
}

export async function makeMore(product: Product): Promise<MadeAfter> {
  const idempotencyKey = freshKey('made-after');
  const agreement = await anAcceptedAgreement(
    product,
    freshKey('other'),
    anAgreement({ oneOffPayment: aFirstPayment() }),
  );
  const input = anAgreement();
  const repeated = await anAcceptedAgreement(product, idempotencyKey, input);
  const request = await aBillingRequest(product);
  const transfer = await aPaidTransfer(product);
  return { idempotencyKey, input, agreement, repeated, request, transfer };
}

async function anAcceptedAgreement(
  product: Product,
  idempotencyKey: string,
  input: Record<string, unknown>,
): Promise<Known> {
  const { agreement } = await mutate(product, 'createAgreement', { idempotencyKey, ...input });
  if (!agreement?.providerReference) throw new Error('expected an agreement that its provider has made');
  await play(product, agreement.id, 'PAYER_ACCEPTS');
  await agreementIs(product, agreement.id, 'ACTIVE');
  return { externalId: String(input.externalId), providerReference: agreement.providerReference };
}

type Made = { readonly id: string; readonly providerReference: string | null } | undefined;

async function aBillingRequest(product: Product): Promise<Known> {
  const externalId = freshReference('STEEL-');
  const { createBillingRequest } = await product.ask<{ createBillingRequest: { billingRequest?: Made } }>(
    `mutation ($input: CreateBillingRequestInput!) { createBillingRequest(input: $input) { ... on BillingRequestPayload { billingRequest { id providerReference } } } }`,
    {
      input: {
        idempotencyKey: freshKey('request'),
        externalId,
        with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS', verify: 'recommended' } } },
      },
    },
  );
  const { billingRequest } = createBillingRequest;
  if (!billingRequest?.providerReference) throw new Error('expected a billing request that its provider has made');
  await play(product, billingRequest.id, 'PAYER_ACCEPTS');
  return { externalId, providerReference: billingRequest.providerReference };
}

async function aPaidTransfer(product: Product): Promise<Known> {
  const invoice = freshReference('INV-');
  const { createTransfer } = await product.ask<{ createTransfer: { transfer?: Made } }>(
    `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { ... on TransferPayload { transfer { id providerReference } } } }`,
    {
      input: {
        idempotencyKey: freshKey('transfer'),
        invoice,
        amount: { amountMinor: '1000', currency: 'EUR' },
        payer: { firstName: 'Canaria', lastName: 'Serinus', email: 'canaria.serinus@shop.example' },
      },
    },
  );
  const { transfer } = createTransfer;
  if (!transfer?.providerReference) throw new Error('expected a transfer that its provider has made');
  return { externalId: invoice, providerReference: transfer.providerReference };
}

/** Asks providers for what they list: agreements page by page. */
export async function askAll(product: Product): Promise<void> {
  let after: string | null = null;
  do {
    const answer: { importAgreements: { __typename: string; after: string | null } } = await product.ask(
      `mutation ($input: ImportAgreementsInput!) { importAgreements(input: $input) { __typename ... on ImportAgreementsPayload { after } } }`,
      { input: { idempotencyKey: freshKey('import'), provider: 'MOBILEPAY', ...(after && { after }) } },
    );
    const page = answer.importAgreements;
    if (page.__typename !== 'ImportAgreementsPayload')
      throw new Error(`expected a page of agreements; got ${page.__typename}`);
    after = page.after;
  } while (after);
}

interface Entry {
  readonly effect: string;
  readonly subject: { readonly id: string; readonly externalId?: string };
}

export async function lookAfter(product: Product, sandbox: Sandbox, made: MadeAfter): Promise<Aftermath> {
  const { agreements, notifications } = await product.ask<{
    agreements: { nodes: { externalId: string; providerReference: string }[] };
    notifications: { nodes: { about: string; text: string | null; problem: string | null }[] };
  }>(
    `{ agreements(first: 100) { nodes { externalId providerReference } }
       notifications: unprocessedProviderNotifications(first: 100) { nodes { about text problem } } }`,
  );
  const here = (known: Known): number =>
    agreements.nodes.filter(({ providerReference }) => providerReference === known.providerReference).length;
  const book = (await (await fetch(`${sandbox.url}/mobilepay/book`)).json()) as { entries: readonly Entry[] };
  const madeThere = book.entries.filter(
    ({ effect, subject }) => effect === 'agreementCreated' && subject.externalId === made.repeated.externalId,
  ).length;
  const toldOf = notifications.nodes.filter(({ about, text }) =>
    `${about} ${text}`.includes(made.request.providerReference),
  ).length;
  return {
    expected: [
      { what: 'an agreement of after it is taken over from the provider’s list', holds: here(made.agreement) === 1 },
      {
        what: 'one that its caller asks for again after that, under the same key, is there once, and was made once',
        holds: here(made.repeated) === 1 && madeThere === 1,
      },
      {
        what: `GoCardless is read from the cursor that the backup knows: news of the billing request are set aside to be seen (${toldOf})`,
        holds: toldOf > 0,
      },
    ],
    gone: [
      `transfer ${made.transfer.externalId}: Buckaroo lists nothing to us; money that comes for it becomes an unmatched receipt`,
      `the first payment of agreement ${made.agreement.externalId}: MobilePay lists no payments; what it has reserved lapses there`,
      'mutations of after it by their keys: a key of then is new now',
      'event numbers, deliveries and mails of after it',
    ],
  };
}
