import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as a real server was given it. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Each line of the header, its continuations joined to it. */
  readonly headers: readonly string[];
  /** One of them by its name; empty when there is none. */
  header(name: string): string;
  readonly text: string;
}
export interface MailServer {
  readonly port: number;
  readonly url: string;
  readonly got: readonly Mail[];
  /** Commands by which somebody wanted to send something. */
  readonly asked: readonly string[];
  /** What it answers to a step, in turn; takes the step when there is nothing. */
  readonly refusals: { step: 'MAIL FROM' | 'RCPT TO' | 'DATA'; code: number }[];
  close(): Promise<void>;
}

/** A mail server in this process, on a port of its own or on a given one. */
export async function startMailServer(port = 0, options: SMTPServerOptions = {}): Promise<MailServer> {
  const got: Mail[] = [];
  const asked: string[] = [];
  const refusals: MailServer['refusals'] = [];
  const answer = (step: MailServer['refusals'][number]['step']): Error | null => {
    asked.push(step);
    if (refusals[0]?.step !== step) return null;
    const { code } = refusals.shift() ?? { code: 0 };
    return Object.assign(new Error('no such user owner@shop.example'), { responseCode: code });
  };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onMailFrom: (_address, _session, callback) => callback(answer('MAIL FROM')),
    onRcptTo: (_address, _session, callback) => callback(answer('RCPT TO')),
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = answer('DATA');
        if (!refused) {
          const from = envelope.mailFrom ? envelope.mailFrom.address : '';
          const to = envelope.rcptTo.map(({ address }) => address);
          got.push({ from, to, ...parsed(Buffer.concat(chunks).toString()) });
        }
        callback(refused);
      });
    },
    ...options,
  });
  // A client that breaks off is what some tests are about.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const taken = (server.server.address() as AddressInfo).port;
  return {
    port: taken,
    url: `smtp://127.0.0.1:${taken}`,
    got,
    asked,
    refusals,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function parsed(raw: string): Pick<Mail, 'headers' | 'header' | 'text'> {
  const split = raw.indexOf('\r\n\r\n');
  const headers = raw
    .slice(0, split)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const header = (name: string): string =>
    headers.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2) ?? '';
  const body = raw.slice(split + 4);
  return { headers, header, text: header('Content-Transfer-Encoding') === 'quoted-printable' ? unquoted(body) : body };
}

function unquoted(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
