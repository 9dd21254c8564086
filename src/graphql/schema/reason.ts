import type { StatusReason as DomainReason } from '../../domain/port/provider.ts';
import { builder } from './builder.ts';
import { ReasonCode, ReasonOrigin } from './enums.ts';

export const StatusReason = builder.objectRef<DomainReason>('StatusReason').implement({
  description: "Why something is as it is: our own code, the same for all providers, beside the provider's word.",
  fields: (t) => ({
    code: t.expose('code', { type: ReasonCode, description: 'Stable code, the same for all providers.' }),
    message: t.exposeString('message', { description: 'A plain sentence for a person.' }),
    providerCode: t.string({
      nullable: true,
      description: "The provider's code, verbatim, for example 50008. Null when the provider gave none.",
      resolve: ({ providerCode }) => providerCode ?? null,
    }),
    bankCode: t.string({
      nullable: true,
      description: "The bank's own code in its scheme, verbatim, for example ARUDD-0. Null when none was told.",
      resolve: ({ bankCode }) => bankCode ?? null,
    }),
    willRetry: t.boolean({
      nullable: true,
      description:
        'Whether the provider tries again by itself: then leave it to the provider, whatever `retryable` says. Null when it does not say.',
      resolve: ({ willRetry }) => willRetry ?? null,
    }),
    origin: t.expose('origin', { type: ReasonOrigin, description: 'Who brought it about.' }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same thing may succeed later without any change.',
    }),
  }),
});

/** The reason in a JSON column, written by ourselves. */
export function toReason(stored: unknown): DomainReason | null {
  return (stored as DomainReason | null | undefined) ?? null;
}
