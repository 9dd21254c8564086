import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, extname, join, relative, sep } from 'node:path';
import { send } from '../platform/http-io.ts';

/** What a browser may do with a page of ours: its own scripts, styles, pictures and calls, and nothing from or for anybody else. */
const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};
/** By which suffix the build leaves what it has compressed; the first that a browser takes is sent. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** A folder of built files, by the path of each within it. */
type Files = ReadonlyMap<string, Buffer>;

/** A site that `npm run build` has put into a folder: pages, and under `assets/` what they load, each by a name that holds its hash. */
export interface BuiltSite {
  /** How it is called where it is missing. */
  readonly name: string;
  readonly folder: string;
  /** The file of a path that is no asset. */
  readonly pageAt: (path: string) => string;
}
/** Sends the file of a path within a site. */
export type ServeFile = (path: string, request: IncomingMessage, response: ServerResponse) => void;

/** What is sent, with 404, for a page that a site does not have; where there is none either, a sentence is. */
const missingPage = '404.html';

/** Serves a site as it was built: read once, and again when its `index.html`, the last that a build writes, is another. */
export function serveBuilt({ name, folder, pageAt }: BuiltSite): ServeFile {
  let files: Files = new Map();
  let builtAt = -1;
  const current = (): Files => {
    const { mtimeMs = 0 } = statSync(join(folder, 'index.html'), { throwIfNoEntry: false }) ?? {};
    if (mtimeMs !== builtAt) {
      files = mtimeMs === 0 ? new Map() : readAll(folder);
      builtAt = mtimeMs;
    }
    return files;
  };
  return (path, request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(response, 405, { error: `The ${name} is read by GET.` }, { allow: 'GET, HEAD' });
    const built = current();
    if (built.size === 0) return send(response, 404, { error: notBuilt(name, folder) });
    const isAsset = path.startsWith('assets/');
    const wanted = isAsset ? path : pageAt(path);
    const found = built.has(wanted);
    const file = found || isAsset ? wanted : missingPage;
    const plain = built.get(file);
    if (!plain) return send(response, 404, { error: `The ${name} has no such file; load its page again.` });
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoded = encodings.find(
      ([encoding, suffix]) => new RegExp(`\\b${encoding}\\b`).test(accepted) && built.has(file + suffix),
    );
    const bytes = (encoded && built.get(file + encoded[1])) ?? plain;
    response.writeHead(found ? 200 : 404, {
      ...pageHeaders,
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': bytes.length,
      // The names of assets hold a hash of what is in them; the page names the assets.
      'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'Accept-Encoding',
      ...(encoded ? { 'content-encoding': encoded[0] } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
}

function readAll(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(folder, file).split(sep).join('/'), readFileSync(file)] as const;
    }),
  );
}

const notBuilt = (name: string, folder: string): string =>
  `The ${name} is not part of this install: "npm run build" makes it where the development dependencies are, in dist/${basename(folder)}, which can be copied here.`;
