import { createHmac, randomUUID } from 'node:crypto';
import type { Operation } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { leaseMs } from '../../kernel/schedules.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db.ts';
import { currentTraceparent } from '../../platform/observing/tracing.ts';
import { insertLater } from '../../platform/write-batch.ts';
import type { Caller } from '../command/command.ts';
import { findPerson, type Person } from '../payer/person.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { Capability, OperationInput } from '../port/provider.ts';

export interface Intent<K extends Capability> {
  readonly kind: K;
  readonly connected: ConnectedAccount;
  readonly input: OperationInput<K>;
  readonly agreementId?: string;
  readonly paymentId?: string;
  readonly mandateId?: string;
  readonly billingRequestId?: string;
  /** Money that is on no transfer. */
  readonly receiptId?: string;
  /** Left to the workers, who send it next, rather than to the caller. */
  readonly byWorkers?: boolean;
  /** Whom the input names: it is sealed under their key, and cannot be opened once they are erased. */
  readonly person?: Person;
}

/**
 * Writes down what is about to be sent, as SENT and leased to whoever writes it: committed before the first byte leaves, so
 * that a crash at any later moment is a question to the provider, never a second send.
 */
export function intend<K extends Capability>(
  tx: Tx,
  now: Date,
  sealer: Sealer,
  caller: Caller,
  requestKey: string,
  {
    kind,
    connected,
    input,
    person,
    agreementId,
    paymentId,
    mandateId,
    billingRequestId,
    receiptId,
    byWorkers,
  }: Intent<K>,
): Operation & { readonly input: OperationInput } {
  const id = newUuid(now.getTime());
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const row = {
    merchantId: caller.merchantId,
    id,
    accountId: connected.id,
    kind: kind as string,
    agreementId: agreementId ?? null,
    paymentId: paymentId ?? null,
    mandateId: mandateId ?? null,
    billingRequestId: billingRequestId ?? null,
    receiptId: receiptId ?? null,
    personId: person?.id ?? null,
    providerKey: providerKey(sealer, id),
    inputSealed: new Uint8Array((person?.sealer ?? sealer).seal(encodeInput(input), inputContext(id))),
    status: 'SENT' as const,
    reason: null,
    refused: false,
    actor: caller.actor,
    requestKey,
    sends: 1,
    pollCount: 0,
    nextAt: leaseUntil,
    leaseToken: randomUUID(),
    leaseUntil,
    requestedAt: now,
    sentAt: now,
    ...(byWorkers ? { ...unsent, nextAt: now } : {}),
    completedAt: null,
    overdueAt: null,
    traceparent: currentTraceparent(),
  };
  insertLater(tx, 'operation', [{ ...row, inputSealed: Buffer.from(row.inputSealed) }]);
  return { ...row, input };
}

const unsent = { status: 'REQUESTED', sends: 0, leaseToken: null, leaseUntil: null, sentAt: null } as const;

/**
 * Writes down what somebody did at the provider's, past us, as if we had asked for it. It is never sent: it is about to be ended in the same
 * transaction, or is asked about from `nextAt` on.
 */
export async function insertExternal<K extends Capability>(
  tx: Tx,
  now: Date,
  sealer: Sealer,
  {
    kind,
    connected,
    input,
    paymentId,
    receiptId,
    nextAt,
  }: Pick<Intent<K>, 'kind' | 'connected' | 'input' | 'paymentId' | 'receiptId'> & { readonly nextAt: Date | null },
): Promise<Operation> {
  const id = newUuid(now.getTime());
  return tx.operation.create({
    data: {
      merchantId: connected.merchantId,
      id,
      accountId: connected.id,
      kind,
      paymentId: paymentId ?? null,
      receiptId: receiptId ?? null,
      providerKey: providerKey(sealer, id),
      inputSealed: new Uint8Array(sealer.seal(encodeInput(input), inputContext(id))),
      status: nextAt ? 'PENDING' : 'SENT',
      nextAt,
      actor: connected.provider.name,
      requestKey: '',
      requestedAt: now,
    },
  });
}

/** What an operation is to send, opened; null when the person whom it names has been erased. */
export async function openInput(
  reader: Reader,
  master: Sealer,
  { merchantId, id, personId, inputSealed }: Operation,
): Promise<OperationInput | null> {
  const person = personId === null ? null : await findPerson(reader, master, merchantId, personId);
  if (personId !== null && !person) return null;
  return decodeInput((person?.sealer ?? master).open(inputSealed, inputContext(id)).toString());
}

/**
 * Our key on the provider's side: made once from the operation's id and the same on every attempt. Thirty characters of
 * base32, since MobilePay cuts longer external ids on bank statements.
 */
function providerKey(sealer: Sealer, operationId: string): string {
  const digest = createHmac('sha256', sealer.derive('operation-key')).update(operationId).digest('hex');
  return BigInt(`0x${digest}`).toString(32).padStart(52, '0').slice(0, 30);
}

/** What an operation's input is sealed for. */
export const inputContext = (operationId: string): string => `operation.input:${operationId}`;

// Amounts are the only bigints in an input; they travel as text under this name, which no field of an input has.
function encodeInput(input: unknown): string {
  return JSON.stringify(input, (_name, part: unknown) =>
    typeof part === 'bigint' ? { $minor: part.toString() } : part,
  );
}

function decodeInput(text: string): OperationInput {
  return JSON.parse(text, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && '$minor' in part ? BigInt(String(part.$minor)) : part,
  ) as OperationInput;
}
