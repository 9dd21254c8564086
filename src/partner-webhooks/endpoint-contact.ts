import { z } from 'zod';
import { encodeId } from '../kernel/ids.ts';
import type { InputProblem } from '../kernel/refusal.ts';
import { postMail } from '../mail/outbox.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Tx } from '../platform/db.ts';

/** Who is mailed when an endpoint is switched off: its owner may have no other way to hear of it. */

const addressMax = 254;
// ASCII only, with nothing in it that a header or a command of SMTP is built of.
const addressForm = z.email();
/** What an endpoint's contact is sealed for. */
export const contactContext = (merchantId: string, endpointId: string): string =>
  `${merchantId} webhook_endpoint.contact_sealed ${endpointId}`;

/** What is wrong with an address; nothing with one that is left out, or empty, which stands for none. The address is not repeated. */
export function contactProblems(address: string | undefined): InputProblem[] {
  if (!address) return [];
  const path = ['input', 'contactEmail'];
  if (address.length > addressMax)
    return [{ path, rule: 'length', message: `expected at most ${addressMax} characters; got ${address.length}` }];
  return addressForm.safeParse(address).success
    ? []
    : [{ path, rule: 'email', message: 'expected one e-mail address, without a name beside it' }];
}

export function sealContact(
  sealer: Sealer,
  merchantId: string,
  endpointId: string,
  address: string | undefined,
): Buffer<ArrayBuffer> | null {
  return address ? sealer.seal(address, contactContext(merchantId, endpointId)) : null;
}

interface Contacted {
  readonly merchantId: string;
  readonly id: string;
  readonly contactSealed: Uint8Array | null;
}

export function openContact(sealer: Sealer, { merchantId, id, contactSealed }: Contacted): string | null {
  return contactSealed && sealer.open(contactSealed, contactContext(merchantId, id)).toString();
}

/** How an endpoint was switched off. */
export interface SwitchedOff {
  readonly why: string;
  readonly failingSince: Date;
}

/** Mails whoever the endpoint names, if any, as part of the change: of one endpoint once a day, whoever enables it meanwhile. */
export async function mailContact(
  tx: Tx,
  sealer: Sealer,
  now: Date,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
  off: SwitchedOff,
): Promise<void> {
  const endpoint = await tx.webhookEndpoint.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id } },
    select: { merchantId: true, id: true, url: true, contactSealed: true },
  });
  const to = openContact(sealer, endpoint);
  if (!to) return;
  const { name } = await tx.merchant.findUniqueOrThrow({ where: { id: merchantId }, select: { name: true } });
  const waiting = await tx.webhookDelivery.count({
    where: { merchantId, endpointId: id, status: 'PENDING' },
    take: countedMax + 1,
  });
  const details = { ...off, endpointId: encodeId('whe', id), url: endpoint.url, merchant: name, waiting };
  await postMail(tx, sealer, now, { merchantId, about: id }, { to, ...switchedOffMail(details) });
}

/** Beyond this nobody counts; it bounds what is read. */
const countedMax = 1_000;
const nameMax = 200;

/** The mail's words. Of the URL only what tells endpoints apart: a query may hold a secret. */
export function switchedOffMail(
  details: SwitchedOff & {
    readonly endpointId: string;
    readonly url: string;
    readonly merchant: string;
    readonly waiting: number;
  },
): { readonly subject: string; readonly text: string } {
  const { why, failingSince, endpointId, merchant, waiting } = details;
  const { host, origin, pathname } = new URL(details.url);
  const events = waiting === 1 ? '1 event' : `${waiting > countedMax ? `More than ${countedMax}` : waiting} events`;
  // Another for each stop: a key that was used for the last one would be met with its answer.
  const key = failingSince.toISOString().replace(/\D/g, '');
  const name = merchant.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, nameMax);
  return {
    subject: `Webhook endpoint at ${host} is switched off`,
    text: `We no longer send events to this webhook endpoint:

  ${origin}${pathname}
  ${endpointId}, of ${name}

${why} It has failed since ${failingSince.toISOString().slice(0, 16).replace('T', ' ')} UTC.
${events} ${waiting === 1 ? 'waits' : 'wait'} for it, and what happens meanwhile waits too, for 90 days.

When it works again, enable it. It goes on where it stopped:

  mutation {
    updateWebhookEndpoint(input: { idempotencyKey: "enable-${key}", endpointId: "${endpointId}", active: true }) {
      ... on WebhookEndpointPayload { endpoint { status deliveredThrough } }
      ... on UserError { code message }
    }
  }

An event that had failed for good before is not among those that wait. To have such events sent again,
replay from "deliveredThrough", the place up to which the endpoint has everything:

  mutation {
    replayWebhooks(input: { idempotencyKey: "replay-${key}", endpointId: "${endpointId}", after: "<deliveredThrough>" }) {
      ... on ReplayWebhooksPayload { scheduled }
      ... on UserError { code message }
    }
  }
`,
  };
}
