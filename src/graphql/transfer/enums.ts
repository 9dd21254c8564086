import type { amountMatches } from '../../domain/transfer/match.ts';
import type { UnmatchedReason as UnmatchedReasonValue } from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

export const AmountMatch = builder.enumType('AmountMatch', {
  description: 'How what came in for a transfer compares with what was asked for. May grow.',
  values: described<(typeof amountMatches)[number]>({
    NOTHING_RECEIVED: 'Nothing has come in.',
    UNDERPAID: 'Less came in than was asked for.',
    EXACT: 'What was asked for came in, in one part or several.',
    OVERPAID: 'More came in than was asked for: it can be given back.',
  }),
});

export const UnmatchedReason = builder.enumType('UnmatchedReason', {
  description: 'Why money that came in is on no transfer. May grow.',
  values: described<UnmatchedReasonValue>({
    UNKNOWN_INVOICE: 'It came with an invoice that is no transfer of yours.',
    OTHER_CURRENCY: 'It came in another currency than the transfer was asked for in.',
  }),
});
