import type { CallContext, OperationMap, Outcome, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import { startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { describeMandate } from './check-status.ts';
import { type Call, send } from './client.ts';
import { createOnce } from './create.ts';
import { withOurs } from './limits/metadata.ts';
import { getOne, pathOf, readError, readOne } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { mandateRef, schemeWords } from './translate.ts';
import type { WireMandate } from './wire.ts';

/** Mandates on a bank account that GoCardless has already: making and cancelling them. */

type Create = OperationMap['mandate.create'];
type Cancel = OperationMap['mandate.cancel'];

export async function createMandate(context: CallContext<Settings>, input: Create, key: string): Promise<Outcome> {
  const { debtor, externalId, metadata } = input;
  if (!('goCardless' in debtor)) return { kind: 'refused', why: otherCarrier };
  const call = startCall(context);
  const { creditorId } = context.account.settings;
  const account = debtor.goCardless.customerBankAccountReference;
  const scheme = schemeWords[debtor.goCardless.scheme];
  const made = await createOnce(call, {
    resource: 'mandates',
    what: 'mandate',
    key,
    among: { customer_bank_account: account },
    body: {
      scheme,
      metadata: withOurs({ key, externalId }, metadata),
      links: { customer_bank_account: account, ...(creditorId === undefined ? {} : { creditor: creditorId }) },
    },
  });
  if (made.kind !== 'made') return made;
  const { value, before } = made;
  const on = value.links?.customer_bank_account;
  // One that was made before may have moved to another account with its payer since.
  if (value.scheme !== scheme || (!before && on && on !== account))
    return unknown('unreadable', 'GoCardless answered with another mandate than was asked for');
  return describeMandate(call, value, mandateRef(value.id));
}

/** Ends a mandate. A refusal counts once the book says that it is not cancelled. */
export async function cancelMandate(
  context: CallContext<Settings>,
  { mandate }: Cancel,
  key: string,
): Promise<Outcome> {
  const call = startCall(context);
  const path = `${pathOf('mandates', mandate.id)}/actions/cancel`;
  const reply = await send(call, { method: 'POST', path, body: { data: {} }, key });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400) {
    const wire = readOne(reply, 'mandates');
    return wire
      ? describe(call, wire, mandate)
      : unknown('unreadable', 'the answer to a cancellation could not be read');
  }
  const error = readError(reply);
  const found = error.type === 'invalid_state' ? await getOne(call, 'mandates', mandate.id) : null;
  if (found?.kind === 'unknown') return found;
  if (found?.kind === 'found' && found.value.status === 'cancelled') return describe(call, found.value, mandate);
  return { kind: 'refused', why: whyRefused('cancellation', error) };
}

const over = ['cancelled', 'failed', 'expired', 'consumed'];

/** After an unknown outcome: a mandate that has ended, however it did, tells what came of the cancellation. */
export async function probeCancelledMandate(context: CallContext<Settings>, { mandate }: Cancel): Promise<StatusCheck> {
  const call = startCall(context);
  const found = await getOne(call, 'mandates', mandate.id);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing' || !over.includes(found.value.status)) return { kind: 'absent', certain: false };
  return describe(call, found.value, mandate);
}

type Reinstate = OperationMap['mandate.reinstate'];

const live = ['pending_customer_approval', 'pending_submission', 'submitted', 'active'];

/** Takes up again a mandate that has ended. A refusal counts once the book says that it is not on its way. */
export async function reinstateMandate(
  context: CallContext<Settings>,
  { mandate }: Reinstate,
  key: string,
): Promise<Outcome> {
  const call = startCall(context);
  const path = `${pathOf('mandates', mandate.id)}/actions/reinstate`;
  const reply = await send(call, { method: 'POST', path, body: { data: {} }, key });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400) {
    const wire = readOne(reply, 'mandates');
    return wire
      ? describe(call, wire, mandate)
      : unknown('unreadable', 'the answer to a reinstatement could not be read');
  }
  const error = readError(reply);
  const found = error.type === 'invalid_state' ? await getOne(call, 'mandates', mandate.id) : null;
  if (found?.kind === 'unknown') return found;
  if (found?.kind === 'found' && live.includes(found.value.status)) return describe(call, found.value, mandate);
  return { kind: 'refused', why: whyRefused('reinstatement', error) };
}

/** After an unknown outcome: one that lives again was reinstated, whoever did it. */
export async function probeReinstated(context: CallContext<Settings>, { mandate }: Reinstate): Promise<StatusCheck> {
  const call = startCall(context);
  const found = await getOne(call, 'mandates', mandate.id);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing' || !live.includes(found.value.status)) return { kind: 'absent', certain: false };
  return describe(call, found.value, mandate);
}

const otherCarrier = reason({
  code: 'OTHER',
  origin: 'SYSTEM',
  message: 'GoCardless makes mandates of its own schemes only.',
});

function describe(
  call: Call,
  wire: WireMandate,
  mandate: ProviderRef,
): Promise<Extract<Outcome, { kind: 'facts' | 'unknown' }>> {
  if (wire.id === mandate.id) return describeMandate(call, wire, mandate);
  return Promise.resolve(unknown('unreadable', 'GoCardless answered with another mandate'));
}
