import { applyAuthority } from '../agreement/apply.ts';
import { applyFlow, applyRequest } from '../billing-request/apply.ts';
import { applyMandate } from '../mandate/apply.ts';
import { applyToPayment } from '../payment/apply.ts';
import { applyToRefund, applyToRefundBeside } from '../payment/refund-apply.ts';
import { applyPayout } from '../payout/apply.ts';
import type { Fact } from '../port/provider.ts';
import { applyInstructed } from '../transfer/apply.ts';
import { applyReceived } from '../transfer/receive.ts';
import type { ApplyContext } from './apply-context.ts';

/**
 * The one door for truth: replies, probes, polls and webhooks all end here. Each fact is applied in full or the transaction fails, but for a
 * refund that is told beside something else.
 */
export async function applyFacts(context: ApplyContext, facts: readonly Fact[]): Promise<void> {
  for (const [place, fact] of facts.entries()) {
    switch (fact.kind) {
      case 'authority':
        await (fact.ref.kind === 'mandate' ? applyMandate(context, fact) : applyAuthority(context, fact));
        break;
      case 'request':
        await applyRequest(context, fact);
        break;
      case 'flow':
        await applyFlow(context, fact);
        break;
      case 'refundRequested':
      case 'refunded':
      case 'refundDeclined':
        await (place > 0 ? applyToRefundBeside : applyToRefund)(context, fact);
        break;
      case 'instructed':
        await applyInstructed(context, fact);
        break;
      case 'received':
        await applyReceived(context, fact);
        break;
      case 'payout':
        await applyPayout(context, fact);
        break;
      default:
        await applyToPayment(context, fact);
    }
  }
}
