import type { Documents } from '../kit/simulator.ts';
import type { Store } from './store.ts';

/** The documents of one provider: JSON by collection and id, with an optional parent to list by. */
export function openDocuments({ db }: Store, provider: string): Documents {
  const get = db.prepare('select json from document where provider = ? and collection = ? and id = ?');
  const put = db.prepare(
    `insert into document (provider, collection, id, parent, json) values (?, ?, ?, ?, ?)
     on conflict (provider, collection, id) do update set json = excluded.json, parent = coalesce(excluded.parent, parent)`,
  );
  const remove = db.prepare('delete from document where provider = ? and collection = ? and id = ?');
  const select = 'select json from document where provider = ? and collection = ?';
  const lists = {
    all: {
      up: db.prepare(`${select} order by seq limit ? offset ?`),
      down: db.prepare(`${select} order by seq desc limit ? offset ?`),
    },
    within: {
      up: db.prepare(`${select} and parent = ? order by seq limit ? offset ?`),
      down: db.prepare(`${select} and parent = ? order by seq desc limit ? offset ?`),
    },
  };
  return {
    // A collection is only ever written by the simulator that reads it, so its shape is the caller's to name.
    get: <T>(collection: string, id: string) => {
      const row = get.get(provider, collection, id);
      return row ? (JSON.parse(String(row.json)) as T) : null;
    },
    put: (collection, id, value, parent) => {
      put.run(provider, collection, id, parent ?? null, JSON.stringify(value));
    },
    remove: (collection, id) => {
      remove.run(provider, collection, id);
    },
    list: <T>(
      collection: string,
      { parent, newestFirst, limit = -1, offset = 0 }: Parameters<Documents['list']>[1] & object = {},
    ) => {
      const order = newestFirst ? 'down' : 'up';
      const rows =
        parent === undefined
          ? lists.all[order].all(provider, collection, limit, offset)
          : lists.within[order].all(provider, collection, parent, limit, offset);
      return rows.map((row) => JSON.parse(String(row.json)) as T);
    },
  };
}
