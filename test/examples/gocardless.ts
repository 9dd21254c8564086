import { type Api, payload, Unexpected } from './api.ts';
import {
  completeBillingRequestAction,
  createBillingRequest,
  createBillingRequestFlow,
  createPayment,
  findBillingRequest,
  findInstitutions,
  readBillingRequest,
} from './documents.ts';
import { freeSuffix, letDaysPass, play, type Stage, showBook, summarise } from './stage.ts';

/**
 * 790.50 pounds for Licensed Steel Chips: an instant payment now, and a mandate for those to come. The shop fills in what it knows of the
 * payer, lets the bank be found by its name, and sends the payer to GoCardless' page for the rest. The payer says no at the bank, and then yes. A colleague gives some of it
 * back on the dashboard. The mandate is charged; weeks later the bank takes that money back, and the event of it is lost.
 */
export async function gocardless(stage: Stage): Promise<void> {
  const { api, stream, sandboxUrl } = stage;
  const suffix = await freeSuffix(async (tried) =>
    Boolean((await api.ask(findBillingRequest, { externalId: `STEEL${tried}` })).billingRequest),
  );
  const { billingRequest } = await requestPayment(api, suffix);
  for (const { type, waitsBecause } of billingRequest.nextActions) console.log(`To be done: ${type}. ${waitsBecause}`);
  await fillIn(api, billingRequest.id, suffix);
  await chooseBank(api, billingRequest.id, suffix);
  const { flow } = await openPage(api, billingRequest.id, suffix);
  console.log(`The payer is sent to ${flow?.authorisationUrl}`);
  await play(api, billingRequest.id, 'PAYER_REJECTS');
  await stream.until(billingRequest.id, 'BILLING_REQUEST_ACTION_FAILED', 'BILLING_REQUEST_CANCELLED');
  console.log('The payer said no at the bank. The request stays open, so the shop asks once more.');
  await play(api, billingRequest.id, 'PAYER_ACCEPTS');
  await stream.until(billingRequest.id, 'BILLING_REQUEST_FULFILLED', 'BILLING_REQUEST_CANCELLED');

  console.log('The connection is cut here, and the stream goes on from its last cursor.');
  stream.cut();
  const request = (await api.ask(readBillingRequest, { id: billingRequest.id })).billingRequest;
  if (!request?.payment || !request.mandate) throw new Unexpected('the request has not led to a payment and a mandate');
  await letDaysPass(
    stage,
    `steel${suffix}-mandate`,
    { subjectId: request.mandate.id, type: 'MANDATE_ACTIVATED' },
    { subjectId: request.payment.id, type: 'PAYMENT_SETTLED' },
  );
  await stream.until(request.payment.id, 'PAYMENT_SETTLED', 'PAYMENT_FAILED');
  await stream.until(request.mandate.id, 'MANDATE_ACTIVATED', 'MANDATE_ENDED');

  console.log('A colleague gives some of it back on the dashboard. Nobody here asked for it; it counts all the same.');
  await play(api, request.payment.id, 'REFUND_ON_DASHBOARD');
  const { payment } = await charge(api, request.mandate.id, suffix);
  await letDaysPass(stage, `steel${suffix}-charge`, { subjectId: payment.id, type: 'PAYMENT_SETTLED' });
  await stream.until(payment.id, 'PAYMENT_SETTLED', 'PAYMENT_FAILED');
  console.log('The bank takes the charge back, and the event of that is lost: the list of events tells of it.');
  await play(api, payment.id, 'LATE_FAILURE', 'DROPPED');
  await letDaysPass(stage, `steel${suffix}-late`, { subjectId: payment.id, type: 'PAYMENT_REVERSED' });
  await stream.until(payment.id, 'PAYMENT_REVERSED');
  await summarise(api, request.payment.id);
  await summarise(api, payment.id);
  await showBook(
    sandboxUrl,
    'gocardless',
    request.providerReference ?? '',
    request.payment.providerReference ?? '',
    request.mandate.providerReference ?? '',
    payment.providerReference ?? '',
  );
}

async function requestPayment(api: Api, suffix: string) {
  const { createBillingRequest: answer } = await api.ask(createBillingRequest, {
    input: {
      idempotencyKey: `steel${suffix}-request`,
      externalId: `STEEL${suffix}`,
      metadata: { key1: 'Value of metadata stored in the billing request object' },
      with: {
        goCardless: {
          payment: {
            amount: { amountMinor: '79050', currency: 'GBP' },
            description: 'Licensed Steel Chips',
            scheme: 'faster_payments',
          },
          mandate: { currency: 'GBP', scheme: 'BACS', verify: 'recommended' },
        },
      },
    },
  });
  return payload(answer, 'BillingRequestPayload');
}

/** Fictional, as are the numbers: GoCardless' own for tests. */
async function fillIn(api: Api, billingRequestId: string, suffix: string): Promise<void> {
  const { completeBillingRequestAction: answer } = await api.ask(completeBillingRequestAction, {
    input: {
      idempotencyKey: `steel${suffix}-details`,
      billingRequestId,
      action: {
        collectCustomerDetails: {
          givenName: 'Sam',
          familyName: 'Sample',
          email: 'sam.sample@example.com',
          addressLine1: '1 Sample Street',
          city: 'Sampleton',
          postalCode: 'E8 4QQ',
          countryCode: 'GB',
        },
      },
    },
  });
  payload(answer, 'BillingRequestPayload');
}

/** As a shop does on a page of its own: the payer types a part of the bank's name, and picks one of what is found. */
async function chooseBank(api: Api, billingRequestId: string, suffix: string): Promise<void> {
  const { institutions: answer } = await api.ask(findInstitutions, {
    input: { billingRequestId, countryCode: 'GB', search: 'high street' },
  });
  const { institutions } = payload(answer, 'InstitutionList');
  console.log(`Banks that fit: ${institutions.map(({ name }) => name).join(', ')}`);
  const chosen = institutions.find(({ available }) => available);
  if (!chosen) throw new Unexpected('no bank fits');
  const { completeBillingRequestAction: chose } = await api.ask(completeBillingRequestAction, {
    input: {
      idempotencyKey: `steel${suffix}-bank`,
      billingRequestId,
      action: { selectInstitution: { institution: chosen.institution, countryCode: 'GB' } },
    },
  });
  payload(chose, 'BillingRequestPayload');
}

async function openPage(api: Api, billingRequestId: string, suffix: string) {
  const { createBillingRequestFlow: answer } = await api.ask(createBillingRequestFlow, {
    input: {
      idempotencyKey: `steel${suffix}-flow`,
      billingRequestId,
      redirectUrl: 'https://example.com/thanks',
      exitUrl: 'https://example.com/basket',
    },
  });
  return payload(answer, 'BillingRequestPayload').billingRequest;
}

async function charge(api: Api, mandateId: string, suffix: string) {
  const { createOneOffPayment: answer } = await api.ask(createPayment, {
    input: {
      idempotencyKey: `steel${suffix}-charge`,
      on: { mandateId },
      amount: { amountMinor: '4500', currency: 'GBP' },
      externalId: `STEEL-DELIVERY${suffix}`,
      description: 'Delivery of the chips',
    },
  });
  return payload(answer, 'OneOffPaymentPayload');
}
