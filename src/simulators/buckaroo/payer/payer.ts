import { z } from 'zod';
import { backTo, doorCall, payerSession } from '../../kit/payer-door.ts';
import { emptyReply } from '../../kit/replies.ts';
import type { Call, PayerPage, Reply, Step, WireRequest } from '../../kit/simulator.ts';
import { after, dayMs } from '../../kit/time.ts';
import { currencies, readPositive } from '../amounts.ts';
import { payLater } from '../bank.ts';
import { payers } from '../bank-details.ts';
import { latestDeposits, latestTransactions, type TransactionRecord, transactionOf } from '../records.ts';
import { receiveMoney } from '../settlement.ts';
import { bankPage, type Notice, notices, statusWords } from './page.ts';

const session = payerSession('buckaroo_bank', '/buckaroo/bank');
const shownMax = 100;

const order = z.object({
  amount: z.string().transform((text, context) => {
    // People write a comma.
    const read = readPositive(text.trim().replace(',', '.'));
    if (read !== null) return read;
    context.addIssue({ code: 'custom', message: 'no amount' });
    return z.NEVER;
  }),
  currency: z.enum(currencies),
  reference: z.string().max(140),
  payer: z.enum(Object.keys(payers) as (keyof typeof payers)[]),
  name: z.string().max(70),
  days: z.enum(['0', '1', '30']).transform(Number),
  times: z.enum(['1', '2']).transform(Number),
});

/** The payer's bank: the open transfers, and an order to pay. Not part of the provider's API. */
export function payerCall(request: WireRequest): Call | null {
  return doorCall(request, { operation: 'bank', look, form: { cause: () => 'transfer', submit: transfer } });
}

/** The transfers for the sandbox's front page, newest first. */
export function payerPages(step: Step, limit: number): readonly PayerPage[] {
  return latestTransactions(step, 10 * limit)
    .filter(({ by }) => by === 'request' || by === 'copy')
    .filter(({ type }) => type === 'C001')
    .slice(0, limit)
    .map(({ key, by, originalKey, invoice, amount, currency, status, paymentReference, createdAt }) => ({
      title: invoice,
      detail: `${by === 'copy' ? 'Received' : 'Transfer of'} ${amount} ${currency}, reference ${paymentReference}`,
      status: statusWords[status] ?? String(status),
      open: status === 792,
      url: `${step.origin}/buckaroo/bank?key=${(by === 'copy' ? originalKey : null) ?? key}`,
      at: createdAt,
    }))
    .sort((a, b) => Number(b.open) - Number(a.open));
}

function look(step: Step, request: WireRequest): Reply {
  const query = new URLSearchParams(request.query);
  const said = query.get('notice') ?? '';
  return answer(step, request, 200, query.get('key'), isNotice(said) ? said : undefined);
}

function transfer(step: Step, request: WireRequest, form: URLSearchParams): Reply {
  const key = form.get('key');
  if (!session.sent(request, form.get('token'))) return answer(step, request, 403, key, 'token');
  const input = order.safeParse(Object.fromEntries(form));
  if (!input.success) {
    const wrongAmount = input.error.issues.some(({ path }) => path[0] === 'amount');
    return wrongAmount ? answer(step, request, 400, key, 'amount') : emptyReply(400);
  }
  const { amount, currency, reference, payer, name, days, times } = input.data;
  const from = payers[payer];
  const money = { amount, currency, remittance: reference, account: { ...from, name: name.trim() || from.name } };
  let matched = true;
  for (let time = 0; time < times; time++) {
    if (days > 0) payLater(step, after(step, days * dayMs), money);
    else matched = receiveMoney(step, money).transaction !== undefined;
  }
  const notice: Notice = days > 0 ? 'ordered' : matched ? 'sent' : 'unmatched';
  const back = new URLSearchParams({ ...(key && transactionOf(step, key) && { key }), notice });
  return backTo(`${step.origin}/buckaroo/bank?${back}`);
}

function answer(step: Step, request: WireRequest, status: number, key: string | null, notice?: Notice): Reply {
  const latest = latestTransactions(step, shownMax);
  const chosen = key === null ? null : transactionOf(step, key);
  return session.show(step, request, status, (token) =>
    bankPage({
      transfers: latest.filter(isTransfer),
      received: latest.filter((each) => each.type === 'C001' && each.status === 190),
      deposits: latestDeposits(step, shownMax).filter(({ matchedKey }) => matchedKey === null),
      chosen: chosen && isTransfer(chosen) ? chosen : null,
      payers,
      token,
      ...(notice && { notice }),
    }),
  );
}

// What someone may have been asked to pay, however it stands: money can come for any of them.
function isTransfer({ type, by }: TransactionRecord): boolean {
  return type === 'C001' && by === 'request';
}

function isNotice(name: string): name is Notice {
  return Object.hasOwn(notices, name);
}
