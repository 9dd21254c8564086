import type { AnyProvider, ProviderName } from '../domain/port/provider.ts';
import { betalingsservice } from './betalingsservice/provider.ts';
import { buckaroo } from './buckaroo/provider.ts';
import { gocardless } from './gocardless/provider.ts';
import { mobilepay } from './mobilepay/provider.ts';
import { vippsMobilePay } from './vipps-mobilepay/provider.ts';

/** Name → provider, for those that exist. */
export const providers: { readonly [Name in ProviderName]?: AnyProvider } = {
  MOBILEPAY: mobilepay,
  BETALINGSSERVICE: betalingsservice,
  GOCARDLESS: gocardless,
  BUCKAROO: buckaroo,
  VIPPS_MOBILEPAY: vippsMobilePay,
};
