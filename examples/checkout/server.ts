import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
// From a registry: '@paygraph/client'.
import { mutate } from '../../client/src/index.ts';

/**
 * The shop's own server: it alone has the key, and gives a page a token for one thing. A real shop looks first whose thing it is: by the session
 * of its customer.
 */
export async function startShop({
  url,
  key,
  port = 0,
}: ShopOptions): Promise<{ readonly origin: string; close(): void }> {
  const scripts = { '/page.js': await bundled('page.ts'), '/react.js': await bundled('react.tsx') };
  const server: Server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop.invalid');
    const script = scripts[pathname as keyof typeof scripts];
    try {
      if (script) response.setHeader('content-type', 'text/javascript').end(script);
      else if (pathname === '/token') response.end(await tokenFor(url, key, searchParams.get('id') ?? ''));
      else
        response
          .setHeader('content-type', 'text/html; charset=utf-8')
          .end(pathname === '/react' ? reactPage(url) : page(url));
    } catch {
      response.writeHead(502).end('The payment is not to be had just now.');
    }
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  const address = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return { origin: `http://localhost:${listening}`, close: () => server.close() };
}
export interface ShopOptions {
  /** `…/graphql` */
  readonly url: string;
  /** A key with `client_tokens:write`, best one that has nothing else. */
  readonly key: string;
  readonly port?: number;
}

interface Created {
  readonly createClientToken: { readonly clientToken?: string; readonly message?: string };
}
async function tokenFor(url: string, credential: string, subjectId: string): Promise<string> {
  const { createClientToken } = await mutate<Created>({
    url,
    credential,
    document: `mutation ($input: CreateClientTokenInput!) { createClientToken(input: $input) {
      __typename ... on ClientTokenPayload { clientToken } ... on UserError { message } } }`,
    input: { subjectId, expiresIn: 'PT15M' },
  });
  const { clientToken, message } = createClientToken;
  if (!clientToken) throw new Error(message ?? 'no token');
  return clientToken;
}

async function bundled(name: string): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, name),
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
}

const html = (api: string, title: string, body: string): string =>
  `<!doctype html><html lang="en" data-api="${api}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:1.1rem/1.5 system-ui;max-width:30rem;margin:2rem auto;padding:0 1rem}figure{margin:1rem 0;width:12rem}.action{display:inline-block;padding:.6rem 1.2rem;background:#5a78ff;color:#fff;border-radius:.4rem}</style>
${body}</html>`;
const page = (api: string): string =>
  html(
    api,
    'Checkout',
    `<main><h1 id="amount">Your payment</h1><p id="status" aria-live="polite">One moment …</p><p id="connection" hidden>Connecting again …</p><div id="steps"></div></main>
<script type="module" src="/page.js"></script>`,
  );
const reactPage = (api: string): string =>
  html(api, 'Checkout', '<div id="root"></div><script type="module" src="/react.js"></script>');
