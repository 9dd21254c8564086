/** A mandate that exists, as the merchant names it. */
export interface AdoptedMandate {
  /** The provider's id of the request that led to it. */
  readonly providerReference?: string;
  /** The scheme's own number of it. */
  readonly mandateNumber?: string;
  /** The creditor's own key for the debtor. Personal. */
  readonly debtorReference?: string;
  readonly creditorNumber?: string;
  readonly debtorGroupNumber?: string;
}
