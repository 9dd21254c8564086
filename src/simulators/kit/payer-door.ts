import { timingSafeEqual } from 'node:crypto';
import { pageHeaders } from '../../kernel/markup.ts';
import { emptyReply } from './replies.ts';
import type { Call, PayerPage, Reply, Step, WireRequest } from './simulator.ts';

/** A page that people look at, and the form on it. Neither is part of a provider's API. */
export interface PayerDoor {
  /** How a fault script would name it; none is meant for it. */
  readonly operation: string;
  look(step: Step, request: WireRequest): Reply;
  /** Does what a form asks for, and what that is called in the provider's records. */
  readonly form?: {
    cause(fields: URLSearchParams): string;
    submit(step: Step, request: WireRequest, fields: URLSearchParams): Reply;
  };
}

/** The call behind a request to a door; null where it opens to no such method. */
export function doorCall(request: WireRequest, { operation, look, form }: PayerDoor): Call | null {
  const common = { operation, subjects: [], wire: false, authorise: () => null };
  if (request.method === 'GET')
    return { ...common, cause: { kind: 'payer', name: 'look' }, handle: (step) => look(step, request) };
  if (request.method !== 'POST' || !form) return null;
  const fields = new URLSearchParams(request.body);
  return {
    ...common,
    cause: { kind: 'payer', name: form.cause(fields) },
    handle: (step) => form.submit(step, request, fields),
  };
}

/** A form is taken only from the browser that was shown the page: both hold one token, as a cookie and as a hidden field. */
export interface PayerSession {
  /** A page that is made with the browser's token, which is a new one where it has none. */
  show(step: Step, request: WireRequest, status: number, page: (token: string) => string): Reply;
  /** Whether a form bears the token of the browser that sends it. */
  sent(request: WireRequest, token: string | null | undefined): boolean;
}

/** `path` is where the browser is to send its cookie, from the root of the sandbox. */
export function payerSession(cookieName: string, path: string): PayerSession {
  const cookie = new RegExp(`(?:^|; *)${cookieName}=([^;]*)`);
  const cookieOf = ({ headers }: WireRequest): string => cookie.exec(headers.cookie ?? '')?.[1] ?? '';
  return {
    show(step, request, status, page) {
      const known = cookieOf(request);
      const token = /^[0-9a-f-]{36}$/.test(known) ? known : step.newId();
      const headers = {
        ...pageHeaders,
        'set-cookie': `${cookieName}=${token}; Path=${path}; HttpOnly; SameSite=Strict`,
      };
      return { status, headers, body: page(token) };
    },
    sent(request, token) {
      const [held, given] = [Buffer.from(cookieOf(request)), Buffer.from(token ?? '')];
      return held.length === 36 && given.length === 36 && timingSafeEqual(held, given);
    },
  };
}

/** Back to a page by GET, so that a reload does not send the form again. */
export function backTo(url: string): Reply {
  return emptyReply(303, { location: url });
}

/** 404 in plain words, for people. */
export function noSuchPage(what: string): Reply {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `No such ${what} in this sandbox.`,
  };
}

/** Those that wait for a payer, then the newest. */
export function openFirst(pages: readonly PayerPage[], limit: number): readonly PayerPage[] {
  return pages.toSorted((a, b) => Number(b.open) - Number(a.open) || b.at.localeCompare(a.at)).slice(0, limit);
}
