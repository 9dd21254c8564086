import type { Words } from '../kit/reasons.ts';

/**
 * What a bank says of a payment that it did not pay, by scheme, cause and the scheme's own code (GoCardless' tables of `payments.failed` and
 * `charged_back`). The cause alone loses what a merchant wants to know most: that there was no money hides in `refer_to_payer`, that the
 * payer has died in `bank_account_closed`. The same code means other things under another cause, so a row names both.
 */

/** What a bank has told of a payment or a mandate. */
export interface BankWord {
  readonly cause: string;
  readonly scheme?: string | undefined;
  readonly code?: string | undefined;
}

export const noMoney: Words = {
  code: 'INSUFFICIENT_FUNDS',
  origin: 'PAYER',
  message: 'There was not enough money in the bank account.',
  retryable: true,
};
// Banks use these for other failures too, seldom.
const noMoneyMostly: Words = {
  ...noMoney,
  message: 'There was, almost always for this code, not enough money in the bank account.',
};
const deceased: Words = {
  code: 'PAYER_DECEASED',
  origin: 'PAYER',
  message: 'The payer has died: ask for nothing more, and write to nobody in their name.',
};
const declined: Words = { code: 'REJECTED_BY_PAYER', origin: 'PAYER', message: 'The payer refused the payment.' };
export const disputed: Words = {
  code: 'DISPUTED_BY_PAYER',
  origin: 'PAYER',
  message: 'The payer disputes having authorised it.',
};
const withheld: Words = {
  code: 'OTHER',
  origin: 'BANK',
  message: "The payer's bank would not say why, as its regulator may demand.",
  retryable: true,
};
const notDebitable: Words = {
  code: 'BANK_NOT_PARTICIPATING',
  origin: 'BANK',
  message: 'Direct debits cannot be taken from this bank account.',
};
const frozen: Words = { code: 'DEBTOR_DETAILS_INVALID', origin: 'BANK', message: 'The bank account is frozen.' };
const mandateGone: Words = {
  code: 'AUTHORITY_NOT_ACTIVE',
  origin: 'BANK',
  message: "The payer's bank has no such mandate any more.",
};
const notReady: Words = {
  code: 'AUTHORITY_NOT_ACTIVE',
  origin: 'BANK',
  message: "The payer's bank has not set the mandate up yet.",
  retryable: true,
};
const technical: Words = {
  code: 'OTHER',
  origin: 'BANK',
  message: 'There was an internal error on the way to the bank.',
  retryable: true,
};

type Row = readonly [words: Words, scheme: string, cause: string, codes: string];
const rows: readonly Row[] = [
  [noMoney, 'ach', 'refer_to_payer', 'ACH_RETURN-R01 ACH_RETURN-R09'],
  [noMoney, 'becs_nz', 'refer_to_payer', 'DISHONOUR-AM04 NEGATIVE_ACKNOWLEDGEMENT-AM04 AM04'],
  [noMoney, 'pad', 'refer_to_payer', '901'],
  [noMoney, 'autogiro', 'refer_to_payer', 'TK82-1'],
  [noMoney, 'autogiro', 'other', 'TK82-1'],
  [noMoneyMostly, 'ach', 'refer_to_payer', 'ACH_RETURN-R05 ACH_RETURN-R32 ACH_RETURN-R34 ACH_RETURN-R83'],
  [noMoneyMostly, 'bacs', 'refer_to_payer', 'ARUDD-0'],
  [noMoneyMostly, 'becs', 'refer_to_payer', '6 NARR'],
  [noMoneyMostly, 'betalingsservice', 'refer_to_payer', 'INFORMATION_LIST-0282'],
  [noMoneyMostly, 'pad', 'refer_to_payer', '903 908 914'],
  [noMoneyMostly, 'pad', 'other', '909'],
  [deceased, 'ach', 'bank_account_closed', 'ACH_RETURN-R14 ACH_RETURN-R15'],
  [deceased, 'bacs', 'bank_account_closed', 'ARUDD-2 ADDACS-2'],
  [deceased, 'sepa_core', 'bank_account_closed', 'MD07'],
  [deceased, 'becs', 'bank_account_closed', 'MD07 4'],
  [deceased, 'pay_to', 'bank_account_closed', 'MD07'],
  [deceased, 'pad', 'bank_account_closed', '910'],
  [withheld, 'ach', 'refer_to_payer', 'ACH_RETURN-R20 ACH_RETURN-R67 ACH_RETURN-R75'],
  [withheld, 'sepa_core', 'refer_to_payer', 'MS03 RR04'],
  [declined, 'ach', 'refer_to_payer', 'ACH_RETURN-R08 ACH_RETURN-R23 ACH_RETURN-R29'],
  [declined, 'sepa_core', 'refer_to_payer', 'MS02'],
  [declined, 'betalingsservice', 'refer_to_payer', 'PAYMENT_INFORMATION-0237'],
  [declined, 'becs_nz', 'refer_to_payer', 'MS01'],
  [declined, 'becs', 'other', '9'],
  [disputed, 'ach', 'return_on_odfi_request', 'ACH_RETURN-R06'],
  [disputed, 'becs_nz', 'other', 'BE05'],
  [mandateGone, 'betalingsservice', 'other', 'INFORMATION_LIST-0253'],
  [notReady, 'bacs', 'other', 'ARUDD-6'],
  [frozen, 'ach', 'refer_to_payer', 'ACH_RETURN-R16'],
  [notDebitable, 'sepa_core', 'refer_to_payer', 'SL01'],
  [notDebitable, 'becs_nz', 'refer_to_payer', 'AM02'],
  [notDebitable, 'pad', 'refer_to_payer', '907 911 990'],
  [
    technical,
    'ach',
    'other',
    'ACH_RETURN-R17 ACH_RETURN-R24 ACH_RETURN-R29 ACH_RETURN-R83 ACH_RETURN-R84 ACH_RETURN-R85',
  ],
  [technical, 'becs', 'other', '278 INT_ERR'],
  [technical, 'pay_to', 'other', '278'],
];

const table: ReadonlyMap<string, Words> = new Map(
  rows.flatMap(([words, scheme, cause, codes]) =>
    codes.split(' ').map((code) => [keyOf({ scheme, cause, code }), words] as const),
  ),
);

/** The words for what a bank told by its code; null where the cause says all. */
export function byReasonCode(told: BankWord): Words | null {
  return table.get(keyOf(told)) ?? null;
}

function keyOf({ scheme = '', cause, code = '' }: BankWord): string {
  return `${scheme} ${cause} ${code}`;
}
