import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { firstSteps } from '../graphql/server/first-steps.ts';

/** What a browser finds in the page on which things are tried. */
interface TryingPage {
  readonly title: string;
  /** The key that stands in the headers where none is given: what a key begins with. */
  readonly keyBegins: string;
  /** A tab for each. */
  readonly queries: readonly string[];
}

const packed = promisify(gzip);
const headers: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-encoding': 'gzip',
  // A key may stand in it.
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};
const begins = 'YogaGraphiQL.renderYogaGraphiQL(';

/**
 * GraphiQL. A tab of a browser keeps what stands in it, the key too, in its own storage, which ends with the tab; by itself GraphiQL keeps
 * it in that of all tabs, for good, and writes the query into the address, by which a page that is loaded again is no page.
 */
function createPage(path: string, { title, keyBegins, queries }: TryingPage, keyFor: KeyFor): GraphiqlPage {
  const made = new Map<string | null, Promise<Buffer>>();
  const make = async (key: string | null): Promise<Buffer> => {
    // Megabytes of script that most processes never show: loaded when the first browser asks.
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const html = renderGraphiQL({ title });
    const at = html.lastIndexOf(begins);
    if (at < 0) throw new Error('GraphiQL is begun in another way than it was');
    const given = JSON.stringify({ authorization: `Bearer ${key ?? keyBegins}` }, null, 2);
    const defaultTabs = queries.map((query) => ({ query, headers: given }));
    // Nothing in JSON may end the script.
    const options = JSON.stringify({ endpoint: path, title, headers: given, defaultTabs }).replaceAll('<', '\\u003c');
    const call = `${begins}document.querySelector('#root'), { ...${options}, storage: sessionStorage, onEditQuery() {} });`;
    return packed(`${html.slice(0, at)}${call}</script></body></html>`);
  };
  return async (request, response) => {
    const key = keyFor(request);
    const page = made.get(key) ?? make(key);
    made.set(key, page);
    // Whatever is in the way of it, the next one tries again.
    page.catch(() => made.delete(key));
    const body = await page;
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
  };
}
type KeyFor = (request: IncomingMessage) => string | null;

const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(address);

/**
 * Whether it is asked from this very machine, by a name that nobody else's page can have: a page elsewhere whose name is made to lead here
 * would else read what we answer, and so would whoever comes by a proxy that runs here.
 */
export function isFromHere({ headers: asked, socket }: IncomingMessage): boolean {
  const passedOn = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];
  if (passedOn.some((name) => asked[name] !== undefined)) return false;
  const host = (asked.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  const isOurs = host === 'localhost' || (isIP(host) !== 0 && isLoopback(host));
  return isOurs && isLoopback(socket.remoteAddress ?? '');
}

const operatorsPage: TryingPage = {
  title: 'Paygraph for operators',
  keyBegins: 'ok_test_',
  queries: [
    "# Put your operator's key into the headers below, then ask.\nquery Attention {\n  attention { kind count sentence }\n}\n",
  ],
};

/** The pages of a sandbox. Whoever opens that of merchants on the machine that it runs on has the demo merchant's key in it. */
export const createGraphiqlPages = (demoKey: () => string | null = () => null): GraphiqlPages => ({
  merchants: createPage('/graphql', { title: 'Paygraph', keyBegins: 'sk_test_', queries: firstSteps }, (request) =>
    isFromHere(request) ? demoKey() : null,
  ),
  operators: createPage('/operator/graphql', operatorsPage, () => null),
});
export type GraphiqlPage = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
export interface GraphiqlPages {
  readonly merchants?: GraphiqlPage;
  readonly operators?: GraphiqlPage;
}
