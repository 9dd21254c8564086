import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { destinationProblem, isReachable, type Reach, urlProblem } from '../../src/partner-webhooks/address.ts';
import { createPoster } from '../../src/partner-webhooks/post.ts';

/** Inside addresses, by every spelling that is known to have got past somebody's guard. */
const inside = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.1.2.3',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%lo',
  'fec0::1',
  'ff02::1',
  'not an address',
  '',
];
const outside = ['93.184.216.34', '1.1.1.1', '2606:2800:220:1::1', '::ffff:93.184.216.34'];

describe('an address', () => {
  it.each(inside)('%s is not reachable', (address) => {
    expect(isReachable(address, false)).toBe(false);
  });
  it.each(outside)('%s is reachable', (address) => {
    expect(isReachable(address, false)).toBe(true);
  });
  it('of the machine itself is reachable in a sandbox, and no other inside', () => {
    expect(inside.filter((address) => isReachable(address, true))).toEqual([
      '127.0.0.1',
      '127.1.2.3',
      '::1',
      '::127.0.0.1',
    ]);
  });
});

describe('a URL', () => {
  it.each([
    'https://example.com',
    'https://example.com/hooks?token=1',
    'https://example.com:443/',
    'https://example.com:8443/hooks',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
  ])('%s is accepted', (url) => {
    expect(urlProblem(url, false)).toBeNull();
  });
  it.each([
    'http://example.com/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://example.com/',
    'https://user:password@example.com/',
    'https://user@example.com/',
    'https://example.com@127.0.0.1/',
    'https://example.com:22/',
    'https://example.com:8080/',
    'https://example.com:0/',
    'https://example.com./',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[::ffff:169.254.169.254]/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0251.0376.0251.0376/',
    'https://0xa9.254.169.254/',
    'https://127.1/',
    'https://0/',
    'https://①②⑦.0.0.1/',
    'https://127.0.0.1%2f@example.com/',
    'https://%31%32%37.0.0.1/',
    'https://127。0。0。1/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://100.64.0.1/',
    'https://EXAMPLE.com/',
    'https:/example.com/',
    'https:example.com',
    'https:\\\\example.com\\',
    'https://example.com\\@127.0.0.1/',
    ' https://example.com/',
    'https://exa\tmple.com/',
    'http://127.0.0.1/',
    'http://localhost/',
    'nonsense',
    '',
  ])('%s is refused', (url) => {
    expect(urlProblem(url, false)).not.toBeNull();
  });
  it('of the machine itself is accepted in a sandbox on any port, but by no other name', () => {
    expect(urlProblem('http://127.0.0.1:3000/hooks', true)).toBeNull();
    expect(urlProblem('http://localhost:3000/hooks', true)).toBeNull();
    expect(urlProblem('https://[::1]:3000/hooks', true)).toBeNull();
    expect(urlProblem('http://2130706433:3000/', true)).not.toBeNull();
    expect(urlProblem('http://example.com/', true)).not.toBeNull();
    expect(urlProblem('http://10.0.0.1/', true)).not.toBeNull();
  });
  it('whose name leads inside is refused when it is saved, by any of its addresses; one that leads nowhere yet is not', async () => {
    const reach = (addresses: readonly string[] | Error): Reach => ({
      loopback: false,
      resolve: async () => {
        if (addresses instanceof Error) throw addresses;
        return addresses;
      },
    });
    const url = 'https://hooks.example/';
    expect(await destinationProblem(url, reach(['93.184.216.34']))).toBeNull();
    expect(await destinationProblem(url, reach(['93.184.216.34', '10.0.0.1']))).not.toBeNull();
    expect(await destinationProblem(url, reach(['::ffff:10.0.0.1']))).not.toBeNull();
    expect(await destinationProblem(url, reach(new Error('ENOTFOUND')))).toBeNull();
  });
});

describe('a connection', () => {
  let port: number;
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.end('inside');
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const attempt = async (reach: Reach, host: string) => {
    const poster = createPoster({ ...reach, deadlineMs: 5_000 });
    const answer = await poster.post(`http://${host}:${port}/`, {}, Buffer.from('{}'));
    await poster.close(0);
    return answer;
  };
  const forbidden = { kind: 'none', error: 'the address is not a public one' };

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.0.0.1', '127.1'])(
    'to the machine itself as %s is refused before a byte is sent, though the URL was never judged',
    async (host) => {
      const before = asked;
      let resolved = 0;
      const resolve = async (): Promise<readonly string[]> => {
        resolved++;
        return ['93.184.216.34'];
      };
      expect(await attempt({ loopback: false, resolve }, host)).toMatchObject(forbidden);
      expect([asked, resolved]).toEqual([before, 0]);
    },
  );

  it('would have been made past a custom lookup, which is never asked about a literal address', async () => {
    let looked = 0;
    const agent = new Agent({
      connect: {
        lookup: (_host, _options, callback) => {
          looked++;
          callback(new Error('refused'), []);
        },
      },
    });
    const replies = await Promise.all(
      ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.0.0.1', '127.1'].map(async (host) => {
        const reply = await request(`http://${host}:${port}/`, { dispatcher: agent });
        return reply.body.text();
      }),
    );
    expect([looked, ...replies]).toEqual([0, ...Array(6).fill('inside')]);
    await agent.close();
  });

  it('goes by the answer that was judged: a name that turns inwards afterwards is refused at the next connection', async () => {
    const before = asked;
    const answers = [['93.184.216.34'], ['127.0.0.1'], ['127.0.0.1']];
    const resolve = async (): Promise<readonly string[]> => answers.shift() ?? [];
    const reach = { loopback: false, resolve };
    expect(await destinationProblem('https://rebinding.example/', reach)).toBeNull();
    expect(await attempt(reach, 'rebinding.example')).toMatchObject(forbidden);
    expect([asked, answers.length]).toEqual([before, 1]);
  });

  it('asks the resolver once, so that there is no second answer to connect to', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const resolve = async (): Promise<readonly string[]> => answers.shift() ?? [];
    expect(await attempt({ loopback: true, resolve }, 'partner.example')).toMatchObject({ kind: 'reply', status: 200 });
    expect(answers).toEqual([['10.0.0.1']]);
  });

  it('is refused when one of several addresses lies inside', async () => {
    const resolve = async (): Promise<readonly string[]> => ['93.184.216.34', '10.0.0.1'];
    expect(await attempt({ loopback: false, resolve }, 'mixed.example')).toMatchObject(forbidden);
  });

  it('tries the other family when one is away', async () => {
    const resolve = async (): Promise<readonly string[]> => ['::1', '127.0.0.1'];
    await expect(
      new Promise((done, reject) => connect(port, '::1').once('connect', done).once('error', reject)),
    ).rejects.toThrow();
    expect(await attempt({ loopback: true, resolve }, 'partner.example')).toMatchObject({ kind: 'reply', status: 200 });
  });
});
