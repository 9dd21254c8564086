import { compactId } from '../kit/records.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { type Culture, cultureOf, type StatusCode, type SubCode, statusText, subCodeText } from './texts.ts';
import { dutchTime } from './time.ts';

const lists = ['ChannelErrors', 'ServiceErrors', 'ActionErrors', 'ParameterErrors', 'CustomParameterErrors'] as const;

/** One thing that is wrong with a request, and in which list it is told. */
export interface RequestError {
  readonly list: (typeof lists)[number];
  readonly name: string;
  /** A short word for machines. There is no public list of them. */
  readonly error: string;
  readonly message: string;
  readonly service?: string;
  readonly action?: string;
}

/** 400 without a word on which part was wrong, as whoever guesses keys must not be told. Its body is not documented. */
export const accessDenied: Reply = jsonReply(400, { Message: 'Access denied.' });
/** 500: what came cannot be read at all. */
export const badRequest: Reply = jsonReply(500, { Message: 'The request could not be read.' });
/** 404, with a key or an invoice that is not known. Not documented. */
export const notFound: Reply = jsonReply(404, { Message: 'Not found.' });

/** A refusal that the fault script asks for: a status of Buckaroo's own with HTTP 200, or else that of HTTP. */
export function refuse(step: Step, request: WireRequest, status: number): Reply {
  if (status === 490 || status === 491 || status === 492)
    return jsonReply(200, refused(step, request, status, status === 491 ? [unwanted] : []));
  return jsonReply(status, { Message: status === 429 ? 'Too many requests.' : 'The request was refused.' });
}
const unwanted: RequestError = {
  list: 'ParameterErrors',
  name: 'CustomerEmail',
  error: 'ParameterInvalid',
  message: 'The parameter is not valid.',
};

/** HTTP 200 with status 491: nothing was done, and this is why. */
export function invalid(step: Step, request: WireRequest, errors: readonly RequestError[], invoice?: string): Reply {
  return jsonReply(200, { ...refused(step, request, 491, errors), Invoice: invoice ?? null });
}

/** A status as it stands in every message. */
export function statusOnWire(code: StatusCode, subCode: SubCode | null, at: string, culture: Culture): object {
  return {
    Code: { Code: code, Description: statusText(code, culture) },
    SubCode: subCode === null ? null : { Code: subCode, Description: subCodeText(subCode, culture) },
    DateTime: dutchTime(at).replace(' ', 'T'),
  };
}

function refused(step: Step, request: WireRequest, status: 490 | 491 | 492, errors: readonly RequestError[]): object {
  return {
    Key: compactId(step),
    Status: statusOnWire(status, null, step.now.toISOString(), cultureOf(request.headers.culture)),
    RequiredAction: null,
    Services: null,
    CustomParameters: null,
    AdditionalParameters: null,
    RequestErrors:
      errors.length === 0
        ? null
        : Object.fromEntries(lists.map((list) => [list, errors.filter((error) => error.list === list).map(onWire)])),
    Invoice: null,
    ServiceCode: null,
    IsTest: true,
    Currency: null,
    TransactionType: null,
    MutationType: 0,
    RelatedTransactions: null,
    ConsumerMessage: null,
    Order: null,
    IssuingCountry: null,
    StartRecurrent: false,
    Recurring: false,
    CustomerName: null,
    PayerHash: null,
    PaymentKey: null,
  };
}

function onWire({ list, name, error, message, service, action }: RequestError): object {
  return {
    ...((list === 'ChannelErrors' || list === 'ActionErrors' || list === 'ParameterErrors') && {
      Service: service ?? null,
    }),
    ...((list === 'ChannelErrors' || list === 'ParameterErrors') && { Action: action ?? null }),
    Name: name,
    Error: error,
    ErrorMessage: message,
  };
}
