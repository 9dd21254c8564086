import { createHash, createHmac } from 'node:crypto';
import { isOneOf } from '../kit/webhooks.ts';

/** How news of Vipps MobilePay proves itself: an HMAC over the bytes as they came, the address that they were sent to, and the time. */
export interface SignedNews {
  /** The address that was registered, whole. */
  readonly url: string;
  readonly body: Uint8Array;
  /** The header `x-ms-date`, verbatim. */
  readonly date: string;
  /** The header `authorization`. */
  readonly authorization: string;
  /** The header `x-ms-content-sha256`. */
  readonly contentHash: string;
}

/** The secret is text, whatever it looks like. */
export function signatureOf({ url, body, date }: Pick<SignedNews, 'url' | 'body' | 'date'>, secret: string): string {
  const { host, pathname, search } = new URL(url);
  return createHmac('sha256', Buffer.from(secret, 'utf8'))
    .update(`POST\n${pathname}${search}\n${date};${host};${hashOf(body)}`)
    .digest('base64');
}

export function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}

/** Whether the holder of one of these secrets signed exactly this. Every secret is tried, so the time tells nothing. */
export function isSigned(news: SignedNews, secrets: readonly string[]): boolean {
  const given =
    /^HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=([A-Za-z0-9+/]{43}=)$/.exec(
      news.authorization,
    )?.[1] ?? '';
  const rightHash = isOneOf(news.contentHash, [hashOf(news.body)]);
  return (
    isOneOf(
      given,
      secrets.map((secret) => signatureOf(news, secret)),
    ) && rightHash
  );
}
