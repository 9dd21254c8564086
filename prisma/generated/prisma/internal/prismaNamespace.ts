// @ts-nocheck
import * as runtime from "@prisma/client/runtime/client"
import {                   } from "./class.ts"
export const PrismaClientKnownRequestError = runtime.PrismaClientKnownRequestError
export const PrismaClientUnknownRequestError = runtime.PrismaClientUnknownRequestError
export const PrismaClientRustPanicError = runtime.PrismaClientRustPanicError
export const PrismaClientInitializationError = runtime.PrismaClientInitializationError
export const PrismaClientValidationError = runtime.PrismaClientValidationError
export const sql = runtime.sqltag
export const empty = runtime.empty
export const join = runtime.join
export const raw = runtime.raw
export const Sql = runtime.Sql
export const Decimal = runtime.Decimal
export const getExtensionContext = runtime.Extensions.getExtensionContext
export const prismaVersion                = {
  client: "7.10.0",
  engine: "0edf323efd1d98336f3f0a68684b56f689b900d3"
}
export const NullTypes = {
  DbNull: runtime.NullTypes.DbNull                                                  ,
  JsonNull: runtime.NullTypes.JsonNull                                                    ,
  AnyNull: runtime.NullTypes.AnyNull                                                   ,
}
export const DbNull = runtime.DbNull
export const JsonNull = runtime.JsonNull
export const AnyNull = runtime.AnyNull
export const ModelName = {
  Merchant: 'Merchant',
  ApiKey: 'ApiKey',
  OperatorKey: 'OperatorKey',
  AuditRun: 'AuditRun',
  OperatorRecord: 'OperatorRecord',
  OperatorIdempotency: 'OperatorIdempotency',
  OpenedAddress: 'OpenedAddress',
  EndedSession: 'EndedSession',
  Process: 'Process',
  AuditRecord: 'AuditRecord',
  ProviderAccount: 'ProviderAccount',
  Agreement: 'Agreement',
  Person: 'Person',
  Mandate: 'Mandate',
  BillingRequest: 'BillingRequest',
  OneOffPayment: 'OneOffPayment',
  PaymentSchedule: 'PaymentSchedule',
  PaymentScheduleAmount: 'PaymentScheduleAmount',
  PaymentSchedulePeriod: 'PaymentSchedulePeriod',
  ChargeAttempt: 'ChargeAttempt',
  Transfer: 'Transfer',
  TransferReceipt: 'TransferReceipt',
  Capture: 'Capture',
  Refund: 'Refund',
  Operation: 'Operation',
  Idempotency: 'Idempotency',
  WebhookReceipt: 'WebhookReceipt',
  InboxItem: 'InboxItem',
  Event: 'Event',
  EventStaged: 'EventStaged',
  EventLogEntry: 'EventLogEntry',
  EventLogEpoch: 'EventLogEpoch',
  EventLogEpochHead: 'EventLogEpochHead',
  JournalEntry: 'JournalEntry',
  Payout: 'Payout',
  PayoutItem: 'PayoutItem',
  SettlementStatement: 'SettlementStatement',
  PaymentTotal: 'PaymentTotal',
  PaymentTotalChange: 'PaymentTotalChange',
  LedgerChart: 'LedgerChart',
  LedgerSubject: 'LedgerSubject',
  WebhookEndpoint: 'WebhookEndpoint',
  WebhookDelivery: 'WebhookDelivery',
  WebhookAttempt: 'WebhookAttempt',
  Mail: 'Mail',
  Keyring: 'Keyring',
  StateMove: 'StateMove',
  SandboxClock: 'SandboxClock',
  FailedAttempt: 'FailedAttempt',
  RateLimit: 'RateLimit',
  OpenConnection: 'OpenConnection'
}
export const TransactionIsolationLevel = runtime.makeStrictEnum({
  ReadUncommitted: 'ReadUncommitted',
  ReadCommitted: 'ReadCommitted',
  RepeatableRead: 'RepeatableRead',
  Serializable: 'Serializable'
}         )
export const MerchantScalarFieldEnum = {
  id: 'id',
  name: 'name',
  environment: 'environment',
  suspendedAt: 'suspendedAt',
  allowedOrigins: 'allowedOrigins',
  timeZone: 'timeZone',
  createdAt: 'createdAt'
}
export const ApiKeyScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  name: 'name',
  secretHash: 'secretHash',
  scopes: 'scopes',
  expiresAt: 'expiresAt',
  revokedAt: 'revokedAt',
  lastUsedAt: 'lastUsedAt',
  lastFour: 'lastFour',
  createdBy: 'createdBy',
  replacedBy: 'replacedBy',
  createdAt: 'createdAt'
}
export const OperatorKeyScalarFieldEnum = {
  id: 'id',
  name: 'name',
  secretHash: 'secretHash',
  lastFour: 'lastFour',
  scopes: 'scopes',
  expiresAt: 'expiresAt',
  revokedAt: 'revokedAt',
  lastUsedAt: 'lastUsedAt',
  createdBy: 'createdBy',
  createdAt: 'createdAt',
  revokedBy: 'revokedBy',
  revokedBecause: 'revokedBecause'
}
export const AuditRunScalarFieldEnum = {
  id: 'id',
  startedAt: 'startedAt',
  finishedAt: 'finishedAt',
  broken: 'broken',
  checks: 'checks'
}
export const OperatorRecordScalarFieldEnum = {
  id: 'id',
  createdAt: 'createdAt',
  actor: 'actor',
  action: 'action',
  inNameOf: 'inNameOf',
  reason: 'reason',
  requestId: 'requestId',
  outcome: 'outcome',
  subject: 'subject'
}
export const OperatorIdempotencyScalarFieldEnum = {
  operator: 'operator',
  key: 'key',
  mutation: 'mutation',
  fingerprint: 'fingerprint',
  fingerprintKey: 'fingerprintKey',
  paths: 'paths',
  outcome: 'outcome',
  firstSeenAt: 'firstSeenAt',
  expiresAt: 'expiresAt'
}
export const OpenedAddressScalarFieldEnum = {
  hash: 'hash',
  expiresAt: 'expiresAt'
}
export const EndedSessionScalarFieldEnum = {
  hash: 'hash',
  expiresAt: 'expiresAt'
}
export const ProcessScalarFieldEnum = {
  id: 'id',
  roles: 'roles',
  version: 'version',
  publicUrl: 'publicUrl',
  settings: 'settings',
  host: 'host',
  pid: 'pid',
  startedAt: 'startedAt',
  beatAt: 'beatAt'
}
export const AuditRecordScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  createdAt: 'createdAt',
  actor: 'actor',
  action: 'action',
  subjectType: 'subjectType',
  subjectId: 'subjectId',
  reason: 'reason',
  requestId: 'requestId',
  details: 'details'
}
export const ProviderAccountScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  provider: 'provider',
  pathSegment: 'pathSegment',
  settingsSealed: 'settingsSealed',
  callbackUrl: 'callbackUrl',
  connectProblem: 'connectProblem',
  pollCursor: 'pollCursor',
  nextPollAt: 'nextPollAt',
  pausedAt: 'pausedAt',
  pausedBecause: 'pausedBecause',
  nextCredentialsCheckAt: 'nextCredentialsCheckAt',
  credentialsCheckedAt: 'credentialsCheckedAt',
  lastCallbackAt: 'lastCallbackAt',
  version: 'version',
  createdAt: 'createdAt'
}
export const AgreementScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  formerReference: 'formerReference',
  externalId: 'externalId',
  origin: 'origin',
  status: 'status',
  reason: 'reason',
  plan: 'plan',
  description: 'description',
  amountMinor: 'amountMinor',
  currency: 'currency',
  country: 'country',
  frequency: 'frequency',
  nextPaymentDate: 'nextPaymentDate',
  expiresAt: 'expiresAt',
  returnUrl: 'returnUrl',
  payerUrl: 'payerUrl',
  metadata: 'metadata',
  cancelling: 'cancelling',
  unresolvedCount: 'unresolvedCount',
  pollCount: 'pollCount',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const PersonScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  keySealed: 'keySealed',
  debtorReference: 'debtorReference',
  debtorReferenceSealed: 'debtorReferenceSealed',
  accountEndingSealed: 'accountEndingSealed',
  createdAt: 'createdAt',
  erasedAt: 'erasedAt'
}
export const MandateScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  externalId: 'externalId',
  origin: 'origin',
  status: 'status',
  reason: 'reason',
  scheme: 'scheme',
  nextChargeDate: 'nextChargeDate',
  providerStatus: 'providerStatus',
  creditorNumber: 'creditorNumber',
  debtorGroupNumber: 'debtorGroupNumber',
  mandateNumber: 'mandateNumber',
  consent: 'consent',
  verifiedAt: 'verifiedAt',
  billingRequestId: 'billingRequestId',
  replacedById: 'replacedById',
  personId: 'personId',
  metadata: 'metadata',
  cancelling: 'cancelling',
  unresolvedCount: 'unresolvedCount',
  pollCount: 'pollCount',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const BillingRequestScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  externalId: 'externalId',
  status: 'status',
  reason: 'reason',
  purpose: 'purpose',
  description: 'description',
  amountMinor: 'amountMinor',
  currency: 'currency',
  scheme: 'scheme',
  paymentScheme: 'paymentScheme',
  customerReference: 'customerReference',
  customerBankAccountReference: 'customerBankAccountReference',
  terms: 'terms',
  actions: 'actions',
  fallbackEnabled: 'fallbackEnabled',
  fallbackOccurred: 'fallbackOccurred',
  flowUrl: 'flowUrl',
  flowRedirectUrl: 'flowRedirectUrl',
  flowExitUrl: 'flowExitUrl',
  flowExpiresAt: 'flowExpiresAt',
  expiresAt: 'expiresAt',
  personId: 'personId',
  metadata: 'metadata',
  cancelling: 'cancelling',
  unresolvedCount: 'unresolvedCount',
  pollCount: 'pollCount',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const OneOffPaymentScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  kind: 'kind',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  externalId: 'externalId',
  agreementId: 'agreementId',
  mandateId: 'mandateId',
  billingRequestId: 'billingRequestId',
  providerStatus: 'providerStatus',
  chargeDate: 'chargeDate',
  dueOn: 'dueOn',
  retryKind: 'retryKind',
  retryDays: 'retryDays',
  graceUntil: 'graceUntil',
  willRetry: 'willRetry',
  attemptCount: 'attemptCount',
  attemptedOn: 'attemptedOn',
  reference: 'reference',
  retryIfPossible: 'retryIfPossible',
  appFeeMinor: 'appFeeMinor',
  description: 'description',
  autoReserve: 'autoReserve',
  currency: 'currency',
  requested: 'requested',
  authorized: 'authorized',
  captured: 'captured',
  captureInFlight: 'captureInFlight',
  refunded: 'refunded',
  refundInFlight: 'refundInFlight',
  released: 'released',
  reversed: 'reversed',
  cancelling: 'cancelling',
  state: 'state',
  status: 'status',
  reason: 'reason',
  payerUrl: 'payerUrl',
  expiresAt: 'expiresAt',
  settleBy: 'settleBy',
  settlementDueAt: 'settlementDueAt',
  capturedAt: 'capturedAt',
  metadata: 'metadata',
  unresolvedCount: 'unresolvedCount',
  pollCount: 'pollCount',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  createdAt: 'createdAt',
  countedOn: 'countedOn',
  updatedAt: 'updatedAt'
}
export const PaymentScheduleScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  externalId: 'externalId',
  agreementId: 'agreementId',
  mandateId: 'mandateId',
  keptBy: 'keptBy',
  kind: 'kind',
  status: 'status',
  reason: 'reason',
  description: 'description',
  reference: 'reference',
  currency: 'currency',
  unit: 'unit',
  every: 'every',
  dayOfMonth: 'dayOfMonth',
  month: 'month',
  weekday: 'weekday',
  startsOn: 'startsOn',
  count: 'count',
  endsOn: 'endsOn',
  retryKind: 'retryKind',
  retryDays: 'retryDays',
  metadata: 'metadata',
  nextPeriod: 'nextPeriod',
  nextDueOn: 'nextDueOn',
  resumesAtPeriod: 'resumesAtPeriod',
  cancelsPending: 'cancelsPending',
  nextAt: 'nextAt',
  leaseToken: 'leaseToken',
  leaseUntil: 'leaseUntil',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const PaymentScheduleAmountScalarFieldEnum = {
  merchantId: 'merchantId',
  scheduleId: 'scheduleId',
  number: 'number',
  on: 'on',
  amountMinor: 'amountMinor',
  at: 'at'
}
export const PaymentSchedulePeriodScalarFieldEnum = {
  merchantId: 'merchantId',
  scheduleId: 'scheduleId',
  period: 'period',
  dueOn: 'dueOn',
  outcome: 'outcome',
  paymentId: 'paymentId',
  at: 'at'
}
export const ChargeAttemptScalarFieldEnum = {
  merchantId: 'merchantId',
  paymentId: 'paymentId',
  number: 'number',
  on: 'on',
  succeeded: 'succeeded',
  reason: 'reason',
  eventId: 'eventId',
  at: 'at'
}
export const TransferScalarFieldEnum = {
  merchantId: 'merchantId',
  paymentId: 'paymentId',
  personId: 'personId',
  sendMail: 'sendMail',
  dueDate: 'dueDate',
  order: 'order',
  culture: 'culture',
  reference: 'reference',
  iban: 'iban',
  bic: 'bic',
  accountHolder: 'accountHolder',
  accountHolderCity: 'accountHolderCity',
  accountHolderCountry: 'accountHolderCountry',
  localAccountNumber: 'localAccountNumber',
  providerSubCode: 'providerSubCode',
  messageSealed: 'messageSealed'
}
export const TransferReceiptScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  invoice: 'invoice',
  amountMinor: 'amountMinor',
  currency: 'currency',
  refunded: 'refunded',
  refundInFlight: 'refundInFlight',
  paymentId: 'paymentId',
  unmatchedBecause: 'unmatchedBecause',
  personId: 'personId',
  payerSealed: 'payerSealed',
  closedAt: 'closedAt',
  pollCount: 'pollCount',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  receivedAt: 'receivedAt',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const CaptureScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  paymentId: 'paymentId',
  operationId: 'operationId',
  amountMinor: 'amountMinor',
  currency: 'currency',
  createdAt: 'createdAt'
}
export const RefundScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  paymentId: 'paymentId',
  operationId: 'operationId',
  amountMinor: 'amountMinor',
  currency: 'currency',
  reason: 'reason',
  externalId: 'externalId',
  providerReference: 'providerReference',
  receiptId: 'receiptId',
  returnedAt: 'returnedAt',
  createdAt: 'createdAt'
}
export const OperationScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  accountId: 'accountId',
  kind: 'kind',
  agreementId: 'agreementId',
  paymentId: 'paymentId',
  mandateId: 'mandateId',
  billingRequestId: 'billingRequestId',
  receiptId: 'receiptId',
  personId: 'personId',
  providerKey: 'providerKey',
  inputSealed: 'inputSealed',
  status: 'status',
  reason: 'reason',
  refused: 'refused',
  actor: 'actor',
  requestKey: 'requestKey',
  sends: 'sends',
  pollCount: 'pollCount',
  nextAt: 'nextAt',
  leaseToken: 'leaseToken',
  leaseUntil: 'leaseUntil',
  requestedAt: 'requestedAt',
  sentAt: 'sentAt',
  completedAt: 'completedAt',
  overdueAt: 'overdueAt',
  traceparent: 'traceparent'
}
export const IdempotencyScalarFieldEnum = {
  merchantId: 'merchantId',
  key: 'key',
  mutation: 'mutation',
  fingerprint: 'fingerprint',
  fingerprintKey: 'fingerprintKey',
  paths: 'paths',
  operationId: 'operationId',
  outcome: 'outcome',
  firstSeenAt: 'firstSeenAt',
  expiresAt: 'expiresAt'
}
export const WebhookReceiptScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  accountId: 'accountId',
  provider: 'provider',
  verdict: 'verdict',
  bodySealed: 'bodySealed',
  receivedAt: 'receivedAt'
}
export const InboxItemScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  accountId: 'accountId',
  provider: 'provider',
  receiptId: 'receiptId',
  dedupeKey: 'dedupeKey',
  about: 'about',
  item: 'item',
  aboutKnown: 'aboutKnown',
  behind: 'behind',
  state: 'state',
  problem: 'problem',
  version: 'version',
  duplicateCount: 'duplicateCount',
  failures: 'failures',
  lastError: 'lastError',
  nextAt: 'nextAt',
  leaseToken: 'leaseToken',
  leaseUntil: 'leaseUntil',
  receivedAt: 'receivedAt',
  doneAt: 'doneAt',
  traceparent: 'traceparent'
}
export const EventScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  type: 'type',
  subjectType: 'subjectType',
  subjectId: 'subjectId',
  subjectVersion: 'subjectVersion',
  agreementId: 'agreementId',
  paymentId: 'paymentId',
  mandateId: 'mandateId',
  billingRequestId: 'billingRequestId',
  provider: 'provider',
  paymentStatus: 'paymentStatus',
  change: 'change',
  cause: 'cause',
  occurredAt: 'occurredAt',
  recordedAt: 'recordedAt',
  traceparent: 'traceparent'
}
export const EventStagedScalarFieldEnum = {
  id: 'id',
  merchantId: 'merchantId',
  eventId: 'eventId'
}
export const EventLogEntryScalarFieldEnum = {
  merchantId: 'merchantId',
  sequence: 'sequence',
  eventId: 'eventId',
  hash: 'hash',
  previousHash: 'previousHash'
}
export const EventLogEpochScalarFieldEnum = {
  id: 'id',
  tag: 'tag',
  database: 'database',
  beganAt: 'beganAt'
}
export const EventLogEpochHeadScalarFieldEnum = {
  epochId: 'epochId',
  merchantId: 'merchantId',
  sequence: 'sequence'
}
export const JournalEntryScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  eventId: 'eventId',
  subjectType: 'subjectType',
  subjectId: 'subjectId',
  movement: 'movement',
  account: 'account',
  direction: 'direction',
  amountMinor: 'amountMinor',
  currency: 'currency',
  postedAt: 'postedAt'
}
export const PayoutScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  provider: 'provider',
  accountId: 'accountId',
  providerReference: 'providerReference',
  status: 'status',
  providerStatus: 'providerStatus',
  reason: 'reason',
  amountMinor: 'amountMinor',
  currency: 'currency',
  bankAmountMinor: 'bankAmountMinor',
  bankCurrency: 'bankCurrency',
  exchangeRate: 'exchangeRate',
  deductedFees: 'deductedFees',
  bankReference: 'bankReference',
  arrivesOn: 'arrivesOn',
  arrivedAt: 'arrivedAt',
  itemCount: 'itemCount',
  reconciliation: 'reconciliation',
  fees: 'fees',
  partnerFees: 'partnerFees',
  paidOut: 'paidOut',
  exchanged: 'exchanged',
  exchangedInto: 'exchangedInto',
  arrived: 'arrived',
  foreignPayments: 'foreignPayments',
  difference: 'difference',
  pollCount: 'pollCount',
  nextCheckAt: 'nextCheckAt',
  lastProviderSyncAt: 'lastProviderSyncAt',
  madeAt: 'madeAt',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const PayoutItemScalarFieldEnum = {
  merchantId: 'merchantId',
  payoutId: 'payoutId',
  number: 'number',
  kind: 'kind',
  providerType: 'providerType',
  amountTenths: 'amountTenths',
  paymentReference: 'paymentReference',
  refundReference: 'refundReference',
  paymentId: 'paymentId',
  refundId: 'refundId',
  receiptId: 'receiptId',
  problem: 'problem',
  taxes: 'taxes'
}
export const SettlementStatementScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  provider: 'provider',
  accountId: 'accountId',
  accountNumber: 'accountNumber',
  sequence: 'sequence',
  number: 'number',
  day: 'day',
  currency: 'currency',
  openingMinor: 'openingMinor',
  closingMinor: 'closingMinor',
  contentHash: 'contentHash',
  lines: 'lines',
  hasPayout: 'hasPayout',
  createdAt: 'createdAt'
}
export const PaymentTotalScalarFieldEnum = {
  merchantId: 'merchantId',
  day: 'day',
  provider: 'provider',
  currency: 'currency',
  status: 'status',
  payments: 'payments',
  requested: 'requested',
  captured: 'captured',
  refunded: 'refunded',
  reversed: 'reversed'
}
export const PaymentTotalChangeScalarFieldEnum = {
  id: 'id',
  merchantId: 'merchantId',
  day: 'day',
  provider: 'provider',
  currency: 'currency',
  status: 'status',
  payments: 'payments',
  requested: 'requested',
  captured: 'captured',
  refunded: 'refunded',
  reversed: 'reversed'
}
export const LedgerChartScalarFieldEnum = {
  movement: 'movement',
  debit: 'debit',
  credit: 'credit'
}
export const LedgerSubjectScalarFieldEnum = {
  subjectType: 'subjectType',
  tableName: 'tableName'
}
export const WebhookEndpointScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  version: 'version',
  slot: 'slot',
  url: 'url',
  eventTypes: 'eventTypes',
  document: 'document',
  scopes: 'scopes',
  ed25519: 'ed25519',
  secretsSealed: 'secretsSealed',
  contactSealed: 'contactSealed',
  status: 'status',
  startAfter: 'startAfter',
  typesAfter: 'typesAfter',
  revision: 'revision',
  failingSince: 'failingSince',
  nextAt: 'nextAt',
  leaseToken: 'leaseToken',
  leaseUntil: 'leaseUntil',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt'
}
export const WebhookDeliveryScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  endpointId: 'endpointId',
  eventId: 'eventId',
  sequence: 'sequence',
  status: 'status',
  body: 'body',
  tries: 'tries',
  firstAttemptAt: 'firstAttemptAt',
  nextAt: 'nextAt',
  createdAt: 'createdAt'
}
export const WebhookAttemptScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  deliveryId: 'deliveryId',
  at: 'at',
  durationMs: 'durationMs',
  responseStatus: 'responseStatus',
  error: 'error',
  responseText: 'responseText'
}
export const MailScalarFieldEnum = {
  merchantId: 'merchantId',
  id: 'id',
  letterSealed: 'letterSealed',
  about: 'about',
  recipientHash: 'recipientHash',
  tries: 'tries',
  firstAttemptAt: 'firstAttemptAt',
  nextAt: 'nextAt',
  leaseToken: 'leaseToken',
  leaseUntil: 'leaseUntil',
  lastError: 'lastError',
  createdAt: 'createdAt',
  sentAt: 'sentAt'
}
export const KeyringScalarFieldEnum = {
  purpose: 'purpose',
  keyId: 'keyId',
  masterId: 'masterId',
  wrapped: 'wrapped',
  madeUnder: 'madeUnder',
  activeFrom: 'activeFrom',
  createdAt: 'createdAt'
}
export const StateMoveScalarFieldEnum = {
  noun: 'noun',
  from: 'from',
  to: 'to'
}
export const SandboxClockScalarFieldEnum = {
  id: 'id',
  offsetMs: 'offsetMs',
  started: 'started'
}
export const FailedAttemptScalarFieldEnum = {
  key: 'key',
  points: 'points',
  expire: 'expire'
}
export const RateLimitScalarFieldEnum = {
  key: 'key',
  fullAt: 'fullAt'
}
export const OpenConnectionScalarFieldEnum = {
  key: 'key',
  processId: 'processId',
  open: 'open'
}
export const SortOrder = {
  asc: 'asc',
  desc: 'desc'
}
export const JsonNullValueInput = {
  JsonNull: JsonNull
}
export const NullableJsonNullValueInput = {
  DbNull: DbNull,
  JsonNull: JsonNull
}
export const QueryMode = {
  default: 'default',
  insensitive: 'insensitive'
}
export const NullsOrder = {
  first: 'first',
  last: 'last'
}
export const JsonNullValueFilter = {
  DbNull: DbNull,
  JsonNull: JsonNull,
  AnyNull: AnyNull
}
export const defineExtension = runtime.Extensions.defineExtension
