import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CallContext, OperationMap } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type Settings, settings } from '../../../src/providers/betalingsservice/settings.ts';
import { readJson } from '../../../src/providers/kit/json.ts';

export const dkk = currency('DKK');
export const uuid = '3f2b1c4e-8d5a-4f6b-9c7d-0e1f2a3b4c5d';
export const t0 = new Date('2026-03-02T10:00:30.000Z');
export const callbackUrl = 'https://pay.example/webhooks/betalingsservice/abc';

/** Throw-away keys: ours, the provider's for callbacks, and somebody else's. */
export const [ours, theirs, others] = [aKeyPair(), aKeyPair(), aKeyPair()];
export const callbackConsumerKey = 'callbacks!theirs';

/** Settings with a secret that would be found in any text it leaked into. */
export function someSettings(changes: Partial<Settings> = {}): Settings {
  return settings.parse({
    creditorApiUrl: 'https://api.example/bs-creditor-api',
    oneOffApiUrl: 'https://api.example/bs-oneoff-api',
    consumerKey: 'client!ours',
    privateKeyPem: ours.privateKey,
    creditorNumber: '02056372',
    debtorGroupNumber: '00001',
    callbackConsumerKey,
    callbackPublicKeyPem: theirs.publicKey,
    ...changes,
  });
}

export function someContext(changes: Partial<Settings> = {}, deadlineMs = 5_000): CallContext<Settings> {
  return {
    account: { id: 'acc_1', settings: someSettings(changes) },
    now: () => t0,
    callbackUrl,
    deadlineMs,
    traceId: '11111111-2222-4333-8444-555555555555',
  };
}

/** The mandate of the provider's example. */
export function newMandate(changes: object = {}): OperationMap['mandate.create'] {
  return {
    externalId: 'M-1',
    debtor: {
      betalingsservice: {
        creditorNumber: '12345678',
        debtorGroupNumber: '00001',
        debtorReference: 'CUST000000001',
        bankRegistrationNumber: '1234',
        bankAccountNumber: '12345678',
        nationalId: '010180-1234',
        ...changes,
      },
    },
  };
}

/** A phone and its plan: a payment now, a mandate for what is to come. */
export function newRequest(changes: object = {}, externalId = 'PHONE1'): OperationMap['request.create'] {
  return {
    externalId,
    terms: {
      betalingsservice: {
        amount: money(249_950n, dkk),
        description: 'Smartphone, and the first month of the plan',
        debtor: { nationalId: '010180-1234' },
        createMandate: true,
        expiresInMs: 3_600_000,
        ...changes,
      },
    },
  };
}

export function fixtureText(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** A fixture as the adapter sees it: numbers are text. */
export function fixture(name: string): unknown {
  const json = readJson(fixtureText(name));
  if (!json.ok) throw new Error(`${name}: ${json.error}`);
  return json.value;
}

function aKeyPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}
