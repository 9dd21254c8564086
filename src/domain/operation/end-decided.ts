import type { Fact } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { operationOutcome } from './outcome.ts';
import { endOperation, type OpenOperation, openOperations } from './store.ts';

/** What an operation can be about as a whole. */
type Subject =
  | { readonly agreementId: string }
  | { readonly mandateId: string }
  | { readonly billingRequestId: string };

/** What ended operations no longer hold on their subject. */
interface Released {
  unresolvedCount?: number;
  cancelling?: boolean;
}

/** Ends the open operations on a locked subject that a fact decides, and says what they no longer hold on it. */
export async function endDecided(
  context: ApplyContext,
  { merchantId, unresolvedCount }: { readonly merchantId: string; readonly unresolvedCount: number },
  subject: Subject,
  fact: Fact,
  /** Called before the end of an operation whose outcome nobody knew until now. */
  onResolved?: (operation: OpenOperation) => Promise<void>,
): Promise<Released> {
  const released: Released = {};
  for (const operation of await openOperations(context.tx, { merchantId, ...subject })) {
    const outcome = operationOutcome(operation, fact, context.operation?.id === operation.id);
    if (!outcome) continue;
    if (operation.status === 'UNRESOLVED') {
      released.unresolvedCount = (released.unresolvedCount ?? unresolvedCount) - 1;
      await onResolved?.(operation);
    }
    if (operation.kind.endsWith('.cancel')) released.cancelling = false;
    await endOperation(context, operation, outcome);
  }
  return released;
}
