import { type Api, payload, Unexpected } from './api.ts';
import {
  assignReceipt,
  createTransfer,
  findPayment,
  findUnmatched,
  readTransfer,
  refundPayment,
  refundReceipt,
} from './documents.ts';
import { freeSuffix, letPass, play, type Stage, showBook, summarise, withinMs } from './stage.ts';

/**
 * A transfer of 10 euros. The payer sends a cent too little: that money is a transaction of its own at Buckaroo, and the transfer is not
 * paid. Then the cent comes, and it is; then the shop gives a cent back, and a colleague in Buckaroo's Plaza all the rest. Of a second
 * transfer the push is lost, and the rest comes without a reference: a person says whose it is. At last the payer sends pounds, which fit no
 * transfer: the shop sends them back.
 */
export async function buckaroo(stage: Stage): Promise<void> {
  const { api, stream, sandboxUrl } = stage;
  const suffix = await freeSuffix(async (tried) =>
    Boolean((await api.ask(findPayment, { externalId: `testinvoice 123${tried}` })).payment),
  );
  const { transfer } = await askForMoney(api, `testinvoice 123${suffix}`);
  const details = transfer.nextAction;
  if (details?.__typename !== 'ShowBankDetails') throw new Unexpected('the transfer came without bank details');
  console.log(
    `The payer is to send 10.00 EUR to ${details.iban} (${details.accountHolder}), ${details.paymentReference}`,
  );
  console.log(transfer.consumerMessage?.text ?? '');

  await pay(sandboxUrl, details.paymentReference, '9.99');
  await stream.until(transfer.id, 'TRANSFER_AMOUNT_MISMATCH', 'PAYMENT_SETTLED');
  await showReceipts(api, transfer.id);

  console.log('The connection is cut here, and the stream goes on from its last cursor.');
  stream.cut();
  await pay(sandboxUrl, details.paymentReference, '0.01');
  await stream.until(transfer.id, 'PAYMENT_SETTLED');
  await showReceipts(api, transfer.id);

  const { refund } = await giveACentBack(api, transfer.id, suffix);
  await stream.until(refund.id, 'REFUND_SUCCEEDED', 'REFUND_FAILED');
  await summarise(api, transfer.id);
  const receipts = await showReceipts(api, transfer.id);
  console.log('A colleague gives the rest back in the Plaza. Nobody here asked for it; it is known all the same.');
  await play(api, transfer.id, 'REFUND_IN_PLAZA');
  await letPass(api, `transfer${suffix}-plaza`, 'PT1S');
  await summarise(api, transfer.id);

  await sayWhoseItIs(stage, suffix);
  await giveStrangeMoneyBack(stage, transfer.id, suffix);
  await showBook(sandboxUrl, 'buckaroo', transfer.providerReference ?? '', ...receipts);
}

async function askForMoney(api: Api, invoice: string) {
  const { createTransfer: answer } = await api.ask(createTransfer, {
    input: {
      idempotencyKey: `${invoice.replace(' ', '-')}-create`,
      amount: { amountMinor: '1000', currency: 'EUR' },
      invoice,
      payer: {
        firstName: 'John',
        lastName: 'Smith',
        gender: 'UNKNOWN',
        email: 'john.smith@example.com',
        country: 'NL',
      },
      sendMail: true,
      dueDate: '2019-01-01',
    },
  });
  return payload(answer, 'TransferPayload');
}

/** What the payer does at his bank. */
async function pay(sandboxUrl: string, reference: string, amount: string): Promise<void> {
  const reply = await fetch(`${sandboxUrl}/control/buckaroo/receive`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      amount,
      reference,
      account: { name: 'J. Smith', iban: 'NL91ABNA0417164300', bic: 'ABNANL2A' },
    }),
    signal: AbortSignal.timeout(withinMs),
  });
  if (!reply.ok) throw new Unexpected(`the sandbox answered ${reply.status} to a payment of ${amount}`);
  console.log(`The payer sends ${amount} EUR.`);
}

