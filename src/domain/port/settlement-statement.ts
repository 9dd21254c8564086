import type { Currency } from '../../kernel/money.ts';
import type { PayoutItemKind } from './payout-fact.ts';

/** One movement on the account on which a provider keeps a merchant's money. */
export interface StatementLine {
  /** PAYOUT: it went to the merchant's bank. UNREAD: nobody can read it, and its amount is what the balances leave for it. */
  readonly kind: Exclude<PayoutItemKind, 'BALANCE'> | 'PAYOUT' | 'UNREAD';
  /** The provider's own word for it. */
  readonly providerType: string;
  /** Minor units; above zero is what came onto the account. */
  readonly amountMinor: bigint;
  /** A plain day, YYYY-MM-DD. */
  readonly day: string;
  /** The provider's id of what moved. */
  readonly reference?: string;
  /** Of a payout: the text that goes with it to the bank, and the day on which it is expected there. */
  readonly text?: string;
  readonly arrivesOn?: string;
}

/** What is wrong with a place in a file. */
export interface StatementProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** A statement: where the account stood before, what moved, and where it stood after. */
export interface SettlementStatement {
  /** The provider's number of the account. */
  readonly accountNumber: string;
  readonly number: string;
  readonly day: string;
  readonly currency: Currency;
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
  readonly lines: readonly StatementLine[];
  /** Lines that could not be read, or not in full. They spoil no other. */
  readonly problems: readonly StatementProblem[];
}

/** What a file holds, in its order; and what of it is no statement. */
export interface StatementFile {
  readonly statements: readonly SettlementStatement[];
  readonly problems: readonly StatementProblem[];
}
