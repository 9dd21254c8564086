import { type Act, always, call, create, is, may, plays, upTo } from './act.ts';

const kroner = (random: () => number) => ({ amountMinor: String(upTo(random, 20_000)), currency: 'DKK' });

const mobilepay: readonly Act[] = [
  create(
    'nothing',
    4,
    always,
    'createAgreement',
    'AgreementPayload',
    { agreement: 'agreement', oneOffPayment: 'payment' },
    'mobilepay',
    ({ fresh, random }) => ({
      externalId: fresh('AGGR'),
      plan: 'Basic',
      description: 'Monthly subscription',
      amount: { amountMinor: '1000', currency: 'DKK' },
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT1H',
      returnUrl: 'https://example.com/back',
      ...(random() < 0.8 && {
        oneOffPayment: { amount: kroner(random), externalId: fresh('FIRST'), description: 'Down payment' },
      }),
    }),
  ),
  ...plays('agreement', is('mobilepay', 'PENDING'), { PAYER_ACCEPTS: 9, PAYER_REJECTS: 1 }),
  create(
    'agreement',
    6,
    is('mobilepay', 'ACTIVE'),
    'createOneOffPayment',
    'OneOffPaymentPayload',
    { payment: 'payment' },
    'mobilepay',
    ({ fresh, random }, { id }) => ({
      on: { agreementId: id },
      amount: kroner(random),
      externalId: fresh('OOP'),
      description: 'Additional goods',
      returnUrl: 'https://example.com/back',
      autoReserve: random() < 0.5,
    }),
  ),
  call('agreement', 1, is('mobilepay', 'ACTIVE'), 'cancelAgreement', 'AgreementPayload agreement', ({ id }) => ({
    agreementId: id,
  })),
  ...plays('payment', is('mobilepay', 'REQUIRES_PAYER_ACTION'), { PAYER_ACCEPTS: 9, PAYER_REJECTS: 1 }),
];

const betalingsservice: readonly Act[] = [
  create(
    'nothing',
    2,
    always,
    'createMandate',
    'MandatePayload',
    { mandate: 'mandate' },
    'betalingsservice',
    ({ fresh }) => ({
      externalId: fresh('PLAN'),
      debtor: {
        betalingsservice: {
          debtorReference: fresh('C').replaceAll('-', 'X').slice(0, 15),
          nationalId: '0101801234',
          bankRegistrationNumber: '0040',
          bankAccountNumber: '0440116243',
        },
      },
    }),
  ),
  create(
    'nothing',
    3,
    always,
    'createBillingRequest',
    'BillingRequestPayload',
    { billingRequest: 'request' },
    'betalingsservice',
    ({ fresh, random }) => ({
      externalId: fresh('PHONE'),
      with: {
        betalingsservice: {
          amount: kroner(random),
          description: 'Smartphone',
          debtor: { nationalId: '0101801234' },
          createMandate: random() < 0.5,
        },
      },
    }),
  ),
  ...plays('mandate', is('betalingsservice', 'PENDING'), { BANK_APPROVES_MANDATE: 4, BANK_REJECTS_MANDATE: 1 }),
  ...plays('request', is('betalingsservice', 'PENDING'), { PAYER_ACCEPTS: 8, PAYER_REJECTS: 1 }),
];

