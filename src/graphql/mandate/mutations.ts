import { adoptMandate } from '../../domain/mandate/adopt.ts';
import { cancelMandate, createMandate, reinstateMandate } from '../../domain/mandate/commands.ts';
import type { MandateDebtor } from '../../domain/port/provider.ts';
import type { Mandate as MandateRow } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { mutation } from '../schema/mutation.ts';
import { named, outcomePayload } from '../schema/payload.ts';
import { AdoptMandateInput, CancelMandateInput, CreateMandateInput, ReinstateMandateInput } from './inputs.ts';
import { Mandate } from './type.ts';

export const MandatePayload = outcomePayload('MandatePayload', {
  description: 'A mandate was asked for or ended. Its outcome may not be known yet: see its status.',
  fields: (t) => ({
    mandate: t.field({
      type: Mandate,
      description: 'The mandate as it is after the step.',
      resolve: named<MandateRow>('man', 'mandateId'),
    }),
  }),
});

mutation('createMandate', {
  description:
    "Asks a debtor's bank for a mandate. The bank answers in its own time: the mandate is PENDING until then.",
  scope: 'mandates:write',
  input: CreateMandateInput,
  payload: MandatePayload,
  result: 'The mandate, or why there is none.',
  refusals: ['invalidInput', 'provider'],
  leadsTo: 'mandateId',
  run: ({ debtor, ...rest }, { deps, caller }, { problems }) =>
    createMandate(deps, caller, { ...rest, debtor: debtor as MandateDebtor, problems }),
});

mutation('cancelMandate', {
  description: 'Ends a mandate. Payments that the bank has not taken up yet end with it.',
  scope: 'mandates:write',
  input: CancelMandateInput,
  asks: 'Which one.',
  payload: MandatePayload,
  result: 'The mandate, or why it was not ended.',
  refusals: ['notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'mandateId',
  run: (input, { deps, caller }) =>
    cancelMandate(deps, caller, { ...input, mandateId: uuidOf('man', input.mandateId) }),
});

mutation('reinstateMandate', {
  description:
    'Takes up again a mandate that was cancelled or has lapsed. The bank answers in its own time: the mandate is PENDING until then.',
  scope: 'mandates:write',
  input: ReinstateMandateInput,
  asks: 'Which one.',
  payload: MandatePayload,
  result: 'The mandate, or why it was not taken up again.',
  refusals: ['notFound', 'invalidState', 'versionConflict', 'provider'],
  leadsTo: 'mandateId',
  run: (input, { deps, caller }) =>
    reinstateMandate(deps, caller, { ...input, mandateId: uuidOf('man', input.mandateId) }),
});

mutation('adoptMandate', {
  description:
    'Takes over a mandate that exists at its provider: made by another system, by file, or before. What a mandate that failed with DUPLICATE_REQUEST leads to. Nothing is made or changed at the provider. Betalingsservice looks mandates up by the uuid of the request that made them and by nothing else: no debtor, customer number or mandate number finds one there.',
  scope: 'mandates:write',
  input: AdoptMandateInput,
  asks: 'Which one, and whose.',
  payload: MandatePayload,
  result: 'The mandate, or why it was not taken over.',
  refusals: ['invalidInput', 'notFound', 'invalidState', 'provider'],
  leadsTo: 'mandateId',
  run: ({ inPlaceOf, ...rest }, { deps, caller }, { problems }) =>
    adoptMandate(deps, caller, {
      ...rest,
      ...(inPlaceOf === undefined ? {} : { inPlaceOf: uuidOf('man', inPlaceOf) }),
      problems,
    }),
});
