/** What a bank's app reads from the QR code of a transfer. */
export interface EpcTransfer {
  readonly accountHolder: string;
  readonly iban: string;
  readonly bic: string;
  /** Euros, with a point: `10.00`. */
  readonly euros: string;
  readonly reference: string;
}

/**
 * The text of an EPC QR code (EPC069-12, version 2): a credit transfer in euros with its reference as free text. Banks match by the reference, so that it is
 * never cut; one that is too long has no code, and is copied by hand.
 */
export function epcText({ accountHolder, iban, bic, euros, reference }: EpcTransfer): string | null {
  if (reference.length > 140 || !/^\d{1,9}\.\d{2}$/.test(euros)) return null;
  const lines = ['BCD', '002', '1', 'SCT', bic, accountHolder.slice(0, 70), iban.replaceAll(' ', ''), `EUR${euros}`];
  return [...lines, '', '', reference].join('\n');
}
