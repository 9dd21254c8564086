/** What the audit compares with a provider's own records, where those can be read: in the sandbox. */
export interface ProviderRecords {
  /**
   * What an operation of a kind leaves in the records. Not here is what may be done twice without harm (a hosted page, a mail to the
   * payer), and what leaves nothing (giving up a transfer).
   */
  readonly effects: Readonly<Record<string, ExpectedEffect>>;
  /** Effects that are money which came in by itself: each is a receipt. */
  readonly receipts?: readonly string[];
  /** Effects that are money given back of a payment, or of a receipt, whoever asked for it: each is a refund. */
  readonly refunds?: readonly string[];
  /** Effects with which the money of a payment was taken, whoever asked for it. */
  readonly captures?: readonly string[];
  /** Effects with which a thing was called off, whoever did it, each with the table that the thing is in. */
  readonly cancellations?: Readonly<Record<string, CancelledTable>>;
  /** Effects with which what had been called off goes on after all. */
  readonly resumptions?: readonly string[];
  /** How the records name what was made under a key of ours, where that is not by the key itself. */
  nameOfKey?(key: string): string;
  /** The key of ours that the body of a call bears, for a provider that takes no key beside it. */
  keyInCall?(body: string): string | null;
}

export interface ExpectedEffect {
  /** The effect; where there are several, one of them. */
  readonly effects: readonly string[];
  /** What of ours names the operation, or the thing that it is had on. */
  readonly by: RecordName;
  /**
   * By what it is found out that it was done, where somebody else may have had the effect: an operation has succeeded, too, when what it
   * asks for is there already.
   */
  readonly doneBy?: RecordName;
}
export type CancelledTable = 'agreement' | 'mandate' | 'billing_request' | 'one_off_payment';
export type RecordName = 'providerKey' | 'reference' | 'externalId';

/** Something new, named by our key. */
export const created = (effect: string): ExpectedEffect => ({ effects: [effect], by: 'providerKey' });
/** An act on a thing that is there: ours has had it once at most, and in the end it was had. */
export const done = (...effects: readonly string[]): ExpectedEffect => ({
  effects,
  by: 'providerKey',
  doneBy: 'reference',
});
