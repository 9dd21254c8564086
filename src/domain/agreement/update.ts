import type { Agreement } from '../../generated/prisma/client.ts';
import { currency } from '../../kernel/money.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, rejectFreeingKey, rejectKeepingKey, versionConflict } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { openOperations } from '../operation/store.ts';
import type { AgreementTerms, InputProblem } from '../port/provider.ts';
import { agreements } from './store.ts';

/** Which agreement, and what of it is to be another; what is left out stays. */
export interface UpdateAgreementInput extends AgreementTerms {
  readonly idempotencyKey: string;
  readonly agreementId: string | null;
  readonly expectedVersion?: number;
  /** What is wrong with it already. */
  readonly problems?: readonly InputProblem[];
}
type UpdateRefusal = 'invalidInput' | 'notFound' | 'invalidState' | 'versionConflict' | 'provider';

/** Changes what the payer is shown. The row follows the provider: it has the old terms until the new ones are there. */
export function updateAgreement(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems, ...input }: UpdateAgreementInput,
): Promise<CommandResult<UpdateRefusal>> {
  const { merchantId } = caller;
  return runCommand(deps, caller, { name: 'updateAgreement', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<UpdateRefusal>>> {
    const { agreementId, expectedVersion, ...terms } = input;
    if (Object.keys(terms).length === 0) return rejectFreeingKey(nothingToChange);
    const agreement = agreementId ? await agreements.lock(tx, merchantId, agreementId) : null;
    if (!agreement) return rejectFreeingKey(notFound('agreementId', 'agreement'));
    const conflict = versionConflict(expectedVersion, agreement.version);
    if (conflict) return rejectKeepingKey(conflict);
    const refused = await cannotUpdate(tx, agreement);
    if (refused) return rejectKeepingKey(refused);
    const connected = await deps.accounts.byId(agreement.accountId);
    const ref = { kind: 'agreement', id: agreement.providerReference ?? '' } as const;
    const operationInput = { ...terms, agreement: ref, currency: currency(agreement.currency) };
    const refusal = checkSupported(connected, agreement.provider, 'agreement.update', operationInput, problems);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notFound('agreementId', 'agreement'));

    const operation = intend(tx, now, deps.sealer, caller, key, {
      kind: 'agreement.update',
      connected,
      input: operationInput,
      agreementId: agreement.id,
    });
    return { kind: 'accepted', operation, connected, ids: { agreementId: agreement.id } };
  }
}

const nothingToChange = invalid(
  ['input'],
  'required',
  'expected one of plan, description, amount and frequency at least; got none',
);
const updateFrom = ['ACTIVE'];

/** Two changes at once could reach the provider in either order. */
async function cannotUpdate(tx: Tx, agreement: Agreement): Promise<RefusalOf<'invalidState'> | null> {
  const { merchantId, id: agreementId, status } = agreement;
  const refused = (message: string): RefusalOf<'invalidState'> => ({
    kind: 'invalidState',
    path: ['input', 'agreementId'],
    message,
    current: status,
    allowedFrom: updateFrom,
  });
  if (!updateFrom.includes(status)) return refused(`The agreement is ${status}; only an ACTIVE one can be changed.`);
  if (agreement.cancelling) return refused('The agreement is being cancelled.');
  const open = await openOperations(tx, { merchantId, agreementId });
  if (open.some(({ kind }) => kind === 'agreement.update'))
    return refused('An earlier change is on its way; its outcome is awaited.');
  return null;
}
