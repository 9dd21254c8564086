/** The account to which the payer of a transfer sends the money. */
export interface BankDetails {
  /** What the payer has to state: the provider finds the transfer by it. */
  readonly reference: string;
  readonly iban: string;
  readonly bic: string;
  readonly accountHolder: string;
  readonly accountHolderCity?: string;
  /** As the provider writes it, for example `The Netherlands`. */
  readonly accountHolderCountry?: string;
  /** The account number in the form of its country. */
  readonly localAccountNumber?: string;
}

/** What the provider wants the payer to be told. `html` is the provider's, as it came: it is sanitised before it is stored. */
export interface ConsumerMessage {
  readonly title?: string;
  readonly text?: string;
  readonly html?: string;
  readonly culture?: string;
}

/** From whom money came. Personal: sealed under the person's own key. */
export interface ReceiptPayer {
  readonly accountHolder?: string;
  readonly iban?: string;
}
