import { openPerson, type Person } from '../../domain/payer/person.ts';
import type { Context } from '../schema/context.ts';

/** Marks a field that says who a payer is: it is sealed for as long as the person is not erased, so what it says is kept nowhere else. */
export const namesPayer = { namesPayer: true } as const;

/** A person with their seal, or null once erased. Those asked for in the same tick are read together. */
export async function personOf(id: string, { deps, client, caller: { merchantId } }: Context): Promise<Person | null> {
  const row = await client.person.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  return openPerson(deps.sealer, row);
}
