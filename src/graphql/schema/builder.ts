import SchemaBuilder from '@pothos/core';
import DirectivesPlugin, { type DirectiveLocation } from '@pothos/plugin-directives';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type PrismaTypes from '../../generated/pothos-types.ts';
import { getDatamodel } from '../../generated/pothos-types.ts';
import type { Context } from './context.ts';
import { pageSizeDefault, pageSizeMax } from './page.ts';

type Same<T> = { Input: T; Output: T };
type FieldDirective<Args> = { locations: Extract<DirectiveLocation, 'FIELD_DEFINITION'>; args: Args };

/** What the schema is built with. Every file beside this one adds its own types to it. */
export interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Directives: {
    cost: FieldDirective<{ weight: number; multiplier?: string }>;
    requiresScope: FieldDirective<{ scope: string }>;
  };
  Scalars: {
    ID: Same<string>;
    Int64: Same<bigint>;
    /** Comes in as text, since an amount that is no whole number is told as a typed error and not as a broken variable. */
    MinorUnits: { Input: string; Output: bigint };
    CurrencyCode: Same<string>;
    DateTime: Same<Date>;
    Date: Same<string>;
    Url: Same<string>;
    /** Milliseconds on our side. */
    Duration: Same<number>;
    EventCursor: Same<string>;
    IdempotencyKey: Same<string>;
    Metadata: Same<Readonly<Record<string, string>>>;
    Sha256: Same<string>;
  };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [PrismaPlugin, RelayPlugin, DirectivesPlugin],
  defaultFieldNullability: false,
  prisma: { client: (context) => context.client, dmmf: getDatamodel() },
  directives: { useGraphQLToolsUnorderedDirectives: false },
  relay: {
    cursorType: 'String',
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: { nullable: false, description: 'The page, each item with its cursor.' },
    nodesOnConnection: { description: 'The items of the page, without their cursors.' },
    nodeFieldOptions: { nullable: false, description: 'The item itself.' },
    cursorFieldOptions: {
      description:
        'Position of this item: pass it as `after` or `before`. Signed, and good for the same order and filter only.',
    },
    pageInfoFieldOptions: { description: 'Whether there is more, and from where.' },
    pageInfoTypeOptions: { description: 'Where a page begins and ends, and whether there is more on either side.' },
    hasNextPageFieldOptions: { description: 'True when there are items after this page.' },
    hasPreviousPageFieldOptions: { description: 'True when there are items before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first item. Null on an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last item. Null on an empty page.' },
    firstArgOptions: {
      description: `How many items from the start, or after \`after\`: ${pageSizeDefault} when left out, ${pageSizeMax} at most.`,
    },
    lastArgOptions: { description: `How many items from the end, or before \`before\`: ${pageSizeMax} at most.` },
    afterArgOptions: { description: 'Items after this cursor only.' },
    beforeArgOptions: { description: 'Items before this cursor only.' },
  },
});

export type BuilderTypes = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

builder.queryType({
  description:
    'Reads. The answer is what our own rows say: nothing here calls a provider, except `debtorCheck` and `institutions`.',
});
builder.mutationType({
  description: 'Writes. Each takes one input with an idempotency key, and answers with its payload or a typed error.',
});
builder.subscriptionType({
  description: 'Live news, over SSE and WebSocket alike. Every frame has the cursor from which to resume.',
});
