import { html } from '../../kernel/markup.ts';
import { compactId } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';
import type { TransactionRecord } from './records.ts';
import { instructions } from './texts.ts';

/** A mail that Buckaroo would have sent. It is kept to be read, and sent nowhere. */
export interface MailRecord {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly transactionKey: string;
}

/** What the consumer must be told: how much to transfer where, and with which reference. */
export function consumerMessage(transaction: TransactionRecord): object {
  const { title } = instructions[transaction.culture];
  return {
    MustRead: true,
    CultureName: transaction.culture,
    Title: title,
    PlainText: plainText(transaction),
    HtmlText: htmlText(transaction),
  };
}

/** Writes the mail with the instructions. */
export function mailInstructions(step: Step, transaction: TransactionRecord, to: string): void {
  const id = compactId(step);
  const { title, labels } = instructions[transaction.culture];
  const dueOn = transaction.dateDue === null ? '' : `\r\n\r\n${labels.due}: ${transaction.dateDue}`;
  const mail: MailRecord = {
    id,
    at: step.now.toISOString(),
    to,
    subject: `${title}: ${transaction.invoice}`,
    text: plainText(transaction) + dueOn,
    transactionKey: transaction.key,
  };
  step.documents.put('mail', id, mail, transaction.key);
  step.record({
    effect: 'instructionsMailed',
    subject: { kind: 'transfer', id: transaction.key, externalId: transaction.invoice },
  });
}

function plainText(transaction: TransactionRecord): string {
  const { request, labels } = instructions[transaction.culture];
  const { amount, currency } = transaction;
  const reference = transaction.paymentReference ?? '';
  return [
    request(`${amount} ${currency}`, reference),
    '',
    `${labels.reference}: ${reference}`,
    `${labels.holder}: ${detail(transaction, 'AccountHolderName')}`,
    `IBAN: ${detail(transaction, 'IBAN')}`,
    `BIC: ${detail(transaction, 'BIC')}`,
  ].join('\r\n');
}

function htmlText(transaction: TransactionRecord): string {
  const { request, labels } = instructions[transaction.culture];
  const amount = `${transaction.currency} ${transaction.amount}`;
  const reference = transaction.paymentReference ?? '';
  const rows = [
    [`${labels.amount}:`, 'amount', amount],
    [`${labels.reference}:`, 'reference', reference],
    [`${labels.holder}:`, 'accountholdername', detail(transaction, 'AccountHolderName')],
    ['IBAN-code:', 'ibancode', detail(transaction, 'IBAN')],
    ['BIC-code:', 'biccode', detail(transaction, 'BIC')],
  ] as const;
  return html`${request(amount, reference)}
<br/>
<table class="bankdetails">${rows.map(
    ([label, id, value]) => html`
	<tr>
		<td class="label">${label}</td>
		<td class="labelvalue" id="${id}">${value}</td>
	</tr>`,
  )}
</table>`.markup;
}

/** One of the details of the account to pay to. */
export function detail({ bankDetails }: TransactionRecord, name: string): string {
  return bankDetails.find(({ Name }) => Name === name)?.Value ?? '';
}