/** What has arrived, and what that makes of the transfer. Gives the provider's keys. */
async function showReceipts(api: Api, id: string): Promise<readonly string[]> {
  const { payment } = await api.ask(readTransfer, { id });
  if (payment?.__typename !== 'Transfer') throw new Unexpected(`transfer ${id} is gone`);
  const arrived = payment.receipts.map(({ amount, payerIbanMasked }) => `${amount.decimal} from ${payerIbanMasked}`);
  console.log(`${id} is ${payment.status}, ${payment.amountMatch}: ${arrived.join(', ')}`);
  return payment.receipts.map(({ providerReference }) => providerReference);
}

/** A push that was lost is sent again by a colleague; money without a reference is put on its transfer by hand. */
async function sayWhoseItIs({ api, stream, sandboxUrl }: Stage, suffix: string): Promise<void> {
  const { transfer } = await askForMoney(api, `testinvoice 124${suffix}`);
  await play(api, transfer.id, 'TRANSFER_UNDERPAID', 'DROPPED');
  console.log('The payer sends a part, and the push of that is lost. A colleague has it sent again in the Plaza.');
  await play(api, transfer.id, 'PUSH_RESENT');
  await stream.until(transfer.id, 'TRANSFER_AMOUNT_MISMATCH');
  await pay(sandboxUrl, 'For the chairs', '2.50');
  await letPass(api, `transfer${suffix}-chairs`, 'PT1S');
  const { unmatchedReceipts } = await api.ask(findUnmatched, {});
  const receipt = unmatchedReceipts.nodes.find(({ amount }) => amount.decimal === '2.50');
  if (!receipt) throw new Unexpected('the money without a reference has not come');
  console.log(`${receipt.amount.decimal} EUR wait for a person: ${receipt.unmatchedBecause}. The payer has called.`);
  const { assignReceipt: answer } = await api.ask(assignReceipt, {
    input: {
      idempotencyKey: `transfer${suffix}-chairs-assign`,
      receiptId: receipt.id,
      transferId: transfer.id,
      reason: 'The payer called',
    },
  });
  payload(answer, 'TransferPayload');
  await stream.until(transfer.id, 'PAYMENT_SETTLED');
  await showReceipts(api, transfer.id);
}

/** Money in another currency is on no transfer: it waits for a person, who gives it back. */
async function giveStrangeMoneyBack({ api, stream }: Stage, transferId: string, suffix: string): Promise<void> {
  await play(api, transferId, 'TRANSFER_WRONG_CURRENCY');
  await letPass(api, `transfer${suffix}-pounds`, 'PT1S');
  const { unmatchedReceipts } = await api.ask(findUnmatched, {});
  const receipt = unmatchedReceipts.nodes.find(({ invoice }) => invoice === `testinvoice 123${suffix}`);
  if (!receipt) throw new Unexpected('the pounds have not come');
  const { amount, unmatchedBecause } = receipt;
  console.log(`${amount.decimal} ${amount.currency} wait for a person: ${unmatchedBecause}. They go back.`);
  const { refundReceipt: answer } = await api.ask(refundReceipt, {
    input: { idempotencyKey: `transfer${suffix}-pounds-back`, receiptId: receipt.id, reason: 'We take euros' },
  });
  const { refund } = payload(answer, 'RefundReceiptPayload');
  await stream.until(refund.id, 'REFUND_SUCCEEDED', 'REFUND_FAILED');
}

async function giveACentBack(api: Api, paymentId: string, suffix: string) {
  const { refundPayment: answer } = await api.ask(refundPayment, {
    input: {
      idempotencyKey: `transfer${suffix}-refund-1`,
      paymentId,
      amount: { amountMinor: '1', currency: 'EUR' },
      reason: 'Rounding',
    },
  });
  return payload(answer, 'RefundPayload');
}
