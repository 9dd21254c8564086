import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whom limits of strangers count by: an address, or the /64 that one end has of IPv6. Only trusted proxies are believed about others. */
export function clientAddress(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  trustedProxies: BlockList,
): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').slice(-hopsMax);
  let client = parsed(socket.remoteAddress);
  // From the nearest on: each proxy is believed about the one before it, and the first that is none of ours is the client.
  while (client && trustedProxies.check(client.toString(), client.kind())) {
    const before = parsed(forwarded.pop()?.trim());
    if (!before) break;
    client = before;
  }
  return client ? shown(client) : 'unknown';
}

const hopsMax = 10;

type Address = ReturnType<typeof ipaddr.process>;

function parsed(text: string | undefined): Address | null {
  // An IPv4 address in the clothes of IPv6 is the same one. A zone names an interface of ours, not the other end.
  const bare = text?.replace(/%.*$/, '') ?? '';
  return ipaddr.isValid(bare) && /[.:]/.test(bare) ? ipaddr.process(bare) : null;
}

function shown(address: Address): string {
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}
