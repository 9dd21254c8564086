/** A mail server, by SMTP. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  /** Whether nothing is sent without TLS: everywhere but on this machine. */
  readonly requireTLS: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
  /** The address that mails come from. */
  readonly from: string;
}

const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The server that a setting names; null when malformed. A path or a query is refused: nothing of how we send is set by them. */
export function parseSmtpUrl(text: string): Omit<MailServer, 'from'> | null {
  const url = /^smtps?:\/\/[^/?#\s]+\/?$/.test(text) && URL.canParse(text) ? new URL(text) : null;
  const [user, pass] = [unescaped(url?.username), unescaped(url?.password)];
  if (!url?.hostname || url.port === '0' || user === null || pass === null) return null;
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.+)\]$/, '$1'),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !thisMachine.has(url.hostname.toLowerCase()),
    auth: user ? { user, pass } : null,
  };
}

function unescaped(text = ''): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
