import {
  type ChargeFileLine as ChargeFileLineShape,
  type ChargeFile as ChargeFileShape,
  chargeFile,
} from '../../domain/payment/charge-file.ts';
import { chargesMax } from '../../domain/payment/create-charges.ts';
import type { InputProblem as Problem } from '../../domain/port/provider.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import { namesPayer } from '../payer/person.ts';
import { builder } from '../schema/builder.ts';
import { InputProblem } from '../schema/errors.ts';
import { problemsOf, unlessBroken } from '../schema/input.ts';
import { Money, MoneyInput, readMoney } from '../schema/money.ts';
import { resultUnion } from '../schema/result.ts';

const ChargeFileLineInput = builder.inputType('ChargeFileLineInput', {
  description: 'One charge that goes by file.',
  fields: (t) => ({
    mandateId: t.id({ required: true, description: 'The mandate on which it is taken.' }),
    amount: t.field({ type: MoneyInput, required: true, description: 'What is taken.' }),
    dueOn: t.field({
      type: 'Date',
      required: true,
      description: 'The day on which it is taken: a banking day, from `earliestDueOn` of the mandate on.',
    }),
  }),
});

const ChargeFileInput = builder.inputType('ChargeFileInput', {
  description: 'What is to be taken by a file.',
  fields: (t) => ({
    lines: t.field({ type: [ChargeFileLineInput], required: true, description: `1 to ${chargesMax} of them.` }),
  }),
});

const ChargeFileLine = builder.objectRef<ChargeFileLineShape>('ChargeFileLine').implement({
  description: 'A charge that was found good, with the numbers by which the scheme knows it.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place among those that were asked for, from 0.' }),
    mandateId: t.id({ description: 'The mandate.', resolve: ({ mandateId }) => encodeId('man', mandateId) }),
    creditorNumber: t.exposeString('creditorNumber', {
      nullable: true,
      description: 'Your number as a creditor (Betalingsservice: the PBS number). Null where the scheme has none.',
    }),
    debtorGroupNumber: t.exposeString('debtorGroupNumber', {
      nullable: true,
      description: 'The group in which you have filed the debtor. Null where the scheme has none.',
    }),
    debtorReference: t.exposeString('debtorReference', {
      nullable: true,
      description:
        'Your own key for the debtor (Betalingsservice: the customer number). Null where the scheme has none.',
      extensions: namesPayer,
    }),
    mandateNumber: t.exposeString('mandateNumber', {
      nullable: true,
      description: "The scheme's own number of the mandate. Null where it has none.",
    }),
    amount: t.expose('amount', { type: Money, description: 'What is taken.' }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'The day on which it is taken.' }),
  }),
});

const ChargeFileRefusal = builder
  .objectRef<{ readonly index: number; readonly problems: readonly Problem[] }>('ChargeFileRefusal')
  .implement({
    description: 'A charge that is in no line, and why.',
    fields: (t) => ({
      index: t.exposeInt('index', { description: 'Its place among those that were asked for, from 0.' }),
      problems: t.field({
        type: [InputProblem],
        description: 'What is wrong with it. Paths begin at the charge, or name what the mandate lacks.',
        resolve: ({ problems }) => [...problems],
      }),
    }),
  });

const ChargeFile = builder.objectRef<ChargeFileShape>('ChargeFile').implement({
  description: 'Charges that go to their provider by file: checked, each for itself, and written down.',
  fields: (t) => ({
    lines: t.field({
      type: [ChargeFileLine],
      description: 'Those that were found good, in the order in which they were asked for.',
      directives: { cost: { weight: 5 } },
      resolve: ({ lines }) => [...lines],
    }),
    refused: t.field({
      type: [ChargeFileRefusal],
      description: 'The others.',
      directives: { cost: { weight: 5 } },
      resolve: ({ refused }) => [...refused],
    }),
    total: t.field({
      type: Money,
      nullable: true,
      description: 'The sum of the lines. Null without any.',
      resolve: ({ total }) => total,
    }),
    csv: t.exposeString('csv', {
      description:
        'The lines as CSV (RFC 4180, UTF-8), after one with the names of the columns: mandate, creditor_number, debtor_group_number, customer_number, mandate_number, amount (decimal), currency, due_on.',
      extensions: namesPayer,
    }),
  }),
});

const { type, toResult } = resultUnion('ChargeFileResult', {
  description: 'The lines, or why none were made.',
  payload: ChargeFile,
  refusals: ['invalidInput'],
});

builder.queryField('chargeFile', (t) =>
  t.field({
    type,
    description:
      'Betalingsservice: checks charges on mandates that go by file, and hands out the lines for your data supplier. It asks nobody, sends nothing, and keeps nothing: a line that is handed out twice is yours to send once.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: ChargeFileInput, required: true, description: 'What is to be taken.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const problems = [...problemsOf(input)];
      const { length } = input.lines;
      if (length < 1 || length > chargesMax)
        problems.push({
          path: ['input', 'lines'],
          rule: 'length',
          message: `expected 1 to ${chargesMax} lines; got ${length}`,
        });
      const checked = await unlessBroken(problems, async () => {
        const lines = input.lines.map(({ mandateId, amount, dueOn }) => {
          const own: Problem[] = [];
          return {
            mandateId: uuidOf('man', mandateId),
            amount: readMoney(['amount'], amount, own),
            dueOn,
            problems: own,
          };
        });
        return ok(await chargeFile(deps, caller, { lines }));
      });
      return toResult(checked);
    },
  }),
);
