import { graphql } from './generated/gql.ts';

/** Everything the example asks. The types of variables and answers are made from the schema: `npm run generate`. */

export const findReferences = graphql(/* GraphQL */ `
  query FindReferences($agreement: String!, $payment: String!) {
    agreement(by: { externalId: $agreement }) {
      id
    }
    payment(by: { externalId: $payment }) {
      id
    }
  }
`);

export const createAgreement = graphql(/* GraphQL */ `
  mutation CreateAgreement($input: CreateAgreementInput!) {
    createAgreement(input: $input) {
      __typename
      ... on AgreementPayload {
        agreement {
          id
          nextAction {
            ... on RedirectPayer {
              url
            }
          }
        }
        oneOffPayment {
          id
          providerReference
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const runScenario = graphql(/* GraphQL */ `
  mutation RunScenario($input: RunSandboxScenarioInput!) {
    runSandboxScenario(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const capturePayment = graphql(/* GraphQL */ `
  mutation CapturePayment($input: CapturePaymentInput!) {
    capturePayment(input: $input) {
      __typename
      ... on CapturePayload {
        capture {
          id
          status
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const refundPayment = graphql(/* GraphQL */ `
  mutation RefundPayment($input: RefundPaymentInput!) {
    refundPayment(input: $input) {
      __typename
      ... on RefundPayload {
        refund {
          id
          status
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const createMandate = graphql(/* GraphQL */ `
  mutation CreateMandate($input: CreateMandateInput!) {
    createMandate(input: $input) {
      __typename
      ... on MandatePayload {
        mandate {
          id
          providerReference
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const createBillingRequest = graphql(/* GraphQL */ `
  mutation CreateBillingRequest($input: CreateBillingRequestInput!) {
    createBillingRequest(input: $input) {
      __typename
      ... on BillingRequestPayload {
        billingRequest {
          id
          status
          nextActions {
            type
            waitsBecause
          }
          flow {
            authorisationUrl
          }
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const findInstitutions = graphql(/* GraphQL */ `
  query FindInstitutions($input: InstitutionsInput!) {
    institutions(input: $input) {
      __typename
      ... on InstitutionList {
        institutions(first: 10) {
          institution
          name
          available
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const completeBillingRequestAction = graphql(/* GraphQL */ `
  mutation CompleteBillingRequestAction($input: CompleteBillingRequestActionInput!) {
    completeBillingRequestAction(input: $input) {
      __typename
      ... on BillingRequestPayload {
        billingRequest {
          id
          status
          nextActions {
            type
          }
          flow {
            authorisationUrl
          }
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const createBillingRequestFlow = graphql(/* GraphQL */ `
  mutation CreateBillingRequestFlow($input: CreateBillingRequestFlowInput!) {
    createBillingRequestFlow(input: $input) {
      __typename
      ... on BillingRequestPayload {
        billingRequest {
          id
          status
          nextActions {
            type
          }
          flow {
            authorisationUrl
          }
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const createPayment = graphql(/* GraphQL */ `
  mutation CreatePayment($input: CreateOneOffPaymentInput!) {
    createOneOffPayment(input: $input) {
      __typename
      ... on OneOffPaymentPayload {
        payment {
          id
          providerReference
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const advanceClock = graphql(/* GraphQL */ `
  mutation AdvanceClock($input: AdvanceSandboxClockInput!) {
    advanceSandboxClock(input: $input) {
      __typename
      ... on SandboxClockPayload {
        now
        events {
          type
          subjectId
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const askDebtor = graphql(/* GraphQL */ `
  query AskDebtor($input: DebtorCheckInput!) {
    debtorCheck(input: $input) {
      __typename
      ... on DebtorCheck {
        reachable
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const findBillingRequest = graphql(/* GraphQL */ `
  query FindBillingRequest($externalId: String!) {
    billingRequest(by: { externalId: $externalId }) {
      id
    }
  }
`);

export const findMandate = graphql(/* GraphQL */ `
  query FindMandate($externalId: String!) {
    mandate(by: { externalId: $externalId }) {
      id
    }
  }
`);

export const readBillingRequest = graphql(/* GraphQL */ `
  query ReadBillingRequest($id: ID!) {
    billingRequest(by: { id: $id }) {
      status
      providerReference
      payment {
        id
        providerReference
      }
      mandate {
        id
        providerReference
      }
    }
  }
`);

export const createTransfer = graphql(/* GraphQL */ `
  mutation CreateTransfer($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      __typename
      ... on TransferPayload {
        transfer {
          id
          providerReference
          nextAction {
            __typename
            ... on ShowBankDetails {
              iban
              accountHolder
              paymentReference
            }
          }
          consumerMessage {
            text
          }
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const findPayment = graphql(/* GraphQL */ `
  query FindPayment($externalId: String!) {
    payment(by: { externalId: $externalId }) {
      id
    }
  }
`);

export const findUnmatched = graphql(/* GraphQL */ `
  query FindUnmatched {
    unmatchedReceipts(first: 100) {
      nodes {
        id
        invoice
        unmatchedBecause
        amount {
          decimal
          currency
        }
      }
    }
  }
`);

export const refundReceipt = graphql(/* GraphQL */ `
  mutation RefundReceipt($input: RefundReceiptInput!) {
    refundReceipt(input: $input) {
      __typename
      ... on RefundReceiptPayload {
        refund {
          id
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const readTransfer = graphql(/* GraphQL */ `
  query ReadTransfer($id: ID!) {
    payment(by: { id: $id }) {
      __typename
      status
      ... on Transfer {
        amountMatch
        receipts {
          providerReference
          payerIbanMasked
          amount {
            decimal
          }
        }
      }
    }
  }
`);

export const assignReceipt = graphql(/* GraphQL */ `
  mutation AssignReceipt($input: AssignReceiptInput!) {
    assignReceipt(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const readPayment = graphql(/* GraphQL */ `
  query ReadPayment($id: ID!) {
    payment(by: { id: $id }) {
      status
      amounts {
        requested {
          decimal
          currency
        }
        captured {
          decimal
          currency
        }
        refunded {
          decimal
          currency
        }
        reversed {
          decimal
          currency
        }
        refundable {
          decimal
          currency
        }
      }
    }
  }
`);

export const followEvents = graphql(/* GraphQL */ `
  subscription FollowEvents($after: EventCursor) {
    eventStream(after: $after) {
      __typename
      ... on EventFrame {
        cursor
        event {
          sequence
          type
          subjectId
          change {
            from
            to
            amount {
              decimal
              currency
            }
          }
        }
      }
      ... on CaughtUpFrame {
        cursor
      }
      ... on HeartbeatFrame {
        cursor
      }
      ... on ReauthenticateFrame {
        cursor
      }
    }
  }
`);

export const updateAgreement = graphql(/* GraphQL */ `
  mutation UpdateAgreement($input: UpdateAgreementInput!) {
    updateAgreement(input: $input) {
      __typename
      ... on AgreementPayload {
        agreement {
          id
          plan
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const adoptMandate = graphql(/* GraphQL */ `
  mutation AdoptMandate($input: AdoptMandateInput!) {
    adoptMandate(input: $input) {
      __typename
      ... on MandatePayload {
        mandate {
          id
          mandateNumber
          confirmed
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const createCharge = graphql(/* GraphQL */ `
  mutation CreateCharge($input: CreateChargeInput!) {
    createCharge(input: $input) {
      __typename
      ... on ChargePayload {
        charge {
          id
          chargeDate
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const createSchedule = graphql(/* GraphQL */ `
  mutation CreateSchedule($input: CreatePaymentScheduleInput!) {
    createPaymentSchedule(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const pauseSchedule = graphql(/* GraphQL */ `
  mutation PauseSchedule($input: PausePaymentScheduleInput!) {
    pausePaymentSchedule(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const resumeSchedule = graphql(/* GraphQL */ `
  mutation ResumeSchedule($input: ResumePaymentScheduleInput!) {
    resumePaymentSchedule(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const changeScheduleAmount = graphql(/* GraphQL */ `
  mutation ChangeScheduleAmount($input: ChangePaymentScheduleAmountInput!) {
    changePaymentScheduleAmount(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const retryPayment = graphql(/* GraphQL */ `
  mutation RetryPayment($input: RetryPaymentInput!) {
    retryPayment(input: $input) {
      __typename
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const readYear = graphql(/* GraphQL */ `
  query ReadYear($schedule: String!, $request: String!, $agreement: String!) {
    paymentSchedule(by: { externalId: $schedule }) {
      id
      status
      startsOn
      createdAt
      periods {
        number
        dueOn
        outcome
        charge {
          id
          status
          providerReference
          attempts {
            succeeded
          }
          amounts {
            requested {
              decimal
              currency
            }
          }
        }
      }
    }
    billingRequest(by: { externalId: $request }) {
      id
      mandate {
        id
        status
      }
    }
    agreement(by: { externalId: $agreement }) {
      id
      status
    }
  }
`);

export const readEntries = graphql(/* GraphQL */ `
  query ReadEntries($id: ID!) {
    payment(by: { id: $id }) {
      ledgerEntries(first: 100) {
        nodes {
          account
          direction
          amount {
            amountMinor
          }
        }
      }
    }
  }
`);

export const readBooks = graphql(/* GraphQL */ `
  query ReadBooks($from: DateTime!, $to: DateTime!) {
    payouts(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes {
        providerReference
        status
        createdAt
        arrivesOn
        arrivedAt
        bankAmount {
          currency
        }
        amount {
          amountMinor
          decimal
          currency
        }
        fees {
          decimal
        }
        reconciliation {
          status
        }
      }
    }
    ledgerStatement(from: $from, to: $to) {
      accounts {
        account
        currency
        closing {
          amountMinor
          decimal
        }
        movements {
          movement
          debits {
            amountMinor
          }
          credits {
            amountMinor
          }
        }
      }
    }
  }
`);

export const importAgreements = graphql(/* GraphQL */ `
  mutation ImportAgreements($input: ImportAgreementsInput!) {
    importAgreements(input: $input) {
      __typename
      ... on ImportAgreementsPayload {
        imported
        moved
        known
        left
        after
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const listAdopted = graphql(/* GraphQL */ `
  query ListAdopted($after: String) {
    agreements(first: 100, after: $after, filter: { origins: [ADOPTED] }) {
      nodes {
        id
        provider
        externalId
        providerReference
        formerProviderReference
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
