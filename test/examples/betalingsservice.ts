import { type Api, payload, Unexpected } from './api.ts';
import {
  adoptMandate,
  askDebtor,
  createBillingRequest,
  createMandate,
  findBillingRequest,
  findMandate,
  readBillingRequest,
} from './documents.ts';
import { freeSuffix, letBanksWork, letDaysPass, letPass, play, type Stage, showBook, summarise } from './stage.ts';

/**
 * A customer buys a smartphone and a plan, and pays with Betalingsservice. A mandate is created from what the customer has told the shop;
 * then the phone is paid for at once by a collection request, with a mandate along with it: the customer says no in the app by mistake, is asked again under the
 * same customer number and approves, and the callback of that is lost.
 */
export async function betalingsservice(stage: Stage): Promise<void> {
  const { api, stream, sandboxUrl } = stage;
  // A run that was cut off may have come to the mandate and no further.
  const suffix = await freeSuffix(async (tried) => {
    const { mandate } = await api.ask(findMandate, { externalId: `PLAN${tried}` });
    const { billingRequest } = await api.ask(findBillingRequest, { externalId: `PHONE${tried}` });
    return Boolean(mandate || billingRequest);
  });
  await canApprove(api);

  const { mandate } = await registerMandate(api, suffix);
  await play(api, mandate.id, 'BANK_APPROVES_MANDATE');
  // There is no callback for a mandate by itself: it is asked about, in the hours of the banks.
  await letBanksWork(stage, 'betalingsservice', `phone${suffix}-bank`);
  await stream.until(mandate.id, 'MANDATE_ACTIVATED', 'MANDATE_ENDED');

  const old = await takeOver(api, suffix);
  await stream.until(old.mandate.id, 'MANDATE_ACTIVATED', 'MANDATE_ENDED');
  const refused = await requestPayment(api, `PHONE${suffix}`, suffix);
  console.log('The customer is told by the Betalingsservice app, and says no there.');
  await letPass(api, `phone${suffix}-app`, 'PT5S');
  await play(api, refused.billingRequest.id, 'PAYER_REJECTS');
  await stream.until(refused.billingRequest.id, 'BILLING_REQUEST_REJECTED', 'BILLING_REQUEST_FULFILLED');
  const { billingRequest } = await requestPayment(api, `PHONE-AGAIN${suffix}`, suffix);
  console.log(
    'That was a mistake: asked again, the customer approves. The callback is lost, so the request is asked about.',
  );
  await play(api, billingRequest.id, 'PAYER_ACCEPTS', 'DROPPED');
  await letPass(api, `phone${suffix}-asked`, 'PT2M');
  await stream.until(billingRequest.id, 'BILLING_REQUEST_FULFILLED', 'BILLING_REQUEST_REJECTED');

  console.log('The connection is cut here, and the stream goes on from its last cursor.');
  stream.cut();
  const request = (await api.ask(readBillingRequest, { id: billingRequest.id })).billingRequest;
  if (!request?.payment || !request.mandate) throw new Unexpected('the request has not led to a payment and a mandate');
  // Payment and mandate go their own ways from here: the one is done in seconds, the other when the bank has answered.
  await letDaysPass(stage, `phone${suffix}-mandate`, { subjectId: request.mandate.id, type: 'MANDATE_ACTIVATED' });
  await stream.until(request.payment.id, 'PAYMENT_SETTLED', 'PAYMENT_FAILED');
  await stream.until(request.mandate.id, 'MANDATE_ACTIVATED', 'MANDATE_ENDED');
  await summarise(api, request.payment.id);
  await showBook(sandboxUrl, 'betalingsservice', mandate.providerReference ?? '', request.providerReference ?? '');
}

/** Fictional, as is all that is told of the customer here. */
const customer = {
  nationalId: '0101801234',
  account: { bankRegistrationNumber: '0040', bankAccountNumber: '0440116243' },
};

/** Nothing is worth waiting for when the customer does not use the app. */
async function canApprove(api: Api): Promise<void> {
  const { debtorCheck } = await api.ask(askDebtor, { input: { nationalId: customer.nationalId } });
  const { reachable } = payload(debtorCheck, 'DebtorCheck');
  console.log(`The customer ${reachable ? 'uses' : 'does not use'} the Betalingsservice app.`);
}

async function registerMandate(api: Api, suffix: string) {
  const { createMandate: answer } = await api.ask(createMandate, {
    input: {
      idempotencyKey: `plan${suffix}-mandate`,
      externalId: `PLAN${suffix}`,
      debtor: {
        betalingsservice: {
          debtorReference: `CUST1${suffix.replace('-', '')}`,
          nationalId: customer.nationalId,
          ...customer.account,
        },
      },
    },
  });
  return payload(answer, 'MandatePayload');
}

async function requestPayment(api: Api, externalId: string, suffix: string) {
  const { createBillingRequest: answer } = await api.ask(createBillingRequest, {
    input: {
      idempotencyKey: `${externalId}-request`,
      externalId,
      with: {
        betalingsservice: {
          amount: { amountMinor: '249950', currency: 'DKK' },
          description: 'Smartphone, and the first month of the plan',
          debtor: { nationalId: customer.nationalId },
          debtorReference: `CUST2${suffix.replace('-', '')}`,
          createMandate: true,
        },
      },
    },
  });
  return payload(answer, 'BillingRequestPayload');
}

/** A mandate from before, made in the customer portal: nobody can be asked about it, so it is taken over by its number. */
async function takeOver(api: Api, suffix: string) {
  const { adoptMandate: answer } = await api.ask(adoptMandate, {
    input: {
      idempotencyKey: `plan${suffix}-portal`,
      provider: 'BETALINGSSERVICE',
      externalId: `PORTAL${suffix}`,
      mandateNumber: String(100_000_000 + Number(suffix.replace('-', '') || 1)),
      debtorReference: `OLD1${suffix.replace('-', '')}`,
    },
  });
  return payload(answer, 'MandatePayload');
}
