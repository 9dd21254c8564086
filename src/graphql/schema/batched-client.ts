import DataLoader from 'dataloader';
import type { Reader } from '../../platform/db.ts';

// What the Prisma plugin asks with when a row came from elsewhere: one row by its key, with the same selection for each.
interface OneRow {
  readonly where: { readonly merchantId_id?: { readonly id: string } };
  readonly select?: object;
  readonly include?: object;
}
interface Delegate {
  findMany(args: object): Promise<readonly { readonly id: string }[]>;
}

/**
 * The reader with `findUniqueOrThrow` batched. The Prisma plugin joins relations to a list that it loads itself; for rows that
 * came another way it asks for each again, which is a statement per row. Here they become one statement per selection.
 */
export function batchedClient(reader: Reader, merchantId: string): Reader {
  const models = new Map<string | symbol, unknown>();
  return new Proxy(reader, {
    get(target, model) {
      const delegate: unknown = Reflect.get(target, model);
      if (typeof delegate !== 'object' || delegate === null || !('findUniqueOrThrow' in delegate)) return delegate;
      if (!models.has(model)) models.set(model, batched(delegate as unknown as Delegate, merchantId));
      return models.get(model);
    },
  });
}

function batched(delegate: Delegate, merchantId: string): unknown {
  const loader = new DataLoader<OneRow, object, OneRow>((asked) => load(delegate, merchantId, asked), {
    cache: false,
    maxBatchSize: 500,
  });
  const findUniqueOrThrow = (args: OneRow): Promise<object> => loader.load(args);
  return new Proxy(delegate, {
    get: (target, name) => (name === 'findUniqueOrThrow' ? findUniqueOrThrow : Reflect.get(target, name)),
  });
}

async function load(
  delegate: Delegate,
  merchantId: string,
  asked: readonly OneRow[],
): Promise<readonly (object | Error)[]> {
  const groups = Map.groupBy(asked, ({ select, include }) => JSON.stringify({ select, include }));
  const found = new Map<OneRow, object>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const { select, include } = group[0] as OneRow;
      const ids = [...new Set(group.map(({ where }) => where.merchantId_id?.id ?? ''))];
      const rows = await delegate.findMany({
        ...(select ? { select: { ...select, id: true } } : { include }),
        where: { merchantId, id: { in: ids } },
      });
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const one of group) {
        const row = byId.get(one.where.merchantId_id?.id ?? '');
        if (row) found.set(one, row);
      }
    }),
  );
  return asked.map((one) => found.get(one) ?? new Error('a row that was just read is gone'));
}
