import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMailer } from '../../src/mail/mailer.ts';
import { switchedOffMail } from '../../src/partner-webhooks/endpoint-contact.ts';
import type { MailServer as Settings } from '../../src/platform/settings/smtp.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

const id = '019ab0c4-0000-7000-8000-000000000001';
const letter = { to: 'owner@shop.example', subject: 'News', text: 'One line.\n' };
const settings = (port: number, more: Partial<Settings> = {}): Settings => ({
  host: '127.0.0.1',
  port,
  secure: false,
  requireTLS: false,
  auth: null,
  from: 'paygraph@pay.example',
  ...more,
});
async function withServer(options: Parameters<typeof startMailServer>[1], test: (server: MailServer) => Promise<void>) {
  const server = await startMailServer(0, options);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

describe('a server that takes the connection and says nothing', () => {
  const withSilence = async (test: (port: number, met: Promise<unknown>) => Promise<void>): Promise<void> => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    await test((server.address() as AddressInfo).port, once(server, 'connection'));
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };

  it('is left at the deadline', () =>
    withSilence(async (port) => {
      const mailer = createMailer(settings(port), 300);
      expect(await mailer.send(id, letter)).toEqual({ kind: 'failed', error: 'no answer within 0.3 seconds' });
    }));

  it('does not hold up a stop', () =>
    withSilence(async (port, met) => {
      const mailer = createMailer(settings(port));
      const sending = mailer.send(id, letter);
      await met;
      mailer.close();
      expect(await sending).toEqual({ kind: 'cut' });
    }));
});

it('a server that hangs in the middle of the mail is left at the deadline', () =>
  withServer({ onRcptTo: () => undefined }, async ({ port, got }) => {
    const mailer = createMailer(settings(port), 300);
    expect(await mailer.send(id, letter)).toMatchObject({
      kind: 'failed',
      error: expect.stringContaining('no answer'),
    });
    expect(got).toEqual([]);
  }));

describe('nothing is sent', () => {
  const read = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));
  const certificate = { key: read('localhost.key'), cert: read('localhost.crt') };
  it.each([
    ['where TLS is demanded and not offered', {}, { requireTLS: true }],
    [
      'to a server whose STARTTLS shows a certificate that nobody vouches for',
      { ...certificate, hideSTARTTLS: false },
      {},
    ],
    ['to a server whose TLS shows such a certificate', { ...certificate, secure: true }, { secure: true }],
    ['to a server that speaks no TLS where the URL says so', {}, { secure: true }],
    ['where the password is wrong', { authOptional: false }, { auth: { user: 'shop', pass: 'wrong' } }],
  ] as const)('%s; it is tried again', (_what, options, more) =>
    withServer(
      {
        ...options,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, callback) => callback(new Error('Invalid password of shop')),
      },
      async ({ port, got, asked }) => {
        const handed = await createMailer(settings(port, more), 5_000).send(id, letter);
        expect(handed).toMatchObject({ kind: 'failed' });
        expect(JSON.stringify(handed)).not.toMatch(/owner|wrong|password/);
        expect([got, asked]).toEqual([[], []]);
      },
    ),
  );
});

describe('no header can be put into a mail', () => {
  const told = {
    why: 'The endpoint answered 410 Gone.',
    failingSince: new Date(Date.UTC(2026, 10, 25, 8, 30)),
    endpointId: 'whe_1',
    url: 'https://shop.example/hooks',
    merchant: 'Shop',
    waiting: 3,
  };
  const evil = '\r\nBcc: thief@evil.example\r\n\r\nPay here.\r\n.\r\n';
  it.each([
    ['a URL', switchedOffMail({ ...told, url: `https://shop.example/a${evil}?b${evil}#c${evil}` })],
    ["a merchant's name", switchedOffMail({ ...told, merchant: `Shop${evil}` })],
    ['a subject', { ...switchedOffMail(told), subject: `News${evil}` }],
    ['a text', { ...switchedOffMail(told), text: `Text${evil}MAIL FROM:<x@y.example>` }],
  ])('by %s', (_what, words) =>
    withServer({}, async ({ port, got }) => {
      expect(await createMailer(settings(port)).send(id, { to: letter.to, ...words })).toEqual({ kind: 'taken' });
      expect(got).toHaveLength(1);
      expect(got[0]?.to).toEqual([letter.to]);
      expect(got[0]?.headers.map((line) => line.split(':')[0]?.toLowerCase()).sort()).toEqual([
        'auto-submitted',
        'content-transfer-encoding',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ]);
    }),
  );

  it.each([
    'owner@shop.example, thief@evil.example',
    `owner@shop.example${evil}`,
    '<thief@evil.example> owner@shop.example',
  ])('nor a recipient by an address: %j', (to) =>
    withServer({}, async ({ port, got }) => {
      await createMailer(settings(port), 5_000).send(id, { ...letter, to });
      expect(got.flatMap((mail) => mail.to)).not.toContain('thief@evil.example');
      expect(got.flatMap(({ headers }) => headers.filter((line) => /^bcc/i.test(line)))).toEqual([]);
    }),
  );

  it('the words say a name in one line, a URL without its query, and many events as many', () => {
    const { subject, text } = switchedOffMail({
      ...told,
      url: 'https://user-less.example:8443/hooks/a?token=hush#part',
      merchant: 'Shop\r\n\r\n& Sons',
      waiting: 1_001,
    });
    expect(subject).toBe('Webhook endpoint at user-less.example:8443 is switched off');
    expect(text).toContain('\n  https://user-less.example:8443/hooks/a\n  whe_1, of Shop & Sons\n');
    expect(text).toContain('It has failed since 2026-11-25 08:30 UTC.\nMore than 1000 events wait for it');
    expect(text).toContain('idempotencyKey: "enable-20261125083000000"');
    expect(text).not.toMatch(/hush|part/);
  });
});
