import type { Result } from '../../kernel/result.ts';
import { backTo, doorCall, noSuchPage, openFirst, payerSession } from '../kit/payer-door.ts';
import { emptyReply } from '../kit/replies.ts';
import type { Call, PayerPage, Reply, Step, WireRequest } from '../kit/simulator.ts';
import {
  acceptAgreement,
  acceptPayment,
  cancelByPayer,
  hasReservation,
  type PayerRefusal,
  rejectAgreement,
  rejectPayment,
} from './life.ts';
import { landing } from './links.ts';
import { type Notice, payerPage, type Shown } from './payer-page.ts';
import { type AgreementRecord, agreementOf, type PaymentRecord, paymentOf } from './records.ts';

const session = payerSession('mobilepay_payer', '/mobilepay/pay');

/** The payer's own door: the landing page, and the swipe on it. Not part of the provider's API. */
export function payerCall(request: WireRequest): Call | null {
  return doorCall(request, {
    operation: 'payerPage',
    look,
    form: { cause: (form) => form.get('decision') ?? '', submit: decide },
  });
}

/** Agreements and payments for the sandbox's front page, newest first. */
export function payerPages(step: Step, limit: number): readonly PayerPage[] {
  const agreements = step.documents.list<AgreementRecord>('agreement', { newestFirst: true, limit });
  const payments = step.documents
    .list<PaymentRecord>('payment', { newestFirst: true, limit })
    .flatMap((payment): PayerPage[] => {
      const agreement = agreementOf(step, payment.agreementId);
      // One that came with its agreement is on that one's page.
      if (!agreement || agreement.firstPaymentId === payment.id) return [];
      const detail = `${payment.amount} ${payment.currency} on ${agreement.plan}`;
      return [
        {
          title: payment.description || 'Payment',
          detail,
          status: payment.status,
          open: payment.status === 'Requested',
          url: landing(step, agreement, payment),
          at: payment.createdAt,
        },
      ];
    });
  const pages = agreements.map((agreement): PayerPage => {
    const first = agreement.firstPaymentId === null ? null : paymentOf(step, agreement.firstPaymentId);
    const detail = `Agreement${first ? `, with ${first.amount} ${first.currency} (${first.status})` : ''}`;
    return {
      title: agreement.plan,
      detail,
      status: agreement.status,
      open: agreement.status === 'Pending',
      url: landing(step, agreement),
      at: agreement.createdAt,
    };
  });
  return openFirst([...pages, ...payments], limit);
}

function look(step: Step, request: WireRequest): Reply {
  const query = new URLSearchParams(request.query);
  const shown = find(step, query);
  const notice = (['balance', 'reserved', 'kept'] as const).find((known) => known === query.get('notice'));
  return shown ? answer(step, request, 200, shown, notice) : missing;
}

function decide(step: Step, request: WireRequest, form: URLSearchParams): Reply {
  const shown = find(step, form);
  if (!shown) return missing;
  if (!session.sent(request, form.get('token'))) return answer(step, request, 403, shown, 'token');
  const { agreement, payment } = shown;
  const deciding = form.get('decision') === 'accept' || form.get('decision') === 'reject';
  let result: Result<void, PayerRefusal>;
  switch (form.get('decision')) {
    case 'accept':
      result = payment ? acceptPayment(step, payment) : acceptAgreement(step, agreement);
      break;
    case 'reject':
      result = payment ? rejectPayment(step, payment) : rejectAgreement(step, agreement);
      break;
    case 'cancel':
      result = cancelByPayer(step, agreement);
      break;
    default:
      return emptyReply(400);
  }
  // One that was decided meanwhile simply says so there.
  const notice = result.ok || result.error === 'decided' ? '' : `&notice=${result.error}`;
  const decided = result.ok && deciding ? '&decided=1' : '';
  return backTo(landing(step, agreement, payment ?? undefined) + notice + decided);
}

function answer(step: Step, request: WireRequest, status: number, shown: Shown, notice?: Notice): Reply {
  const first = shown.agreement.firstPaymentId === null ? null : paymentOf(step, shown.agreement.firstPaymentId);
  const reserved = hasReservation(step, shown.agreement);
  const decided = new URLSearchParams(request.query).get('decided') === '1';
  return session.show(step, request, status, (token) =>
    payerPage({ ...shown, first, reserved, decided, token, ...(notice && { notice }) }),
  );
}

function find(step: Step, query: URLSearchParams): Shown | null {
  const agreement = agreementOf(step, query.get('id') ?? '');
  const paymentId = query.get('oneOffPaymentId');
  if (!agreement) return null;
  if (!paymentId) return { agreement, payment: null };
  const payment = paymentOf(step, paymentId);
  return payment?.agreementId === agreement.id ? { agreement, payment } : null;
}

const missing = noSuchPage('agreement or payment');
