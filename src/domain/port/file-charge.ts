import type { Money } from '../../kernel/money.ts';

/** A charge as it stands in a file: the numbers by which the scheme knows who pays and who is paid, how much, and when. */
export interface FileCharge {
  readonly creditorNumber: string | null;
  readonly debtorGroupNumber: string | null;
  /** The creditor's own key for the debtor. Personal. */
  readonly debtorReference: string | null;
  /** The scheme's own number of the mandate. */
  readonly mandateNumber: string | null;
  readonly amount: Money;
  /** A plain day, YYYY-MM-DD. */
  readonly dueOn: string;
  /** The core's clock, in milliseconds since 1970. */
  readonly askedAt: number;
}
