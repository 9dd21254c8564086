import { type Resolved, resolveOperation } from '../../domain/operation/resolve.ts';
import type { Operation as OperationRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { Payment } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import { mutation } from '../schema/mutation.ts';
import { mutationPayload } from '../schema/payload.ts';
import { Operation } from './type.ts';

const OperationVerdict = builder.enumType('OperationVerdict', {
  description: 'What a person has found out about an operation.',
  values: {
    HAPPENED: { description: 'The provider did it: what was set aside is taken or given back.' },
    DID_NOT_HAPPEN: { description: 'The provider did not do it and will not: what was set aside is free again.' },
  } as const,
});

const ResolveOperationInput = builder.inputType('ResolveOperationInput', {
  description: 'Settles an operation whose outcome is not known.',
  fields: (t) => ({
    idempotencyKey: t.field({
      type: 'IdempotencyKey',
      required: true,
      description: 'Your own key: a repeat settles nothing twice.',
    }),
    operationId: t.id({ required: true, description: 'The operation, from `unresolvedOperations`.' }),
    outcome: t.field({ type: OperationVerdict, required: true, description: 'What you have found out.' }),
    reason: t.string({
      required: true,
      description: 'How you know, 1 to 300 characters. It stays in the event log; name no payer.',
    }),
  }),
});

const ResolveOperationPayload = mutationPayload<Resolved>('ResolveOperationPayload', {
  description: 'An operation was settled by a person.',
  fields: (t) => ({
    operation: t.field({
      type: Operation,
      description: 'The operation as it is after the step.',
      resolve: async ({ operationId }, _args, { loaders }) => {
        const row = await loaders.node.load({ prefix: 'opr', uuid: operationId });
        if (!row) throw new Error(`operation ${operationId} was settled and is not there`);
        return row as OperationRow;
      },
    }),
    payment: t.field({
      type: Payment,
      nullable: true,
      description: 'The payment it was about, as it is after the step. Null when it was about no payment.',
      resolve: ({ paymentId }, _args, { loaders }) => (paymentId ? loaders.payment.load(paymentId) : null),
    }),
  }),
});

mutation('resolveOperation', {
  description:
    'Settles an operation whose outcome only a person can find out, when asking the provider has come to an end. Nothing is sent; who decided and why stays in the event log.',
  scope: 'operations:resolve',
  input: ResolveOperationInput,
  asks: 'What is settled, and how.',
  payload: ResolveOperationPayload,
  result: 'The operation, or why it was not settled.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  run: (input, { deps, caller }) =>
    resolveOperation(deps, caller, { ...input, operationId: uuidOf('opr', input.operationId) }),
});
