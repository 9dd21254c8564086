import type { Cause } from '../../event-log/event.ts';
import type { Money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, rejectFreeingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported, notConnected } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { insertPerson } from '../payer/person.ts';
import { payments } from '../payment/store.ts';
import type { InputProblem, TransferPayer } from '../port/provider.ts';
import { providerFor } from '../port/provider-for.ts';

/** Who is asked for how much. */
export interface CreateTransferInput {
  readonly idempotencyKey: string;
  /** The caller's own reference of the transfer: what its money is found by. */
  readonly invoice: string;
  readonly amount: Money;
  readonly payer: TransferPayer;
  readonly sendMail: boolean;
  /** YYYY-MM-DD */
  readonly dueDate?: string;
  /** What is paid for. */
  readonly description?: string;
  /** The caller's number of the order. */
  readonly order?: string;
  /** The language in which the provider speaks to the payer. */
  readonly culture?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong already, by path of the mutation's input: told together with what the provider's limits find. */
  readonly problems?: readonly InputProblem[];
}

/** Asks a payer to send money: answers with the account to send it to, and settles by what really arrives. */
export function createTransfer(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems = [], ...input }: CreateTransferInput,
): Promise<CommandResult<'invalidInput' | 'provider'>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name: 'createTransfer', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<'invalidInput' | 'provider'>>> {
    const { metadata = {}, ...operationInput } = input;
    const providers = await deps.accounts.providersOf(merchantId);
    const { provider, connected } = providerFor(providers, 'transfer.create');
    const refusal = checkSupported(connected, provider.name, 'transfer.create', operationInput, [
      ...problems,
      ...problemsOf(input),
    ]);
    if (refusal || !connected) return rejectFreeingKey(refusal ?? notConnected(provider.name));

    const person = await insertPerson(tx, now, deps.sealer, merchantId);
    const { invoice, amount, sendMail, dueDate, description = '', order = null, culture = null } = input;
    const fresh = {
      merchantId,
      kind: 'TRANSFER',
      provider: provider.name,
      accountId: connected.id,
      externalId: invoice,
      description,
      autoReserve: false,
      currency: amount.currency,
      requested: amount.amountMinor,
      metadata,
    } as const;
    const payment = await payments.insert({ tx, now, cause }, fresh, amount);
    await tx.transfer.create({
      data: {
        merchantId,
        paymentId: payment.id,
        personId: person.id,
        sendMail,
        dueDate: dueDate === undefined ? null : new Date(`${dueDate}T00:00:00Z`),
        order,
        culture,
      },
    });
    const intent = {
      kind: 'transfer.create',
      connected,
      input: operationInput,
      paymentId: payment.id,
      person,
    } as const;
    const operation = intend(tx, now, deps.sealer, caller, key, intent);
    return { kind: 'accepted', operation, connected, ids: { paymentId: payment.id } };
  }
}

/** Money finds its transfer by the invoice, so what a provider would trim is refused here. */
function problemsOf({
  invoice,
  amount,
}: CreateTransferInput | Omit<CreateTransferInput, 'idempotencyKey'>): InputProblem[] {
  const problems: InputProblem[] = [];
  if (invoice.length === 0 || invoice !== invoice.trim())
    problems.push({
      path: ['input', 'invoice'],
      rule: 'trimmed',
      message: 'expected text that neither begins nor ends with a space; got some that does, or none',
    });
  if (amount.amountMinor <= 0n)
    problems.push({
      path: ['input', 'amount', 'amountMinor'],
      rule: 'positive',
      message: `expected more than 0; got ${amount.amountMinor}`,
    });
  return problems;
}
