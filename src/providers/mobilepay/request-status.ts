import type { ProviderRef } from '../../domain/port/provider.ts';
import type { Found } from '../kit/client.ts';
import { missingFrom } from '../kit/lists.ts';
import { unknown } from '../kit/outcomes.ts';
import type { Call } from './client.ts';
import { agreementPath, containerOf, lookUp, paymentRequestPath } from './lookup.ts';
import { chargeRef, type ReadRequest, toRequest } from './request-facts.ts';
import { agreement, paymentRequest, paymentRequestList, type WirePaymentRequest } from './wire.ts';

/** How payments of a subscription stand in MobilePay's records. */

/** One by its reference. */
export async function getRequest(call: Call, ref: ProviderRef, hint: string | null): Promise<Found<ReadRequest>> {
  const found = await lookUp(call, paymentRequestPath(call, ref), paymentRequest);
  if (found.kind !== 'found') return found;
  if (found.value.id !== ref.id) return unknown('unreadable', 'MobilePay answered with another payment request');
  return readRequest(call, found.value, ref, hint);
}

/** The one with this external id on an agreement. A repeat is declined as such, so what is not declined comes first. */
export async function findRequest(call: Call, on: ProviderRef, externalId: string): Promise<Found<ReadRequest>> {
  const list = await lookUp(call, `${agreementPath(call, on)}/paymentrequests`, paymentRequestList, 'list');
  if (list.kind !== 'found') return list;
  const ours = list.value.items.filter((candidate) => candidate.external_id === externalId);
  const wire = ours.find(({ status }) => status !== 'Declined') ?? ours[0];
  return wire ? readRequest(call, wire, chargeRef(on.id, wire.id), null) : missingFrom(list.value, 'payment requests');
}

async function readRequest(
  call: Call,
  wire: WirePaymentRequest,
  ref: ProviderRef,
  hint: string | null,
): Promise<Found<ReadRequest>> {
  const currency = wire.currency ?? (await currencyOf(call, containerOf(ref)));
  const read = toRequest(wire, ref, { asked: call.context.now(), currency }, hint);
  return read.ok ? { kind: 'found', value: read.value } : read.error;
}

/** A payment request need not tell its currency; its agreement does. */
async function currencyOf(call: Call, on: ProviderRef): Promise<string> {
  const found = await lookUp(call, agreementPath(call, on), agreement);
  return (found.kind === 'found' ? found.value.currency : null) ?? '';
}
