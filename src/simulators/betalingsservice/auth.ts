import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isFreshNonce } from '../kit/nonces.ts';
import type { CallbackReader, Reply, Step, WireRequest } from '../kit/simulator.ts';
import { bodyHashHolds, oauthHeader, readOAuthHeader, type SentRequest, signatureHolds } from './oauth.ts';
import { gatewayRefusal } from './replies.ts';
import { settingsOf } from './settings.ts';
import { paths } from './unconfirmed.ts';

// Made up, in the form of Mastercard's: two halves with an exclamation mark between. They open nothing but this simulator.
const consumerKey = 'sandboxBetalingsserviceClient000000000000000000000!00000000000000000000000000000000';
const callbackConsumerKey = 'sandboxBetalingsserviceCallbacks0000000000000000000!00000000000000000000000000000000';
/** The creditor that this client acts for; a number and its debtor group belong together. */
export const ownCreditor = { pbsNumber: 2_056_372, debtorGroupNumber: 1 };

interface KeyPair {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** What the settings of an account for this simulator are. */
export function credentials(origin: string, step: Step): Record<string, string> {
  const url = `${origin}/betalingsservice`;
  return {
    creditorApiUrl: url + paths.creditorApi,
    oneOffApiUrl: url + paths.oneOffApi,
    consumerKey,
    privateKeyPem: keysOf(step, 'client').privateKeyPem,
    creditorNumber: String(ownCreditor.pbsNumber).padStart(8, '0'),
    debtorGroupNumber: String(ownCreditor.debtorGroupNumber).padStart(5, '0'),
    callbackConsumerKey,
    callbackPublicKeyPem: keysOf(step, 'callbacks').publicKeyPem,
  };
}

/** Null when the call is signed by the client, just now and for the first time; the gateway's refusal otherwise. */
export function authorise(step: Step, request: WireRequest): Reply | null {
  const header = readOAuthHeader(request.headers.authorization);
  if (!header.ok) return gatewayRefusal('INVALID_OAUTH_SBS', header.error);
  const { oauth_consumer_key: client, oauth_nonce: nonce, oauth_timestamp: timestamp } = header.value.value;
  if (client !== consumerKey) return gatewayRefusal('INVALID_CLIENT_ID', 'The consumer key is not known.');
  if (!bodyHashHolds(header.value, request.body))
    return gatewayRefusal('INVALID_OAUTH_SBS', 'oauth_body_hash is not that of the body.');
  const settings = settingsOf(step);
  const seconds = Math.floor(step.now.getTime() / 1_000);
  if (Math.abs(seconds - Number(timestamp)) > settings.oauthWindowSeconds)
    return gatewayRefusal('AUTHENTICATION_FAILED', 'oauth_timestamp is too far from the present time.');
  if (!signatureHolds(asSent(request), header.value, keysOf(step, 'client').publicKeyPem))
    return gatewayRefusal('INVALID_OAUTH_SBS', 'oauth_signature does not fit the request.');
  if (!isFreshNonce(step, `${timestamp} ${nonce}`, Number(timestamp), seconds - settings.oauthWindowSeconds))
    return gatewayRefusal('AUTHENTICATION_FAILED', 'oauth_nonce was used before.');
  if (!settings.clientActivated) return gatewayRefusal('DECLINED', 'The client is not activated.');
  return null;
}

/** Callbacks are signed as calls are, with a key of the provider's. That they are at all is unconfirmed. */
export async function signCallback(
  reader: CallbackReader,
  { url, body, bad }: { readonly url: string; readonly body: string; readonly bad: boolean },
): Promise<Record<string, string>> {
  const keys = reader.documents.get<KeyPair>('keys', 'callbacks');
  if (!keys) throw new Error('a callback was queued before there was a key to sign it with');
  const timestamp = Math.floor(reader.now.getTime() / 1_000);
  const by = { consumerKey: callbackConsumerKey, privateKeyPem: keys.privateKeyPem };
  const signed = { method: 'POST', url, body: bad ? `${body} ` : body };
  return { authorization: oauthHeader(signed, by, { timestamp, nonce: randomBytes(8).toString('hex') }) };
}

/** Sees to it that callbacks can be signed: signing itself may only read. */
export function readyToSign(step: Pick<Step, 'documents'>): void {
  keysOf(step, 'callbacks');
}

function keysOf({ documents }: Pick<Step, 'documents'>, whose: 'client' | 'callbacks'): KeyPair {
  const kept = documents.get<KeyPair>('keys', whose);
  if (kept) return kept;
  const keys = freshKeys(whose);
  documents.put('keys', whose, keys);
  return keys;
}

// Making a pair takes a tenth of a second in which the sandbox does nothing else: a process makes each once, and every store it
// opens without one takes that.
const made: { client?: KeyPair; callbacks?: KeyPair } = {};
function freshKeys(whose: 'client' | 'callbacks'): KeyPair {
  const pair = made[whose] ?? newKeyPair();
  made[whose] = pair;
  return pair;
}

function newKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKeyPem: privateKey, publicKeyPem: publicKey };
}

function asSent({ method, url, body }: WireRequest): SentRequest {
  return { method, url, body };
}
