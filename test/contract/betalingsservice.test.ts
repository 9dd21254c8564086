import type { OperationMap, ProviderRef } from '../../src/domain/port/provider.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { betalingsservice } from '../../src/providers/betalingsservice/provider.ts';
import { requestRef, withinRequest } from '../../src/providers/betalingsservice/translate.ts';
import { providerContract } from './provider-contract.ts';
import { openWorld } from './world.ts';

const dkk = currency('DKK');
const someId = '00000000-0000-4000-8000-00000000dead';

/** A fictional person. */
const person = '0101801234';

const newMandate = (name: string): OperationMap['mandate.create'] => ({
  externalId: `M-${name}`,
  debtor: {
    betalingsservice: {
      debtorReference: name.toUpperCase(),
      bankRegistrationNumber: '0040',
      bankAccountNumber: '0440116243',
      nationalId: person,
    },
  },
});

const newRequest = (name: string): OperationMap['request.create'] => ({
  externalId: `R-${name}`,
  terms: {
    betalingsservice: {
      amount: money(249_950n, dkk),
      description: 'Smartphone, and the first month of the plan',
      debtor: { nationalId: person },
      createMandate: true,
    },
  },
});

const aCallback = (changes: object, payment: object = {}, mandate?: object) => ({
  eventId: someId,
  eventType: 'COLLECTION_REQUEST_STATUS',
  collectionRequest: {
    uuid: someId,
    statusCode: 'APPROVED',
    payment: { statusCode: 'PROCESSING', amount: { currency: 'DKK', value: 80 }, ...payment },
    ...(mandate ? { mandate } : {}),
    ...changes,
  },
});

providerContract({
  provider: betalingsservice,
  open: () => openWorld('betalingsservice', (credentials) => betalingsservice.settings.parse(credentials)),
  unreachable: (settings) => ({
    ...settings,
    creditorApiUrl: 'http://127.0.0.1:1/a',
    oneOffApiUrl: 'http://127.0.0.1:1/a',
  }),
  otherCallbackSecret: (settings) => ({ ...settings, callbackConsumerKey: 'another!client' }),
  secrets: ({ privateKeyPem }) => [...privateKeyPem.split('\n').filter((line) => line.length > 20), person],
  proofHeaders: ['authorization'],
  badSignature: 'badSignature',
  strangers: [
    { kind: 'mandate', id: someId },
    requestRef(someId),
    withinRequest('mandate', someId),
    withinRequest('payment', someId),
  ],
  unknownNews: [
    { ...aCallback({}), eventType: 'COLLECTION_REQUEST_FORGOTTEN' },
    aCallback({ statusCode: 'POSTPONED' }),
    aCallback({ statusCode: 'FAILED', errorCode: 'NO_LUCK' }),
    aCallback({}, { statusCode: 'CHARGED_BACK' }),
    aCallback({}, { statusCode: 'FAILED', errorCode: 'NO_LUCK' }),
    aCallback({}, {}, { statusCode: 'SUSPENDED' }),
    aCallback({}, {}, { statusCode: 'FAILED', errorCode: 'NO_LUCK' }),
  ],
  async provokeCallback(world, name) {
    const key = `provoke-${name}`;
    const outcome = await betalingsservice.operations['request.create'].call(world.context(), newRequest(name), key);
    if (outcome.kind !== 'facts') throw new Error(`expected facts; got ${outcome.kind}`);
    const ref: ProviderRef = outcome.facts[0].ref;
    await world.scenario('PAYER_ACCEPTS', ref);
    return ref;
  },
  operations: {
    'mandate.create': {
      wireName: 'createMandate',
      echoes: [],
      prepare: async (_world, name) => newMandate(name),
    },
    'request.create': {
      wireName: 'createCollectionRequest',
      echoes: ['getCollectionRequest'],
      prepare: async (_world, name) => newRequest(name),
      withAmount: (input, amount) =>
        'betalingsservice' in input.terms
          ? { ...input, terms: { betalingsservice: { ...input.terms.betalingsservice, amount } } }
          : input,
    },
  },
});
