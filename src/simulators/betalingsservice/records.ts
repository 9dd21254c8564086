import { collection, nextNumber } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';

/** What Betalingsservice keeps, as the simulator keeps it. No record holds a CPR number or a whole account number. */
export interface MandateRecord {
  /** The uuid of its own request, or that of the collection request which brought it, marked as such. */
  readonly key: string;
  readonly uuid: string;
  /** True where a collection request asked for it. */
  readonly withRequest: boolean;
  readonly state: MandateState;
  readonly creditor: Creditor;
  readonly customerNumber: string;
  /** Masked. */
  readonly debtor: string;
  /** Masked; null where the debtor picks the account in the app. */
  readonly account: string | null;
  readonly mandateId: string | null;
  readonly errorCode: string | null;
  /** By which a repeat of the same request is known. */
  readonly contentHash: string;
  readonly createdAt: string;
}
/**
 * PENDING while the collection request that brought it is not approved, CANCELLED when that never was. RECEIVED waits for
 * Betalingsservice's own checks, AT_BANK for the debtor's bank.
 */
export type MandateState = 'PENDING' | 'RECEIVED' | 'AT_BANK' | 'ACTIVE' | 'FAILED' | 'CANCELLED';

export interface Creditor {
  readonly pbsNumber: number;
  readonly debtorGroupNumber: number;
}

export interface RequestRecord {
  readonly uuid: string;
  readonly state: RequestState;
  readonly errorCode: string | null;
  readonly creditor: Creditor;
  readonly customerNumber: string;
  /** Masked. */
  readonly debtor: string;
  readonly debtorKey: string;
  /** Kroner with two decimals. */
  readonly amount: string;
  readonly reference: string | null;
  readonly textLines: readonly string[];
  readonly payment: {
    readonly state: PaymentState;
    readonly date: string | null;
    readonly errorCode: string | null;
  };
  readonly hasMandate: boolean;
  readonly callbackUrl: string | null;
  readonly contentHash: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
  readonly approvedAt: string | null;
}
/** RECEIVED until it has reached the debtor's app. */
export type RequestState = 'RECEIVED' | 'PENDING_APPROVAL' | 'APPROVED' | 'REJECTED' | 'EXPIRED' | 'FAILED';
export type PaymentState = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

type Reader = Pick<Step, 'documents'>;

const mandates = collection<MandateRecord>('mandate', ({ key }) => key, agreementKey);
const requests = collection<RequestRecord>('request', ({ uuid }) => uuid);

/** Mandates by their key. */
export const { find: mandateOf, keep: keepMandate } = mandates;
/** Collection requests by their uuid. */
export const { find: requestOf, latest: latestRequests } = requests;
/** The key of the mandate that a collection request brings. */
export const mandateKeyOf = (requestUuid: string) => `request:${requestUuid}`;
/** The mandate that came with a collection request, or null when none did. */
export const mandateWith = (step: Reader, { uuid }: Pick<RequestRecord, 'uuid'>) => mandateOf(step, mandateKeyOf(uuid));

/** Every mandate of the same creditor and customer number. */
export function mandatesFor(step: Reader, mandate: MandateRecord): readonly MandateRecord[] {
  return mandates.of(step, agreementKey(mandate));
}

/** Writes a collection request, changed now, and gives it back. */
export function keepRequest(step: Pick<Step, 'documents' | 'now'>, request: RequestRecord): RequestRecord {
  return requests.keep(step, { ...request, updatedAt: step.now.toISOString() });
}

/** The next mandate number: nine digits, with the zeros in front that a number would lose. */
export function nextMandateId(reader: Reader): string {
  return String(nextNumber(reader, 'mandateId')).padStart(9, '0');
}

function agreementKey({ creditor, customerNumber }: MandateRecord): string {
  return `${creditor.pbsNumber}/${creditor.debtorGroupNumber}/${customerNumber}`;
}
