import type { ProviderRecords } from '../domain/port/records.ts';
import { records as betalingsservice } from './betalingsservice/records.ts';
import { records as buckaroo } from './buckaroo/records.ts';
import { records as gocardless } from './gocardless/records.ts';
import { records as mobilepay } from './mobilepay/records.ts';
import { records as vippsMobilePay } from './vipps-mobilepay/records.ts';

/** What the audit compares, by the provider as the sandbox's addresses name it. */
export const providerRecords: Readonly<Record<string, ProviderRecords>> = {
  mobilepay,
  betalingsservice,
  gocardless,
  buckaroo,
  vipps_mobilepay: vippsMobilePay,
};
