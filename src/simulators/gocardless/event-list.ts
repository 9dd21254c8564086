import { ok, refuse } from '../../kernel/result.ts';
import { type Handler, query } from './handler.ts';
import { pageOf } from './lists.ts';
import { all, type EventRecord, find } from './records.ts';
import { misused, notFound } from './replies.ts';

// Filters by what an event is about; they exclude the one by its type.
const about = ['billing_request', 'mandate', 'payment', 'payout', 'refund', 'parent_event'] as const;

/** What may be asked for beside the events: the getter of a resource, by its name in their links. */
type Linked = Readonly<Record<string, Handler>>;

export const getEvent: Handler = (step, _request, id) => {
  const event = find(step, 'events', id);
  return event ? ok({ body: { events: event } }) : refuse(notFound);
};

/** All events, newest first. `linked` says what `include` can bring. */
export const listEvents =
  (linked: Linked): Handler =>
  (step, request) => {
    const asked = query(request);
    if (asked.include !== undefined && asked.resource_type === undefined)
      return refuse(misused(400, 'invalid_filters', 'include needs a resource_type'));
    if (asked.resource_type !== undefined && about.some((name) => asked[name] !== undefined))
      return refuse(misused(400, 'invalid_filters', 'resource_type does not go with the filters by id'));
    const get = asked.include !== undefined && Object.hasOwn(linked, asked.include) ? linked[asked.include] : undefined;
    if (asked.include !== undefined && !get)
      return refuse(misused(400, 'invalid_filters', `${asked.include.slice(0, 40)} cannot be included`));
    const page = pageOf(request, all(step, 'events'), {
      equal: {
        resource_type: ({ resource_type }: EventRecord) => resource_type,
        action: ({ action }: EventRecord) => action,
        ...Object.fromEntries(about.map((name) => [name, ({ links }: EventRecord) => links[name] ?? null])),
      },
      range: { created_at: ({ created_at }) => created_at },
      other: ['include'],
    });
    if (!page.ok) return page;
    const { rows, meta } = page.value;
    const name = asked.include ?? '';
    const ids = new Set(rows.flatMap(({ links }) => links[name] ?? []));
    const shown = get && [...ids].flatMap((id) => bodyOf(get(step, request, id)));
    return ok({ body: { events: rows, meta, ...(shown && { linked: { [`${name}s`]: shown } }) } });
  };

// A getter answers with one resource in its envelope.
function bodyOf(got: ReturnType<Handler>): unknown[] {
  return got.ok ? Object.values(got.value.body) : [];
}
