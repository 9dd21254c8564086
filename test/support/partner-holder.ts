import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/**
 * A partner's system in a process of its own, which keeps what it is sent in a file before it says so, and waits to be killed. Each
 * number that it has kept stands on a line of its output, too. It ends with its input, and so with whoever started it.
 */
const [, , port = '', file = '', secret = ''] = process.argv;
const webhook = new Webhook(secret);
createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    try {
      const body = Buffer.concat(chunks).toString();
      const { data } = webhook.verify(body, request.headers as Record<string, string>) as {
        data: { sequence: string };
      };
      appendFileSync(file, `${data.sequence}\n`);
      response.writeHead(204).end();
      console.log(data.sequence);
    } catch {
      appendFileSync(file, 'bad\n');
      response.writeHead(400).end();
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit());
