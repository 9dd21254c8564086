import { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';
import { providerNames } from '../../kernel/provider-ref.ts';

/** Settings that are lists. */

/** Addresses and ranges of them; null when malformed. */
export function parseAddressRanges(text: string): BlockList | null {
  const ranges = new BlockList();
  for (const entry of text.split(',').map((part) => part.trim())) {
    const range = ipaddr.isValid(entry) ? `${entry}/${ipaddr.parse(entry).kind() === 'ipv4' ? 32 : 128}` : entry;
    if (!ipaddr.isValidCIDR(range)) return null;
    const [address, bits] = ipaddr.parseCIDR(range);
    ranges.addSubnet(address.toString(), bits, address.kind());
  }
  return ranges;
}

/** Providers that a sandbox plays, as they are named in a setting. */
export const playable: readonly string[] = providerNames.map((name) => name.toLowerCase());

/** Hosts, each with who is played there; null when malformed, when a host is named twice, or when nobody of that name is played. */
export function parsePlayedHosts(text: string): ReadonlyMap<string, string> | null {
  const hosts = new Map<string, string>();
  for (const entry of text.split(',')) {
    const [, host = '', provider = ''] =
      /^([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})=([a-z_]+)$/.exec(entry.trim().toLowerCase()) ?? [];
    if (!playable.includes(provider) || hosts.has(host)) return null;
    hosts.set(host, provider);
  }
  return hosts;
}

/**
 * What a process may do. `api`: GraphQL and the providers' webhooks. `worker`: calls to providers, their news, what falls due by the clock,
 * mails. `sequencer`: the numbers of the event log. `deliveries`: webhooks to partners.
 */
export const roleNames = ['api', 'worker', 'sequencer', 'deliveries'] as const;
export type Role = (typeof roleNames)[number];

/** Roles, each once; null when one is unknown or none is named. */
export function parseRoles(text: string): ReadonlySet<Role> | null {
  const named = text.split(',').map((part) => part.trim());
  return named.every((name): name is Role => roleNames.includes(name as Role)) ? new Set(named) : null;
}
