import { sharedEnum } from './builder.ts';

/** The provider, as merchants are told of it. */
export const Provider = sharedEnum('Provider');
