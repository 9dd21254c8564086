import { builder } from './builder.ts';

interface RedirectPayerShape {
  readonly kind: 'RedirectPayer';
  readonly url: string;
  readonly expiresAt: Date | null;
}

const RedirectPayer = builder.objectRef<RedirectPayerShape>('RedirectPayer').implement({
  description:
    'Send the payer to this page of the provider. That the payer comes back proves nothing: wait for the status to change.',
  fields: (t) => ({
    url: t.expose('url', { type: 'Url', description: "The provider's page, on which the payer accepts or rejects." }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the page can be used. Null when the provider set no limit.',
    }),
  }),
});

export const NextAction = builder.unionType('NextAction', {
  description:
    'What the payer or the merchant has to do next. May grow: treat an unknown one as "something is waited for".',
  types: [RedirectPayer],
  resolveType: ({ kind }) => kind,
});
