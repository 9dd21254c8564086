import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { clientAddress } from '../../src/http/client-address.ts';

const proxies = new BlockList();
proxies.addSubnet('10.0.0.0', 8, 'ipv4');
proxies.addSubnet('fd00::', 8, 'ipv6');

const address = (remoteAddress: string | undefined, forwarded?: string): string =>
  clientAddress(
    {
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    } as never as IncomingMessage,
    proxies,
  );

test.each([
  ['a stranger is not believed', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
  ['a proxy of ours is', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['what a stranger told our proxy is not', '10.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
  ['two proxies of ours are', '10.0.0.1', '198.51.100.7, 10.2.2.2', '198.51.100.7'],
  ['a proxy that tells nothing stands for itself', '10.0.0.1', undefined, '10.0.0.1'],
  ['a proxy that tells nonsense stands for itself', '10.0.0.1', 'unknown', '10.0.0.1'],
  ['nonsense behind a proxy ends the search there', '10.0.0.1', 'nonsense, 10.2.2.2', '10.2.2.2'],
  ['IPv4 in the clothes of IPv6 is the same address', '::ffff:10.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
  ['one end has a /64 of IPv6', '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  ['also behind a proxy', 'fd00::1', '2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['a zone is no part of it', 'fe80::1%eth0', undefined, 'fe80::/64'],
  ['a connection that is gone has none', undefined, undefined, 'unknown'],
])('%s', (_what, remote, forwarded, expected) => {
  expect(address(remote, forwarded)).toBe(expected);
});

test('a chain without end is not followed', () => {
  expect(address('10.0.0.1', Array.from({ length: 1_000 }, () => '10.0.0.2').join(','))).toBe('10.0.0.2');
});
