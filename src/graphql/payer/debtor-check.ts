import type { DebtorCheck as DebtorCheckShape } from '../../domain/payer/debtor-check.ts';
import type { DebtorName } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';
import { problemsOf, unlessBroken, withoutNulls } from '../schema/input.ts';
import { resultUnion } from '../schema/result.ts';

export const DebtorCheckInput = builder.inputType('DebtorCheckInput', {
  description: 'Exactly one way to name a debtor.',
  isOneOf: true,
  fields: (t) => ({
    nationalId: t.string({
      description:
        "The person's CPR number, with or without spaces and hyphen. A company has none, and cannot be asked.",
    }),
    debtorReference: t.string({
      description: 'The customer number: your own key for the debtor, as Betalingsservice knows it.',
      deprecationReason: 'No API of Betalingsservice finds a debtor by it, so it is always refused. Give `nationalId`.',
    }),
  }),
});

const DebtorCheck = builder.objectRef<DebtorCheckShape>('DebtorCheck').implement({
  description: 'Whether a debtor can approve in the app of the provider.',
  fields: (t) => ({
    reachable: t.exposeBoolean('reachable', { description: 'Whether a request would reach the debtor in the app.' }),
    checkedAt: t.expose('checkedAt', {
      type: 'DateTime',
      description: 'When the provider said so: a few minutes ago at most.',
    }),
  }),
});

const { type, toResult } = resultUnion('DebtorCheckResult', {
  description: 'What the provider said, or why it did not.',
  payload: DebtorCheck,
  refusals: ['invalidInput', 'provider'],
});

builder.queryField('debtorCheck', (t) =>
  t.field({
    type,
    description:
      'Betalingsservice: can this debtor approve in the app? The one query that asks a provider. An answer is remembered for a few minutes, under a keyed hash of who was asked about; nothing is stored. Ask by POST: what stands in a URL is kept by many on its way.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'mandates:write' } },
    args: { input: t.arg({ type: DebtorCheckInput, required: true, description: 'Who is asked about.' }) },
    resolve: async (_root, { input }, { deps, caller }) =>
      toResult(
        await unlessBroken(problemsOf(input), () => deps.checkDebtor(caller, withoutNulls(input) as DebtorName)),
      ),
  }),
);
