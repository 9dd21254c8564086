/** One row of the fault catalogue: what befalls the system, what must come of it, and how that is tried. */
export interface Case {
  readonly id: string;
  readonly fault: string;
  readonly pass: string;
  readonly by:
    | { readonly kills: { readonly seconds: number; readonly faults: boolean } }
    | { readonly tests: readonly Tests[] }
    | { readonly cannot: string };
}

/** Tests that are the case: a file, and which of its titles. */
export interface Tests {
  readonly file: string;
  readonly titled?: RegExp;
}

const tests = (file: string, titled?: RegExp): Tests => ({ file: `test/${file}`, ...(titled && { titled }) });
const row = (id: string, fault: string, pass: string, ...of: readonly Tests[]): Case => ({
  id,
  fault,
  pass,
  by: { tests: of },
});
const cannot = (id: string, fault: string, pass: string, why: string): Case => ({
  id,
  fault,
  pass,
  by: { cannot: why },
});

const crash = 'life/crash.test.ts';
const faults = 'life/faults.test.ts';
const atOnce = 'life/concurrency.test.ts';
const database = 'life/database.test.ts';
const held = 'life/held-rows.test.ts';
const orders = 'domain/transfer/order.test.ts';

/** Everything that we say we survive. */
export const catalogue: readonly Case[] = [
  row(
    'K01',
    'killed after the idempotency row, before commit',
    'nothing kept; same key works anew',
    tests(crash, /capturePayment\.afterKey/),
  ),
  row(
    'K02',
    'killed after the intent, before the call',
    'asked, quiet period, then sent once',
    tests(crash, /^a capture.*capturePayment\.afterCommit/),
  ),
  row(
    'K03',
    'killed while the provider works',
    'settled by asking; one effect',
    tests(crash, /while the provider works/),
  ),
  row(
    'K04',
    'killed after the reply, before it is written',
    'settled by asking; one effect',
    tests(crash, /^a capture.*payment\.capture\.afterReply/),
  ),
  row(
    'K05',
    'killed before our answer',
    'same key gives the same operation',
    tests(crash, /capturePayment\.beforeAnswer/),
  ),
  row(
    'K06',
    'webhook read, killed before insert',
    "no 2xx; the provider's retry works",
    tests('inbox/receive.test.ts'),
  ),
  row(
    'K07',
    'killed after the inbox commit, before the 2xx',
    'the retry is a duplicate; one effect',
    tests('inbox/receive.test.ts', /again|twice|repeat|same/),
  ),
  row(
    'K08',
    'killed inside apply',
    'applied once',
    tests('domain/transfer/operations.test.ts', /between money and its commit/),
  ),
  row(
    'K09',
    'killed after apply, before "done"',
    'cannot be: one transaction',
    tests(crash, /applied and done with, or neither/),
  ),
  {
    id: 'K10',
    fault: 'sequencer killed in a batch',
    pass: 'no gap, no double number',
    by: { kills: { seconds: 60, faults: false } },
  },
  row(
    'K11',
    'delivery posted, killed before it is recorded',
    'sent again under the same id',
    tests('partner-webhooks/restarts.test.ts', /killed after a delivery was posted/),
  ),
  row(
    'K12',
    'a process with many subscribers ends',
    'all resume from their cursor',
    tests('event-log/stream.test.ts', /come back|come again/),
    tests(database, /keeps its subscribers/),
  ),
  row(
    'K13',
    'killed during a migration',
    'the next run finishes',
    tests('platform/postgres/migrate.test.ts', /killed while its migration runs/),
  ),
  row(
    'K14',
    'rotation of an encryption key',
    'each row readable under one of the two',
    tests('platform/crypto.test.ts', /rotation/),
  ),
  {
    id: 'K15',
    fault: 'three products, simulators and PostgreSQL killed at random',
    pass: 'all settled; nothing twice, nothing lost',
    by: { kills: { seconds: 300, faults: true } },
  },
  row(
    'K16',
    'a process paused while it numbers',
    'another numbers within 7 s; nothing old is written',
    tests('life/paused.test.ts', /paused while it numbers/),
  ),
  row(
    'K17',
    'the embedded PostgreSQL killed alone',
    'not ready, then ready by itself',
    tests('life/paused.test.ts', /embedded PostgreSQL/),
  ),
  row(
    'K18',
    'killed before a schedule commits a charge, and after',
    'each period charged once',
    tests('life/schedule-crash.test.ts'),
  ),

  row(
    'P01',
    'timeout after the effect',
    'UNRESOLVED, then SUCCEEDED; never resent',
    tests(faults, /after its effect \(effectThenTimeout\)/),
  ),
  row('P02', 'effect later than our timeout', 'no second effect', tests(faults, /takes effect later/)),
  row('P03', 'reset without effect', 'resent once after the quiet period', tests(faults, /\(resetNoEffect\)/)),
  row(
    'P04',
    '5xx before or after the effect, HTML 502',
    'UNRESOLVED',
    tests(faults, /5xxAfterEffect|5xxNoEffect|html502/),
  ),
  row(
    'P05',
    'truncated JSON, 50 MB reply',
    'UNRESOLVED; memory bounded',
    tests(faults, /truncatedJson|hugeBody/),
    tests('providers/kit/transport.test.ts'),
  ),
  row(
    'P06',
    'reply with another amount',
    'UNRESOLVED, for a person',
    tests(faults, /echoes another amount/),
    tests('life/betalingsservice.test.ts', /comes back wrong/),
  ),
  row(
    'P07',
    'push before the reply',
    'one move',
    tests('domain/transfer/refunds.test.ts', /before its own answer is known/),
  ),
  row('P08', '429 with and without Retry-After', 'sent again later', tests(faults, /too many requests/)),
  row('P09', 'token expires in flight', 'one refresh', tests(faults, /expired token/)),
  row('P10', 'one byte a second', 'cut at the deadline; UNRESOLVED', tests(faults, /slowDrip/)),
  row('P11', 'provider away', 'waits, and goes through when it is back', tests(faults, /a provider that is away/)),
  row(
    'P12',
    'late failure, charge-back, withdrawn',
    'reversed, restored',
    tests('life/gocardless.test.ts', /fails late|charged back/),
  ),
  row(
    'P13',
    '9.99 of 10.00, then 0.01; twice; refunded',
    'amounts by receipt',
    tests('life/buckaroo.test.ts', /settles by what arrives|overpaid/),
    tests(orders),
  ),
  row(
    'P14',
    'agreement cancelled while reserved',
    'both rows move in one transaction',
    tests('life/payment.test.ts', /ends its reservation in the same move/),
  ),
  row(
    'P15',
    'capture twice, another amount, after expiry',
    'refused before the call',
    tests('life/payment.test.ts', /^a capture/),
  ),
  row(
    'P16',
    'conflict on a reused key',
    'existing resource compared and taken',
    tests('providers/gocardless/operations.test.ts'),
  ),
  cannot(
    'P17',
    'old and new channel both push',
    'one event out',
    "MobilePay's successor is not offered here; an identity of facts, not of messages, is what it would lean on",
  ),
  row(
    'P18',
    'mandate fails while its payment completes',
    'each ends on its own',
    tests('life/betalingsservice.test.ts', /ends each on its own/),
  ),

  row(
    'C01',
    '100 parallel captures, distinct keys',
    'one wins; the others are told what is left',
    tests(atOnce, /keys of their own/),
  ),
  row('C02', '100 parallel captures, one key', 'one operation, 100 equal answers', tests(atOnce, /with one key/)),
  row('C03', 'refunds over the limit at once', 'never more than was captured', tests(atOnce, /never give back more/)),
  row(
    'C04',
    'capture and cancel at once',
    "one wins; the provider's book agrees",
    tests(atOnce, /end with one of them/),
  ),
  row('C05', 'same key, other input', 'typed error, no effect', tests('graphql/mutations.test.ts')),
  row('C06', 'same key, two merchants', 'two operations', tests('graphql/isolation.test.ts')),
  row('C07', 'same key in aliases and in many documents', 'one effect', tests(atOnce, /with one key/)),
  row(
    'C08',
    'two payments locked in opposite order, refunds that race for the same receipts',
    'bounded repeats, no lost update, no more than there is',
    tests(held, /in opposite order/),
    tests('domain/transfer/refunds.test.ts', /races with others/),
  ),
  row(
    'C09',
    'one merchant opens all it can',
    'others have room',
    tests('graphql/connections.test.ts', /leaves room for another/),
  ),
  row(
    'C10',
    'a transaction that idles elsewhere; a stream that nobody notifies',
    'the feed does not stall; found by the next poll',
    tests(held, /idles elsewhere/),
    tests('event-log/stream.test.ts', /never notified/),
  ),

  row(
    'W01',
    'one message many times at once',
    'one effect',
    tests('inbox/receive.test.ts'),
    tests('domain/transfer/transfers.test.ts', /counted once/),
  ),
  row('W02', 'every order of pushes', 'same final state', tests('inbox/gocardless-order.test.ts'), tests(orders)),
  row(
    'W03',
    'push for a thing that is created later',
    'parked, then applied',
    tests('inbox/process.test.ts'),
    tests('inbox/set-aside.test.ts'),
  ),
  row(
    'W04',
    'wrong, truncated, long, empty or no signature',
    'refused as that provider expects',
    tests('providers/gocardless/webhook.test.ts'),
    tests('providers/buckaroo/signature.test.ts'),
    tests('providers/mobilepay/webhook.test.ts'),
  ),
  row(
    'W05',
    'right signature of another account',
    'refused',
    tests('inbox/address.test.ts'),
    tests('inbox/receive.test.ts'),
  ),
  row(
    'W06',
    'old time stamp, or the same again',
    'refused past the window; else one effect',
    tests('providers/buckaroo/webhook.test.ts'),
  ),
  row(
    'W07',
    'depth, size, junk, duplicate keys',
    '4xx quickly',
    tests('inbox/gocardless.test.ts'),
    tests('providers/kit/webhooks.test.ts'),
    tests('http/doors.test.ts', /webhook/),
  ),
  row(
    'W08',
    '10.00, 10, 1e1, 10.005, 2^53+1',
    'exact minor units or refusal',
    tests('kernel/money.test.ts'),
    tests('providers/kit/json.test.ts'),
  ),
  row(
    'W09',
    'ten thousand unverified pushes in a row',
    'questions stay under their cap; what is ours goes first',
    tests('inbox/foreign.test.ts', /ten thousand strangers/),
    tests('inbox/receive.test.ts', /claims what the provider does not say/),
  ),
  row(
    'W10',
    'database away',
    '503 quickly',
    tests('http/doors.test.ts', /database is away/),
    tests(database, /refuses/),
  ),
  row('W11', 'slow bodies', 'cut at 5 s', tests('http/doors.test.ts', /does not arrive gets 408/)),

  row(
    'G01',
    'depth, aliases, rings, 5 MB, batches',
    'refused before any resolver',
    tests('graphql/limits'),
    tests('http/limits.test.ts'),
  ),
  row('G02', '`first: 1e9`, nested lists', 'refused by cost', tests('graphql/limits')),
  row('G03', 'ids of another merchant', 'as a plain miss', tests('graphql/isolation.test.ts')),
  row('G04', 'injection in every string', 'stored as text', tests('fuzz')),
  row(
    'G05',
    'emoji, NUL, lone surrogates',
    'counted right; NUL refused',
    tests('http/doors.test.ts', /surrogate/),
    tests('graphql/scalars.test.ts'),
  ),
  row(
    'G06',
    'amounts 0, negative, float, 2^63',
    'typed error',
    tests('graphql/scalars.test.ts'),
    tests('kernel/money.test.ts'),
  ),
  cannot('G07', 'JWT: none, other issuer, expired', 'refused', 'there are no JWTs here: keys only'),
  row('G08', 'key revoked while a stream is open', 'closed', tests('graphql/keys-that-end.test.ts')),
  row('G09', 'form POST, GET mutation', '415, 405', tests('http/doors.test.ts', /a mutation by GET 405/)),
  row('G10', 'any error in production mode', 'no stack, SQL, path or secret', tests('http/doors.test.ts', /masked/)),
  row(
    'G11',
    'callback URL that leads inside',
    'refused when saved and at connect',
    tests('partner-webhooks/address.test.ts'),
  ),
  row(
    'G12',
    'newline and ANSI in values that are logged',
    'escaped',
    tests('platform/log.test.ts', /control characters/),
  ),

  cannot(
    'S01',
    '5,000 subscribers, one event',
    'all have it in < 2 s',
    '`npm run drill -- figures subscribers` measures it',
  ),
  row(
    'S02',
    'a reader that never reads',
    'closed; resumes',
    tests('graphql/sse.test.ts', /takes nothing/),
    tests('graphql/streams.test.ts'),
  ),
  row(
    'S03',
    'thousands reconnect at once',
    'shared pages, no stampede',
    tests('event-log/stream.test.ts', /thousands/),
  ),
  row(
    'S04',
    'the LISTEN connection dies',
    'the poll covers',
    tests('event-log/stream.test.ts', /never notified/),
    tests(database, /every connection was ended/),
  ),
  row('S05', 'cursor of another merchant, of the future, too old', 'typed answers', tests('graphql/streams.test.ts')),
  row(
    'S06',
    'endpoint hangs, 410, 429, resets, endless reply',
    'others unaffected',
    tests('partner-webhooks/faults.test.ts'),
  ),
  row(
    'S07',
    'endpoint away six days',
    'disabled and told; replay restores all',
    tests('partner-webhooks/faults.test.ts', /six days/),
  ),
  row(
    'S08',
    'secret rotated under load',
    'no failed verification',
    tests('partner-webhooks/deliveries.test.ts', /rotated under load/),
  ),

  {
    id: 'D01',
    fault: 'PostgreSQL killed under load, again and again',
    pass: 'no wrong state; back by itself',
    by: { kills: { seconds: 60, faults: false } },
  },
  row('D02', 'connections gone without a word, or used up', 'new ones are found; 503, no pile-up', tests(database)),
  row('D03', 'clocks ten minutes apart, step back', 'leases by database time', tests('life/skewed-clock.test.ts')),
  row('D04', 'disk full', 'writes refused, reads work, recovers', tests('life/disk-full.test.ts')),
  cannot(
    'D05',
    'N+1 deployed beside N under load',
    'no errors',
    'no release has been published that could run beside this one; what a stop does to callers is in test/life/stop.test.ts',
  ),
  row(
    'D06',
    'restored from backup or to a point in time, provider is ahead',
    'asking brings back what is missing; nothing happens twice',
    tests('life/restored.test.ts'),
    tests('drill/restore.test.ts'),
  ),
  row(
    'D07',
    'canaries through every path',
    'found nowhere',
    tests('audit/audit.test.ts', /I9/),
    tests('life/gocardless-faults.test.ts', /names a payer/),
  ),
  cannot('D08', "an hour's soak", 'memory flat', '`npm run drill -- soak` is a run of its own'),
  cannot('D09', 'mutation tests', '>= 90% killed', '`npm run mutants` is a run of its own'),
  row(
    'D10',
    'translate and verify fed with anything',
    'nothing thrown outside typed results',
    tests('providers/mobilepay/translate.test.ts'),
    tests('providers/gocardless/translate.test.ts'),
    tests('providers/buckaroo/translate.test.ts'),
    tests('providers/betalingsservice/translate.test.ts'),
  ),
];
