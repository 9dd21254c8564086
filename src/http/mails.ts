import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageHeaders } from '../kernel/markup.ts';
import type { KeptMail } from '../mail/outbox.ts';
import { mailPage } from '../mail/page.ts';
import { send } from '../platform/http-io.ts';
import { asksForPage } from './graphql-door.ts';

/** What a sandbox has mailed: a page for a browser, JSON for whoever else asks. */
export function sendMails(request: IncomingMessage, response: ServerResponse, shown: readonly KeptMail[]): void {
  if (asksForPage(request)) response.writeHead(200, pageHeaders).end(mailPage(shown));
  else send(response, 200, { mails: shown });
}
