import { useQuery } from '@tanstack/react-query';
import { askMerchant } from '../api/request.ts';
import { ProvidersDocument } from '../merchant/generated/graphql.ts';
import { providerText } from './format.ts';

/** The providers, and what each can be asked for. It changes with a release, or when an account is connected. */
export const useProviders = () =>
  useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => askMerchant(ProvidersDocument, {}, signal),
    staleTime: 300_000,
  });

/** Why an operation of the port is not to be had of a provider; null where it is, or while that is not known. */
export function useNotOffered(provider: string): (operation: string) => string | null {
  const { data } = useProviders();
  const operations = data?.providers.find((one) => one.provider === provider)?.operations;
  return (operation) =>
    operations && !operations.includes(operation) ? `${providerText(provider)} has no call for it.` : null;
}
