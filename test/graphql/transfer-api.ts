import { expect } from 'vitest';
import { applyFacts } from '../../src/domain/reconcile/apply.ts';
import { applyContext } from '../../src/domain/reconcile/apply-context.ts';
import { createFakeTransfers, euro, transactionFacts } from '../support/fake-transfers.ts';
import { type Api, startApi } from './harness.ts';

/** The API over a provider of transfers in memory. */
export interface TransferApi extends Api {
  /** A transfer of 10 euro, as the mutation answers it. */
  create(over?: object): Promise<CreatedTransfer>;
  /** Money comes in, and we are told. Gives the provider's key. */
  receive(invoice: string, cents: number, currencyCode?: string): Promise<string>;
  /** The provider tells of a transaction again. */
  tellAgain(key: string): Promise<void>;
}
export interface CreatedTransfer {
  readonly id: string;
  readonly invoice: string;
}

let counter = 0;
/** An idempotency key that was not used before. */
export const freshKey = (): string => `transfer-key-${++counter}`;

export const creation = `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) {
  __typename
  ... on TransferPayload { transfer { id status invoice externalId provider providerStatusCode providerSubCode amountMatch dueDate
    consumerMessage { title text html } receipts { id }
    nextAction { __typename ... on ShowBankDetails { paymentReference iban bic accountHolder accountHolderCity accountHolderCountry localAccountNumber dueDate } } }
    idempotency { replayed } event { type subject { __typename } } }
  ... on InvalidInputError { problems { path rule } }
} }`;

export const anInput = (over: object = {}) => ({
  idempotencyKey: freshKey(),
  invoice: `INV-${++counter}`,
  amount: { amountMinor: '1000', currency: 'EUR' },
  payer: { firstName: 'John', lastName: 'Smith', email: 'john@shop.example' },
  ...over,
});

export async function startTransferApi(): Promise<TransferApi> {
  const bank = createFakeTransfers();
  const api = await startApi({ providers: { BUCKAROO: bank.provider } });
  const { merchantId } = api.shop;
  const { accounts, sealer, log } = api.domain;
  await accounts.save(merchantId, 'BUCKAROO', {});

  const tellAgain = async (key: string): Promise<void> => {
    const connected = await accounts.of(merchantId, 'BUCKAROO');
    const transaction = bank.transactions.get(key);
    if (!connected || !transaction) throw new Error(`no transaction ${key}`);
    await api.db.forMerchant(merchantId, (tx, now) =>
      applyFacts(
        applyContext({ log, sealer }, { tx, now, connected, cause: { by: 'clock', rule: 'test' } }),
        transactionFacts(key, transaction),
      ),
    );
  };
  return Object.assign(api, {
    tellAgain,
    async create(over: object = {}) {
      const { data, errors } = await api.post(creation, { input: anInput(over) });
      expect(errors).toEqual([]);
      return (data as unknown as { createTransfer: { transfer: CreatedTransfer } }).createTransfer.transfer;
    },
    async receive(invoice: string, cents: number, currencyCode = 'EUR') {
      const key = bank.receive(invoice, { ...euro(cents), currency: currencyCode as never });
      await tellAgain(key);
      return key;
    },
  });
}
