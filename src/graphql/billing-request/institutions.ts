import type { InstitutionList as InstitutionListShape } from '../../domain/billing-request/institutions.ts';
import type { Institution as InstitutionShape } from '../../domain/port/provider.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { problemsOf, unlessBroken, withoutNulls } from '../schema/input.ts';
import { pageSizeDefault, pageSizeMax } from '../schema/page.ts';
import { resultUnion } from '../schema/result.ts';

const InstitutionsInput = builder.inputType('InstitutionsInput', {
  description: 'Which banks.',
  fields: (t) => ({
    billingRequestId: t.id({
      description:
        'Those at which this billing request can be approved. Left out: all of the country, before there is a request.',
    }),
    countryCode: t.string({ required: true, description: 'ISO 3166-1 alpha-2 code of the country.' }),
    scheme: t.string({
      description:
        "The provider's name of the payment scheme, for example faster_payments. The usual one of the country when left out; a billing request has its own.",
    }),
    search: t.string({ description: 'Part of the name of the bank, in small or capital letters.' }),
  }),
});

const Institution = builder.objectRef<InstitutionShape>('Institution').implement({
  description: 'A bank at which a payer can approve.',
  fields: (t) => ({
    institution: t.exposeString('id', {
      description: "The provider's id of the bank, with which the action `selectInstitution` chooses it.",
    }),
    name: t.exposeString('name', { description: 'Its name, as payers know it.' }),
    countryCode: t.exposeString('countryCode', { description: 'ISO 3166-1 alpha-2 code of its country.' }),
    logoUrl: t.field({
      type: 'Url',
      nullable: true,
      description: 'A picture of its name. Null when the provider has none.',
      resolve: ({ logoUrl }) => logoUrl ?? null,
    }),
    iconUrl: t.field({
      type: 'Url',
      nullable: true,
      description: 'A small picture of its sign. Null when the provider has none.',
      resolve: ({ iconUrl }) => iconUrl ?? null,
    }),
    available: t.exposeBoolean('available', {
      description: 'Whether it can be chosen now: false while the bank cannot be reached.',
    }),
    completesBankAccount: t.exposeBoolean('completesBankAccount', {
      description:
        "Whether it hands over the payer's account with the approval: then COLLECT_BANK_ACCOUNT need not be done.",
    }),
  }),
});

const InstitutionList = builder.objectRef<InstitutionListShape>('InstitutionList').implement({
  description: 'The banks at which payers can approve.',
  fields: (t) => ({
    institutions: t.field({
      type: [Institution],
      description: `The first of them, in the provider's order: ${pageSizeDefault} unless \`first\` says otherwise, ${pageSizeMax} at most. Narrow them by \`search\`.`,
      directives: { cost: { weight: 0, multiplier: 'first' } },
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: pageSizeDefault,
          description: `How many: ${pageSizeMax} at most.`,
        }),
      },
      resolve: ({ institutions }, { first }) => institutions.slice(0, first),
    }),
    count: t.int({
      description: 'How many there are in all, with this `search`.',
      resolve: ({ institutions }) => institutions.length,
    }),
    checkedAt: t.expose('checkedAt', {
      type: 'DateTime',
      description: 'When the provider listed them: a few minutes ago at most.',
    }),
  }),
});

const { type, toResult } = resultUnion('InstitutionsResult', {
  description: 'The banks, or why there are none.',
  payload: InstitutionList,
  refusals: ['invalidInput', 'notFound', 'invalidState', 'provider'],
});

builder.queryField('institutions', (t) =>
  t.field({
    type,
    description:
      'GoCardless: the banks at which payers can approve a payment, for a page of your own: the payer picks one, which `selectInstitution` names to the provider, and `bankAuthorisation` makes the page of that bank. It asks the provider; an answer is remembered for ten minutes.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'payments:write' } },
    args: { input: t.arg({ type: InstitutionsInput, required: true, description: 'Which banks.' }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const { billingRequestId, ...rest } = withoutNulls(input);
      const request = billingRequestId === undefined ? {} : { billingRequestId: uuidOf('brq', billingRequestId) };
      return toResult(
        await unlessBroken(problemsOf(input), () => deps.findInstitutions(caller, { ...rest, ...request })),
      );
    },
  }),
);
