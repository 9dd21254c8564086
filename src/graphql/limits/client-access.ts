import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLError,
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import { decodeId } from '../../kernel/ids.ts';
import type { Kept } from '../execution/planned.ts';
import { refusal } from './refusals.ts';

/** By what a thing is read, and followed, by its prefix. */
const nouns: Readonly<Record<string, string>> = {
  oop: 'payment',
  trf: 'payment',
  chg: 'payment',
  agr: 'agreement',
  man: 'mandate',
  brq: 'billingRequest',
};

const all = (fields: string): ReadonlySet<string> => new Set(fields.split(' '));
const ofPayment =
  'id status statusReason amounts captures refunds nextAction provider createdAt updatedAt expiresAt version';
const frames = (noun: string): Readonly<Record<string, ReadonlySet<string>>> => {
  const name = noun.charAt(0).toUpperCase() + noun.slice(1);
  return Object.fromEntries(
    ['Snapshot', 'Changed', 'Final'].map((kind) => [`${name}${kind}Frame`, all(`cursor event ${noun}`)]),
  );
};

/**
 * Every field that the holder of a client token may read: what its payer sees anyway. Nothing of the merchant's own (notes, references of
 * the provider's, accounts), nothing of another thing, no list; a field that is added to the schema is not among them until it stands here.
 */
const readable: Readonly<Record<string, ReadonlySet<string>>> = {
  Node: all('id'),
  Versioned: all('createdAt updatedAt version'),
  ProviderBacked: all('provider'),
  Payment: all(ofPayment),
  OneOffPayment: all(`${ofPayment} description chargeDate settleBy reference`),
  Transfer: all(`${ofPayment} description dueDate amountMatch`),
  Charge: all(`${ofPayment} description dueOn chargeDate graceUntil willRetry settleBy reference`),
  PaymentAuthority: all('id status statusReason provider createdAt updatedAt version'),
  Agreement: all(
    'id status statusReason amount description frequency nextAction nextPaymentDate payerCanCancel plan provider createdAt updatedAt expiresAt version',
  ),
  Mandate: all(
    'id status statusReason confirmed currency scheme nextChargeDate verifiedAt provider createdAt updatedAt version',
  ),
  BillingRequest: all(
    'id status statusReason amount currency description purpose nextActions flow fallbackEnabled fallbackOccurred provider createdAt updatedAt expiresAt version',
  ),
  BillingRequestAction: all('type status required completes requires waitsFor waitsBecause'),
  BillingRequestFlow: all('authorisationUrl redirectUrl exitUrl expiresAt'),
  Capture: all('id amount status statusReason requestedAt completedAt'),
  Refund: all('id amount status statusReason requestedAt completedAt returnedAt'),
  Money: all('amountMinor currency decimal exponent'),
  PaymentAmounts: all(
    'authorized capturable captured pendingCancel pendingCapture pendingRefund refundable refunded released requested reversed',
  ),
  StatusReason: all('code message origin retryable willRetry'),
  AwaitPayerApp: all('provider expiresAt'),
  RedirectPayer: all('url expiresAt'),
  CompleteBillingActions: all('billingRequestId outstanding'),
  ShowBankDetails: all(
    'accountHolder accountHolderCity accountHolderCountry bic iban localAccountNumber paymentReference dueDate',
  ),
  Event: all('id type change occurredAt subjectId subjectVersion'),
  StatusChange: all('amount from reason to'),
  ...Object.assign({}, ...Object.values(nouns).map(frames)),
};

interface Asked {
  readonly parent: GraphQLCompositeType;
  readonly node: FieldNode;
}

/** Throws unless a document asks for nothing but fields that the holder of a token may read. */
export function judgeFields(operation: Kept, subject: string): void {
  const noun = nounOf(subject);
  const roots = new Set([noun, `${noun}Updates`]);
  const root = operation.schema.getRootType(operation.operation.operation);
  for (const { parent, node } of fieldsOf(operation)) {
    const name = node.name.value;
    if (name === '__typename') continue;
    const allowed = parent === root ? roots.has(name) : (readable[parent.name]?.has(name) ?? false);
    if (!allowed) throw notGoodFor(subject, `${parent.name}.${name}`);
  }
}

/** Throws unless every field at the root names the subject of the token. The variables are those that fit. */
export function judgeSubject(operation: Kept, variables: Readonly<Record<string, unknown>>, subject: string): void {
  const root = operation.schema.getRootType(operation.operation.operation);
  for (const { parent, node } of fieldsOf(operation)) {
    const field = parent === root && !isUnionType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field) continue;
    const { by, ...others } = getArgumentValues(field, node, variables);
    const named = by ? (by as { readonly id?: unknown }).id : others[`${nounOf(subject)}Id`];
    if (named !== subject) throw notGoodFor(subject, `another ${field.name}`, 'OTHER_SUBJECT');
  }
}

function notGoodFor(subject: string, asked: string, reason = 'CLIENT_TOKEN'): GraphQLError {
  const noun = nounOf(subject);
  return refusal(
    'FORBIDDEN',
    `A client token of ${subject} does not reach ${asked}: it is good for ${noun}(by: {id}) and ${noun}Updates of that one, and for what its payer may see.`,
    { reason, asked, subjectId: subject, reads: noun, follows: `${noun}Updates` },
  );
}

const nounOf = (subject: string): string => nouns[decodeId(subject)?.prefix ?? ''] ?? 'nothing';

/** Every field of an operation with the type that it is asked of, each fragment once for each of its types. */
function* fieldsOf({ schema, operation, fragments }: Kept): Generator<Asked, void, void> {
  const seen = new Set<string>();
  function* within(parent: GraphQLCompositeType, { selections }: SelectionSetNode): Generator<Asked, void, void> {
    for (const one of selections) {
      if (one.kind === 'Field') {
        yield { parent, node: one };
        const field = isUnionType(parent) ? undefined : parent.getFields()[one.name.value];
        const type = field && getNamedType(field.type);
        if (type && isCompositeType(type) && one.selectionSet) yield* within(type, one.selectionSet);
        continue;
      }
      const fragment = one.kind === 'InlineFragment' ? one : fragments.get(one.name.value);
      if (!fragment || (one.kind === 'FragmentSpread' && seen.has(one.name.value))) continue;
      if (one.kind === 'FragmentSpread') seen.add(one.name.value);
      const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      if (type && isCompositeType(type)) yield* within(type, fragment.selectionSet);
    }
  }
  const root = schema.getRootType(operation.operation);
  if (root) yield* within(root, operation.selectionSet);
}
