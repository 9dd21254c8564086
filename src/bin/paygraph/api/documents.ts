/** What the command line asks of the API. A test holds each to the schema. */
export const documents = {
  /** The whole log: a filter would hide whether something is missing. */
  follow: `subscription Follow($after: EventCursor) {
    frame: eventStream(after: $after) {
      __typename
      ... on EventFrame { cursor replayed event {
        id sequence cursor type occurredAt subjectId subjectVersion
        change { from to reason { code message origin retryable } amount { amountMinor currency } }
      } }
      ... on CaughtUpFrame { cursor }
      ... on HeartbeatFrame { cursor }
      ... on ReauthenticateFrame { cursor before }
    }
  }`,
  head: '{ head: eventLogHead { cursor sequence oldestRetained } }',
  who: '{ viewer { merchantId merchantName environment scopes } }',
  runScenario: `mutation RunScenario($input: RunSandboxScenarioInput!) {
    result: runSandboxScenario(input: $input) {
      __typename
      ... on SandboxScenarioPayload { subjectId providerCalls webhooksQueued }
      ... on UserError { code message path }
      ... on InvalidStateError { current availableActions { kind } }
    }
  }`,
  advanceClock: `mutation AdvanceClock($input: AdvanceSandboxClockInput!) {
    result: advanceSandboxClock(input: $input) {
      __typename
      ... on SandboxClockPayload { now otherMerchants firedRules events { id type subjectId } }
      ... on UserError { code message path }
    }
  }`,
} as const;
