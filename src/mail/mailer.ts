import { createTransport, type NodemailerError } from 'nodemailer';
import type { MailServer } from '../platform/settings/smtp.ts';
import type { MailMessage } from './outbox.ts';

/** What came of one attempt to hand a mail over. */
export type Handed =
  | { readonly kind: 'taken' }
  /** Refused for good: the recipient or the mail itself. */
  | { readonly kind: 'refused'; readonly error: string }
  /** Not taken for now, or nobody knows. */
  | { readonly kind: 'failed'; readonly error: string }
  /** We stopped in the middle of it. */
  | { readonly kind: 'cut' };

export interface Mailer {
  /** `id` names the mail: the same each time it is sent, so that a repeat is known by its Message-ID. */
  send(id: string, message: MailMessage): Promise<Handed>;
  /** Cuts off what is under way. */
  close(): void;
}

/** Below the lease of 45 s: whoever holds a mail has come to an end before another takes it. */
const deadlineMs = 30_000;

/** Hands mails to a server by SMTP, each over a connection of its own: they are few. */
export function createMailer(server: MailServer, timeoutMs = deadlineMs): Mailer {
  const { host, port, secure, requireTLS, auth, from } = server;
  const stopping = new AbortController();
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS,
    ...(auth ? { auth } : {}),
    // A text that names a file or an address is a text.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(id, { to, subject, text }) {
      const late = AbortSignal.timeout(timeoutMs);
      try {
        await transport.sendMail({
          // As objects, so that nothing in an address is read as a second one.
          from: { name: 'Paygraph', address: from },
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          // RFC 3834: whoever is away must not answer a program.
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.any([stopping.signal, late]),
        });
        return { kind: 'taken' };
      } catch (error) {
        if (stopping.signal.aborted) return { kind: 'cut' };
        if (late.aborted) return { kind: 'failed', error: `no answer within ${timeoutMs / 1_000} seconds` };
        return judged(error as NodemailerError);
      }
    },
    close: () => stopping.abort(),
  };
}

/** Where a refusal is about the recipient or the mail. Anywhere else it is about us, which an operator can mend within the day. */
const aboutTheMail: ReadonlySet<string> = new Set(['RCPT TO', 'DATA']);

/** A server's own words may name the recipient, so only the step and the code are kept. */
function judged({ code, command, responseCode, permanent }: NodemailerError): Handed {
  const error = [command, responseCode ?? code ?? 'failed'].filter((part) => part !== undefined).join(': ');
  return { kind: permanent && aboutTheMail.has(command ?? '') ? 'refused' : 'failed', error };
}
