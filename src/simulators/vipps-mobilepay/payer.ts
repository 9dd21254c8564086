import { fromMinor } from '../kit/amounts.ts';
import { backTo, doorCall, noSuchPage, openFirst, payerSession } from '../kit/payer-door.ts';
import { emptyReply } from '../kit/replies.ts';
import type { Call, PayerPage, Reply, Step, WireRequest } from '../kit/simulator.ts';
import { acceptAgreement, rejectAgreement, stopAgreement } from './life.ts';
import { type Notice, payerPage } from './payer-page.ts';
import { type AgreementRecord, agreementOf, chargeOf, chargesOn } from './records.ts';

const session = payerSession('vipps_payer', '/vipps_mobilepay/pay');

/** The payer's own door: the landing page, and the app behind it. Not part of the provider's API. */
export function payerCall(request: WireRequest): Call | null {
  return doorCall(request, {
    operation: 'payerPage',
    look,
    form: { cause: (form) => form.get('decision') ?? '', submit: decide },
  });
}

/** Agreements for the sandbox's front page, newest first. */
export function payerPages(step: Step, limit: number): readonly PayerPage[] {
  const pages = step.documents
    .list<AgreementRecord>('agreement', { newestFirst: true, limit })
    .map((agreement): PayerPage => {
      const first = chargeOf(step, agreement.initialChargeId);
      const money = first ? `, with ${fromMinor(BigInt(first.amount))} ${first.currency} (${first.status})` : '';
      return {
        title: agreement.productName,
        detail: `Agreement${money}`,
        status: agreement.status,
        open: agreement.status === 'PENDING',
        url: pageOf(step, agreement),
        at: agreement.createdAt,
      };
    });
  return openFirst(pages, limit);
}

function look(step: Step, request: WireRequest): Reply {
  const query = new URLSearchParams(request.query);
  const agreement = agreementOf(step, query.get('agreement'));
  if (!agreement) return missing;
  return answer(step, request, 200, agreement, query.get('notice') === 'card' ? 'card' : undefined);
}

function decide(step: Step, request: WireRequest, form: URLSearchParams): Reply {
  const agreement = agreementOf(step, form.get('agreement'));
  if (!agreement) return missing;
  if (!session.sent(request, form.get('token'))) return answer(step, request, 403, agreement, 'token');
  const back = (notice = '') => backTo(`${pageOf(step, agreement)}&decided=1${notice}`);
  switch (form.get('decision')) {
    case 'accept': {
      const accepted = acceptAgreement(step, agreement);
      return back(!accepted.ok && accepted.error === 'card' ? '&notice=card' : '');
    }
    case 'reject':
      rejectAgreement(step, agreement);
      return back();
    case 'stop':
      if (agreement.status === 'ACTIVE') stopAgreement(step, agreement, 'USER');
      return back();
    default:
      return emptyReply(400);
  }
}

function answer(step: Step, request: WireRequest, status: number, agreement: AgreementRecord, notice?: Notice): Reply {
  const decided = new URLSearchParams(request.query).get('decided') === '1';
  return session.show(step, request, status, (token) =>
    payerPage({
      agreement,
      first: chargeOf(step, agreement.initialChargeId),
      charges: chargesOn(step, agreement.id),
      decided,
      token,
      ...(notice && { notice }),
    }),
  );
}

/** Here, on whichever host the shop is told to send the payer. */
function pageOf({ origin }: Pick<Step, 'origin'>, { id }: AgreementRecord): string {
  return `${origin}/vipps_mobilepay/pay?agreement=${id}`;
}

const missing = noSuchPage('agreement');
