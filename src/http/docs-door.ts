import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { root } from '../kernel/root.ts';
import { leaveUnread } from './bodies.ts';
import { serveBuilt } from './built-files.ts';
import type { ObservedRequest } from './observed-request.ts';

/** Whether a path is the documentation's. */
export const isOfDocs = (path: string): boolean => path === '/docs' || path.startsWith('/docs/');

/** The documentation, as `npm run build` makes it of `docs/`. The addresses of pages have no ending. */
export function createDocsDoor(folder = join(root, 'dist/docs')) {
  const files = serveBuilt({
    name: 'documentation',
    folder,
    pageAt: (path) => (path === '' ? 'index.html' : `${path.replace(/\/$/, '')}.html`),
  });
  return (request: IncomingMessage, response: ServerResponse, observed: ObservedRequest): void => {
    observed.route = '/docs';
    leaveUnread(request);
    files((request.url ?? '').split('?', 1)[0]?.slice('/docs/'.length) ?? '', request, response);
  };
}
