import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface Reach {
  /** Whether a loopback address may be called: in a sandbox only, where partner and product share one machine. */
  readonly loopback: boolean;
  readonly resolve: Resolve;
}

/** As the machine resolves names. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/**
 * Whether a partner's system may stand at this address: plain unicast of the public internet, read out of its IPv6 wrapping. What is
 * not known to be public is inside: private, link-local, shared, loopback, tunnels, translations, documentation and the rest.
 */
export function isReachable(address: string, loopback: boolean): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === 'loopback') return loopback;
  // The library calls all unicast that has no special meaning; only 2000::/3 has been given out.
  const given = parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
  return range === 'unicast' && given;
}

const ports = new Set(['', '443', '8443']);
const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Why this cannot be the address of a partner's system by its text alone, or null. Where a name leads is asked apart. */
export function urlProblem(text: string, loopback: boolean): string | null {
  const host = /^https?:\/\/([^/?#\\@\s]+?)(?::\d*)?(?:[/?#]|$)/.exec(text)?.[1];
  const url = host && URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password) return 'expected an absolute https URL without user name or password';
  const near = loopback && loopbackHosts.has(url.hostname);
  if (url.protocol !== 'https:' && !near) return 'expected https';
  if (!ports.has(url.port) && !near) return `expected port 443 or 8443; got ${url.port}`;
  // Decimal, octal and hexadecimal spellings of an address, and names that a parser reads differently from how they look.
  if (host !== url.hostname) return 'expected the host in lower case and in its plain form';
  if (host.endsWith('.')) return 'expected a host without a dot at its end';
  const literal = host.replace(/^\[(.+)\]$/, '$1');
  if (isIP(literal) !== 0 && !isReachable(literal, loopback)) return 'expected a public address';
  return null;
}

const resolveWithinMs = 2_000;

/** The same, and where the name leads now. A name that does not resolve yet passes: each connection is checked again. */
export async function destinationProblem(text: string, { loopback, resolve }: Reach): Promise<string | null> {
  const problem = urlProblem(text, loopback);
  if (problem) return problem;
  const host = new URL(text).hostname;
  if (isIP(host.replace(/^\[(.+)\]$/, '$1')) !== 0) return null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((done) => {
    timer = setTimeout(() => done([]), resolveWithinMs);
  });
  const addresses = await Promise.race([resolve(host).catch(() => []), late]);
  clearTimeout(timer);
  return addresses.every((address) => isReachable(address, loopback)) ? null : 'expected a name of public addresses';
}

/** The code of the error with which a connection to an address inside is refused. */
export const forbiddenAddress = 'PAYGRAPH_FORBIDDEN_ADDRESS';

class ForbiddenAddress extends Error {
  readonly code = forbiddenAddress;
}

const connectTimeoutMs = 5_000;
// One of each family: what cannot be reached by either is away.
const addressesTried = 2;

/**
 * Connects where the rules allow and nowhere else. The name is resolved here, each of its addresses judged, and the connection made to
 * the very address that was judged, so that a name which changes its answer in between gains nothing. A custom `lookup` would not do:
 * it is never asked about a literal address.
 */
export function guardedConnector({ loopback, resolve }: Reach): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false });
  const forbidden = (): Error => new ForbiddenAddress('the address is not a public one');

  const connectTo = ([address = '', ...others]: readonly string[], options: buildConnector.Options): Promise<Socket> =>
    new Promise((done, reject) => {
      connect({ ...options, hostname: address }, (error, socket) => {
        if (socket && !isReachable(socket.remoteAddress ?? '', loopback)) {
          socket.destroy();
          reject(forbidden());
        } else if (socket) done(socket);
        else if (others.length > 0) connectTo(others, options).then(done, reject);
        else reject(error ?? forbidden());
      });
    });
  const reach = async (options: buildConnector.Options): Promise<Socket> => {
    const { hostname } = options;
    if (isIP(hostname) !== 0) {
      if (!isReachable(hostname, loopback)) throw forbidden();
      return connectTo([hostname], options);
    }
    const addresses = await resolve(hostname);
    if (addresses.length === 0 || !addresses.every((address) => isReachable(address, loopback))) throw forbidden();
    // The certificate is still judged by the name.
    return connectTo(addresses.slice(0, addressesTried), { ...options, servername: hostname });
  };
  return (options, callback) => {
    reach(options).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}
