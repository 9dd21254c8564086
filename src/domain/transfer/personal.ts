import sanitizeHtml from 'sanitize-html';
import type { Transfer, TransferReceipt } from '../../generated/prisma/client.ts';
import type { Person } from '../payer/person.ts';
import type { ConsumerMessage, ReceiptPayer } from '../port/provider.ts';

/** What names a payer, sealed under the person's own key, so that it goes with the key. */

/** The provider's markup is reduced to plain text and tables before it is stored, so that nothing else can ever be served. */
export function sealMessage(
  { sealer }: Person,
  paymentId: string,
  { title, text, html, culture }: ConsumerMessage,
): Uint8Array<ArrayBuffer> {
  const safe = {
    title: title?.slice(0, titleMax),
    text: text?.slice(0, textMax),
    html: html === undefined ? undefined : sanitised(html),
    culture: culture?.slice(0, titleMax),
  };
  return new Uint8Array(sealer.seal(JSON.stringify(safe), messageContext(paymentId)));
}

/** The message to the payer, or null when the provider gave none. */
export function openMessage(
  { sealer }: Person,
  { paymentId, messageSealed }: Pick<Transfer, 'paymentId' | 'messageSealed'>,
): ConsumerMessage | null {
  return messageSealed && JSON.parse(sealer.open(messageSealed, messageContext(paymentId)).toString());
}

export function sealPayer({ sealer }: Person, receiptId: string, payer: ReceiptPayer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealer.seal(JSON.stringify(payer), payerContext(receiptId)));
}

/** From whom the money came, or null when the provider did not say. */
export function openPayer(
  { sealer }: Person,
  { id, payerSealed }: Pick<TransferReceipt, 'id' | 'payerSealed'>,
): ReceiptPayer | null {
  return payerSealed && JSON.parse(sealer.open(payerSealed, payerContext(id)).toString());
}

/** Enough of an account number to recognise it by: its country and its last four characters. */
export function maskIban(iban: string): string {
  const plain = iban.replaceAll(/\s/g, '');
  return plain.length < 8 ? '··' : `${plain.slice(0, 2)}··${plain.slice(-4)}`;
}

const sanitised = (html: string): string =>
  sanitizeHtml(html.slice(0, htmlMax), {
    allowedTags: ['p', 'br', 'b', 'strong', 'em', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
    allowedAttributes: {},
  });
const titleMax = 200;
const textMax = 10_000;
const htmlMax = 50_000;

const messageContext = (paymentId: string): string => `transfer.message:${paymentId}`;
const payerContext = (receiptId: string): string => `transfer_receipt.payer:${receiptId}`;