const gocardless: readonly Act[] = [
  create(
    'nothing',
    3,
    always,
    'createBillingRequest',
    'BillingRequestPayload',
    { billingRequest: 'request' },
    'gocardless',
    ({ fresh, random }) => ({
      externalId: fresh('STEEL'),
      with: {
        goCardless: {
          mandate: { currency: 'GBP', scheme: 'BACS', verify: 'recommended' },
          ...(random() < 0.6 && {
            payment: {
              amount: { amountMinor: String(100 + upTo(random, 90_000)), currency: 'GBP' },
              description: 'Licensed Steel Chips',
              scheme: 'faster_payments',
            },
          }),
        },
      },
    }),
  ),
  call(
    'request',
    3,
    (shown, of) =>
      of === 'gocardless' &&
      shown.status === 'PENDING' &&
      (shown.nextActions?.some(({ type }) => type === 'COLLECT_CUSTOMER_DETAILS') ?? false),
    'completeBillingRequestAction',
    'BillingRequestPayload billingRequest',
    ({ id }) => ({
      billingRequestId: id,
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
    }),
  ),
  ...plays('request', is('gocardless', 'PENDING', 'READY_TO_FULFIL'), { PAYER_ACCEPTS: 8, PAYER_REJECTS: 1 }),
  call(
    'request',
    1,
    is('gocardless', 'PENDING', 'READY_TO_FULFIL'),
    'cancelBillingRequest',
    'BillingRequestPayload billingRequest',
    ({ id }) => ({ billingRequestId: id }),
  ),
  {
    on: 'request',
    weight: 20,
    when: ({ payment, mandate }) => Boolean(payment ?? mandate),
    // What has come of it is walked on with.
    async run({ add }, { provider, payment, mandate }) {
      if (payment) add({ kind: 'payment', provider, id: payment.id });
      if (mandate) add({ kind: 'mandate', provider, id: mandate.id });
    },
  },
  ...plays('mandate', is('gocardless', 'PENDING'), { BANK_APPROVES_MANDATE: 8, BANK_REJECTS_MANDATE: 1 }),
  create(
    'mandate',
    6,
    is('gocardless', 'ACTIVE', 'PENDING'),
    'createOneOffPayment',
    'OneOffPaymentPayload',
    { payment: 'payment' },
    'gocardless',
    ({ fresh, random }, { id }) => ({
      on: { mandateId: id },
      amount: { amountMinor: String(100 + upTo(random, 9_000)), currency: 'GBP' },
      externalId: fresh('PM'),
      description: 'Delivery of the chips',
    }),
  ),
  call('mandate', 1, is('gocardless', 'ACTIVE'), 'cancelMandate', 'MandatePayload mandate', ({ id }) => ({
    mandateId: id,
  })),
  ...plays('payment', is('gocardless', 'PROCESSING', 'CREATED', 'AUTHORIZED'), {
    GOCARDLESS_PAYMENT_PAID_OUT: 6,
    GOCARDLESS_PAYMENT_CONFIRMED: 2,
    PAYMENT_FAILS: 1,
  }),
  ...plays('payment', is('gocardless', 'SETTLED'), { LATE_FAILURE: 1, CHARGEBACK: 1 }),
  ...plays('payment', is('gocardless', 'REVERSED'), { CHARGEBACK_WITHDRAWN: 3 }),
];

const buckaroo: readonly Act[] = [
  create(
    'nothing',
    3,
    always,
    'createTransfer',
    'TransferPayload',
    { transfer: 'payment' },
    'buckaroo',
    ({ fresh, random }) => ({
      amount: { amountMinor: String(10 + upTo(random, 9_000)), currency: 'EUR' },
      invoice: fresh('INV'),
      payer: { firstName: 'John', lastName: 'Smith', email: 'john.smith@example.com', country: 'NL' },
      sendMail: false,
    }),
  ),
  ...plays('payment', is('buckaroo', 'REQUIRES_PAYER_ACTION'), {
    TRANSFER_EXACT: 5,
    TRANSFER_UNDERPAID: 3,
    TRANSFER_OVERPAID: 1,
    TRANSFER_TWICE: 1,
    TRANSFER_FAILS: 1,
  }),
  ...plays('payment', is('buckaroo', 'PARTIALLY_SETTLED'), { TRANSFER_REMAINDER: 4, REFUND_IN_PLAZA: 1 }),
  ...plays('payment', is('buckaroo', 'SETTLED'), { TRANSFER_EXACT: 1, REFUND_DECLINED_LATE: 1, REFUND_PAID_LATE: 1 }),
];

/** What may be done to any payment that allows it. */
const money: readonly Act[] = [
  call('payment', 10, may('CAPTURE'), 'capturePayment', 'CapturePayload capture', ({ id }) => ({ paymentId: id })),
  call('payment', 1, may('CANCEL'), 'cancelPayment', 'CancelPaymentPayload payment', ({ id }) => ({ paymentId: id })),
  call('payment', 5, may('REFUND'), 'refundPayment', 'RefundPayload refund', ({ id, amounts }, { random }) => ({
    paymentId: id,
    amount: {
      amountMinor: String(upTo(random, Math.max(1, Number(amounts?.refundable.amountMinor)))),
      currency: amounts?.requested.currency,
    },
  })),
  {
    // Two at once of what there is only once.
    on: 'payment',
    weight: 3,
    when: may('CAPTURE'),
    async run(context, { id }) {
      const once = async (): Promise<void> => {
        const input = { idempotencyKey: context.fresh('capturePayment'), paymentId: id };
        const selection = '... on CapturePayload { idempotency { replayed } capture { id } }';
        context.did('capturePayment', await context.client.mutate('capturePayment', selection, input));
      };
      await Promise.all([once(), once()]);
    },
  },
];

/** Everything that may happen. */
export const acts: readonly Act[] = [...mobilepay, ...betalingsservice, ...gocardless, ...buckaroo, ...money];
