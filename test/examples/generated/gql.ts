/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query FindReferences($agreement: String!, $payment: String!) {\n    agreement(by: { externalId: $agreement }) {\n      id\n    }\n    payment(by: { externalId: $payment }) {\n      id\n    }\n  }\n": typeof types.FindReferencesDocument,
    "\n  mutation CreateAgreement($input: CreateAgreementInput!) {\n    createAgreement(input: $input) {\n      __typename\n      ... on AgreementPayload {\n        agreement {\n          id\n          nextAction {\n            ... on RedirectPayer {\n              url\n            }\n          }\n        }\n        oneOffPayment {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateAgreementDocument,
    "\n  mutation RunScenario($input: RunSandboxScenarioInput!) {\n    runSandboxScenario(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.RunScenarioDocument,
    "\n  mutation CapturePayment($input: CapturePaymentInput!) {\n    capturePayment(input: $input) {\n      __typename\n      ... on CapturePayload {\n        capture {\n          id\n          status\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CapturePaymentDocument,
    "\n  mutation RefundPayment($input: RefundPaymentInput!) {\n    refundPayment(input: $input) {\n      __typename\n      ... on RefundPayload {\n        refund {\n          id\n          status\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.RefundPaymentDocument,
    "\n  mutation CreateMandate($input: CreateMandateInput!) {\n    createMandate(input: $input) {\n      __typename\n      ... on MandatePayload {\n        mandate {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateMandateDocument,
    "\n  mutation CreateBillingRequest($input: CreateBillingRequestInput!) {\n    createBillingRequest(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n            waitsBecause\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateBillingRequestDocument,
    "\n  query FindInstitutions($input: InstitutionsInput!) {\n    institutions(input: $input) {\n      __typename\n      ... on InstitutionList {\n        institutions(first: 10) {\n          institution\n          name\n          available\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.FindInstitutionsDocument,
    "\n  mutation CompleteBillingRequestAction($input: CompleteBillingRequestActionInput!) {\n    completeBillingRequestAction(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CompleteBillingRequestActionDocument,
    "\n  mutation CreateBillingRequestFlow($input: CreateBillingRequestFlowInput!) {\n    createBillingRequestFlow(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateBillingRequestFlowDocument,
    "\n  mutation CreatePayment($input: CreateOneOffPaymentInput!) {\n    createOneOffPayment(input: $input) {\n      __typename\n      ... on OneOffPaymentPayload {\n        payment {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreatePaymentDocument,
    "\n  mutation AdvanceClock($input: AdvanceSandboxClockInput!) {\n    advanceSandboxClock(input: $input) {\n      __typename\n      ... on SandboxClockPayload {\n        now\n        events {\n          type\n          subjectId\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.AdvanceClockDocument,
    "\n  query AskDebtor($input: DebtorCheckInput!) {\n    debtorCheck(input: $input) {\n      __typename\n      ... on DebtorCheck {\n        reachable\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.AskDebtorDocument,
    "\n  query FindBillingRequest($externalId: String!) {\n    billingRequest(by: { externalId: $externalId }) {\n      id\n    }\n  }\n": typeof types.FindBillingRequestDocument,
    "\n  query FindMandate($externalId: String!) {\n    mandate(by: { externalId: $externalId }) {\n      id\n    }\n  }\n": typeof types.FindMandateDocument,
    "\n  query ReadBillingRequest($id: ID!) {\n    billingRequest(by: { id: $id }) {\n      status\n      providerReference\n      payment {\n        id\n        providerReference\n      }\n      mandate {\n        id\n        providerReference\n      }\n    }\n  }\n": typeof types.ReadBillingRequestDocument,
    "\n  mutation CreateTransfer($input: CreateTransferInput!) {\n    createTransfer(input: $input) {\n      __typename\n      ... on TransferPayload {\n        transfer {\n          id\n          providerReference\n          nextAction {\n            __typename\n            ... on ShowBankDetails {\n              iban\n              accountHolder\n              paymentReference\n            }\n          }\n          consumerMessage {\n            text\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateTransferDocument,
    "\n  query FindPayment($externalId: String!) {\n    payment(by: { externalId: $externalId }) {\n      id\n    }\n  }\n": typeof types.FindPaymentDocument,
    "\n  query FindUnmatched {\n    unmatchedReceipts(first: 100) {\n      nodes {\n        id\n        invoice\n        unmatchedBecause\n        amount {\n          decimal\n          currency\n        }\n      }\n    }\n  }\n": typeof types.FindUnmatchedDocument,
    "\n  mutation RefundReceipt($input: RefundReceiptInput!) {\n    refundReceipt(input: $input) {\n      __typename\n      ... on RefundReceiptPayload {\n        refund {\n          id\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.RefundReceiptDocument,
    "\n  query ReadTransfer($id: ID!) {\n    payment(by: { id: $id }) {\n      __typename\n      status\n      ... on Transfer {\n        amountMatch\n        receipts {\n          providerReference\n          payerIbanMasked\n          amount {\n            decimal\n          }\n        }\n      }\n    }\n  }\n": typeof types.ReadTransferDocument,
    "\n  mutation AssignReceipt($input: AssignReceiptInput!) {\n    assignReceipt(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.AssignReceiptDocument,
    "\n  query ReadPayment($id: ID!) {\n    payment(by: { id: $id }) {\n      status\n      amounts {\n        requested {\n          decimal\n          currency\n        }\n        captured {\n          decimal\n          currency\n        }\n        refunded {\n          decimal\n          currency\n        }\n        reversed {\n          decimal\n          currency\n        }\n        refundable {\n          decimal\n          currency\n        }\n      }\n    }\n  }\n": typeof types.ReadPaymentDocument,
    "\n  subscription FollowEvents($after: EventCursor) {\n    eventStream(after: $after) {\n      __typename\n      ... on EventFrame {\n        cursor\n        event {\n          sequence\n          type\n          subjectId\n          change {\n            from\n            to\n            amount {\n              decimal\n              currency\n            }\n          }\n        }\n      }\n      ... on CaughtUpFrame {\n        cursor\n      }\n      ... on HeartbeatFrame {\n        cursor\n      }\n      ... on ReauthenticateFrame {\n        cursor\n      }\n    }\n  }\n": typeof types.FollowEventsDocument,
    "\n  mutation UpdateAgreement($input: UpdateAgreementInput!) {\n    updateAgreement(input: $input) {\n      __typename\n      ... on AgreementPayload {\n        agreement {\n          id\n          plan\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.UpdateAgreementDocument,
    "\n  mutation AdoptMandate($input: AdoptMandateInput!) {\n    adoptMandate(input: $input) {\n      __typename\n      ... on MandatePayload {\n        mandate {\n          id\n          mandateNumber\n          confirmed\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.AdoptMandateDocument,
    "\n  mutation CreateCharge($input: CreateChargeInput!) {\n    createCharge(input: $input) {\n      __typename\n      ... on ChargePayload {\n        charge {\n          id\n          chargeDate\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateChargeDocument,
    "\n  mutation CreateSchedule($input: CreatePaymentScheduleInput!) {\n    createPaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateScheduleDocument,
    "\n  mutation PauseSchedule($input: PausePaymentScheduleInput!) {\n    pausePaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.PauseScheduleDocument,
    "\n  mutation ResumeSchedule($input: ResumePaymentScheduleInput!) {\n    resumePaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ResumeScheduleDocument,
    "\n  mutation ChangeScheduleAmount($input: ChangePaymentScheduleAmountInput!) {\n    changePaymentScheduleAmount(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ChangeScheduleAmountDocument,
    "\n  mutation RetryPayment($input: RetryPaymentInput!) {\n    retryPayment(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.RetryPaymentDocument,
    "\n  query ReadYear($schedule: String!, $request: String!, $agreement: String!) {\n    paymentSchedule(by: { externalId: $schedule }) {\n      id\n      status\n      startsOn\n      createdAt\n      periods {\n        number\n        dueOn\n        outcome\n        charge {\n          id\n          status\n          providerReference\n          attempts {\n            succeeded\n          }\n          amounts {\n            requested {\n              decimal\n              currency\n            }\n          }\n        }\n      }\n    }\n    billingRequest(by: { externalId: $request }) {\n      id\n      mandate {\n        id\n        status\n      }\n    }\n    agreement(by: { externalId: $agreement }) {\n      id\n      status\n    }\n  }\n": typeof types.ReadYearDocument,
    "\n  query ReadEntries($id: ID!) {\n    payment(by: { id: $id }) {\n      ledgerEntries(first: 100) {\n        nodes {\n          account\n          direction\n          amount {\n            amountMinor\n          }\n        }\n      }\n    }\n  }\n": typeof types.ReadEntriesDocument,
    "\n  query ReadBooks($from: DateTime!, $to: DateTime!) {\n    payouts(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) {\n      nodes {\n        providerReference\n        status\n        createdAt\n        arrivesOn\n        arrivedAt\n        bankAmount {\n          currency\n        }\n        amount {\n          amountMinor\n          decimal\n          currency\n        }\n        fees {\n          decimal\n        }\n        reconciliation {\n          status\n        }\n      }\n    }\n    ledgerStatement(from: $from, to: $to) {\n      accounts {\n        account\n        currency\n        closing {\n          amountMinor\n          decimal\n        }\n        movements {\n          movement\n          debits {\n            amountMinor\n          }\n          credits {\n            amountMinor\n          }\n        }\n      }\n    }\n  }\n": typeof types.ReadBooksDocument,
    "\n  mutation ImportAgreements($input: ImportAgreementsInput!) {\n    importAgreements(input: $input) {\n      __typename\n      ... on ImportAgreementsPayload {\n        imported\n        moved\n        known\n        left\n        after\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ImportAgreementsDocument,
    "\n  query ListAdopted($after: String) {\n    agreements(first: 100, after: $after, filter: { origins: [ADOPTED] }) {\n      nodes {\n        id\n        provider\n        externalId\n        providerReference\n        formerProviderReference\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ListAdoptedDocument,
};
const documents: Documents = {
    "\n  query FindReferences($agreement: String!, $payment: String!) {\n    agreement(by: { externalId: $agreement }) {\n      id\n    }\n    payment(by: { externalId: $payment }) {\n      id\n    }\n  }\n": types.FindReferencesDocument,
    "\n  mutation CreateAgreement($input: CreateAgreementInput!) {\n    createAgreement(input: $input) {\n      __typename\n      ... on AgreementPayload {\n        agreement {\n          id\n          nextAction {\n            ... on RedirectPayer {\n              url\n            }\n          }\n        }\n        oneOffPayment {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateAgreementDocument,
    "\n  mutation RunScenario($input: RunSandboxScenarioInput!) {\n    runSandboxScenario(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.RunScenarioDocument,
    "\n  mutation CapturePayment($input: CapturePaymentInput!) {\n    capturePayment(input: $input) {\n      __typename\n      ... on CapturePayload {\n        capture {\n          id\n          status\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CapturePaymentDocument,
    "\n  mutation RefundPayment($input: RefundPaymentInput!) {\n    refundPayment(input: $input) {\n      __typename\n      ... on RefundPayload {\n        refund {\n          id\n          status\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.RefundPaymentDocument,
    "\n  mutation CreateMandate($input: CreateMandateInput!) {\n    createMandate(input: $input) {\n      __typename\n      ... on MandatePayload {\n        mandate {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateMandateDocument,
    "\n  mutation CreateBillingRequest($input: CreateBillingRequestInput!) {\n    createBillingRequest(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n            waitsBecause\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateBillingRequestDocument,
    "\n  query FindInstitutions($input: InstitutionsInput!) {\n    institutions(input: $input) {\n      __typename\n      ... on InstitutionList {\n        institutions(first: 10) {\n          institution\n          name\n          available\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.FindInstitutionsDocument,
    "\n  mutation CompleteBillingRequestAction($input: CompleteBillingRequestActionInput!) {\n    completeBillingRequestAction(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CompleteBillingRequestActionDocument,
    "\n  mutation CreateBillingRequestFlow($input: CreateBillingRequestFlowInput!) {\n    createBillingRequestFlow(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateBillingRequestFlowDocument,
    "\n  mutation CreatePayment($input: CreateOneOffPaymentInput!) {\n    createOneOffPayment(input: $input) {\n      __typename\n      ... on OneOffPaymentPayload {\n        payment {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreatePaymentDocument,
    "\n  mutation AdvanceClock($input: AdvanceSandboxClockInput!) {\n    advanceSandboxClock(input: $input) {\n      __typename\n      ... on SandboxClockPayload {\n        now\n        events {\n          type\n          subjectId\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.AdvanceClockDocument,
    "\n  query AskDebtor($input: DebtorCheckInput!) {\n    debtorCheck(input: $input) {\n      __typename\n      ... on DebtorCheck {\n        reachable\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.AskDebtorDocument,
    "\n  query FindBillingRequest($externalId: String!) {\n    billingRequest(by: { externalId: $externalId }) {\n      id\n    }\n  }\n": types.FindBillingRequestDocument,
    "\n  query FindMandate($externalId: String!) {\n    mandate(by: { externalId: $externalId }) {\n      id\n    }\n  }\n": types.FindMandateDocument,
    "\n  query ReadBillingRequest($id: ID!) {\n    billingRequest(by: { id: $id }) {\n      status\n      providerReference\n      payment {\n        id\n        providerReference\n      }\n      mandate {\n        id\n        providerReference\n      }\n    }\n  }\n": types.ReadBillingRequestDocument,
    "\n  mutation CreateTransfer($input: CreateTransferInput!) {\n    createTransfer(input: $input) {\n      __typename\n      ... on TransferPayload {\n        transfer {\n          id\n          providerReference\n          nextAction {\n            __typename\n            ... on ShowBankDetails {\n              iban\n              accountHolder\n              paymentReference\n            }\n          }\n          consumerMessage {\n            text\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateTransferDocument,
    "\n  query FindPayment($externalId: String!) {\n    payment(by: { externalId: $externalId }) {\n      id\n    }\n  }\n": types.FindPaymentDocument,
    "\n  query FindUnmatched {\n    unmatchedReceipts(first: 100) {\n      nodes {\n        id\n        invoice\n        unmatchedBecause\n        amount {\n          decimal\n          currency\n        }\n      }\n    }\n  }\n": types.FindUnmatchedDocument,
    "\n  mutation RefundReceipt($input: RefundReceiptInput!) {\n    refundReceipt(input: $input) {\n      __typename\n      ... on RefundReceiptPayload {\n        refund {\n          id\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.RefundReceiptDocument,
    "\n  query ReadTransfer($id: ID!) {\n    payment(by: { id: $id }) {\n      __typename\n      status\n      ... on Transfer {\n        amountMatch\n        receipts {\n          providerReference\n          payerIbanMasked\n          amount {\n            decimal\n          }\n        }\n      }\n    }\n  }\n": types.ReadTransferDocument,
    "\n  mutation AssignReceipt($input: AssignReceiptInput!) {\n    assignReceipt(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.AssignReceiptDocument,
    "\n  query ReadPayment($id: ID!) {\n    payment(by: { id: $id }) {\n      status\n      amounts {\n        requested {\n          decimal\n          currency\n        }\n        captured {\n          decimal\n          currency\n        }\n        refunded {\n          decimal\n          currency\n        }\n        reversed {\n          decimal\n          currency\n        }\n        refundable {\n          decimal\n          currency\n        }\n      }\n    }\n  }\n": types.ReadPaymentDocument,
    "\n  subscription FollowEvents($after: EventCursor) {\n    eventStream(after: $after) {\n      __typename\n      ... on EventFrame {\n        cursor\n        event {\n          sequence\n          type\n          subjectId\n          change {\n            from\n            to\n            amount {\n              decimal\n              currency\n            }\n          }\n        }\n      }\n      ... on CaughtUpFrame {\n        cursor\n      }\n      ... on HeartbeatFrame {\n        cursor\n      }\n      ... on ReauthenticateFrame {\n        cursor\n      }\n    }\n  }\n": types.FollowEventsDocument,
    "\n  mutation UpdateAgreement($input: UpdateAgreementInput!) {\n    updateAgreement(input: $input) {\n      __typename\n      ... on AgreementPayload {\n        agreement {\n          id\n          plan\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.UpdateAgreementDocument,
    "\n  mutation AdoptMandate($input: AdoptMandateInput!) {\n    adoptMandate(input: $input) {\n      __typename\n      ... on MandatePayload {\n        mandate {\n          id\n          mandateNumber\n          confirmed\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.AdoptMandateDocument,
    "\n  mutation CreateCharge($input: CreateChargeInput!) {\n    createCharge(input: $input) {\n      __typename\n      ... on ChargePayload {\n        charge {\n          id\n          chargeDate\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateChargeDocument,
    "\n  mutation CreateSchedule($input: CreatePaymentScheduleInput!) {\n    createPaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateScheduleDocument,
    "\n  mutation PauseSchedule($input: PausePaymentScheduleInput!) {\n    pausePaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.PauseScheduleDocument,
    "\n  mutation ResumeSchedule($input: ResumePaymentScheduleInput!) {\n    resumePaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ResumeScheduleDocument,
    "\n  mutation ChangeScheduleAmount($input: ChangePaymentScheduleAmountInput!) {\n    changePaymentScheduleAmount(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ChangeScheduleAmountDocument,
    "\n  mutation RetryPayment($input: RetryPaymentInput!) {\n    retryPayment(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.RetryPaymentDocument,
    "\n  query ReadYear($schedule: String!, $request: String!, $agreement: String!) {\n    paymentSchedule(by: { externalId: $schedule }) {\n      id\n      status\n      startsOn\n      createdAt\n      periods {\n        number\n        dueOn\n        outcome\n        charge {\n          id\n          status\n          providerReference\n          attempts {\n            succeeded\n          }\n          amounts {\n            requested {\n              decimal\n              currency\n            }\n          }\n        }\n      }\n    }\n    billingRequest(by: { externalId: $request }) {\n      id\n      mandate {\n        id\n        status\n      }\n    }\n    agreement(by: { externalId: $agreement }) {\n      id\n      status\n    }\n  }\n": types.ReadYearDocument,
    "\n  query ReadEntries($id: ID!) {\n    payment(by: { id: $id }) {\n      ledgerEntries(first: 100) {\n        nodes {\n          account\n          direction\n          amount {\n            amountMinor\n          }\n        }\n      }\n    }\n  }\n": types.ReadEntriesDocument,
    "\n  query ReadBooks($from: DateTime!, $to: DateTime!) {\n    payouts(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) {\n      nodes {\n        providerReference\n        status\n        createdAt\n        arrivesOn\n        arrivedAt\n        bankAmount {\n          currency\n        }\n        amount {\n          amountMinor\n          decimal\n          currency\n        }\n        fees {\n          decimal\n        }\n        reconciliation {\n          status\n        }\n      }\n    }\n    ledgerStatement(from: $from, to: $to) {\n      accounts {\n        account\n        currency\n        closing {\n          amountMinor\n          decimal\n        }\n        movements {\n          movement\n          debits {\n            amountMinor\n          }\n          credits {\n            amountMinor\n          }\n        }\n      }\n    }\n  }\n": types.ReadBooksDocument,
    "\n  mutation ImportAgreements($input: ImportAgreementsInput!) {\n    importAgreements(input: $input) {\n      __typename\n      ... on ImportAgreementsPayload {\n        imported\n        moved\n        known\n        left\n        after\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ImportAgreementsDocument,
    "\n  query ListAdopted($after: String) {\n    agreements(first: 100, after: $after, filter: { origins: [ADOPTED] }) {\n      nodes {\n        id\n        provider\n        externalId\n        providerReference\n        formerProviderReference\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ListAdoptedDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindReferences($agreement: String!, $payment: String!) {\n    agreement(by: { externalId: $agreement }) {\n      id\n    }\n    payment(by: { externalId: $payment }) {\n      id\n    }\n  }\n"): typeof import('./graphql.ts').FindReferencesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateAgreement($input: CreateAgreementInput!) {\n    createAgreement(input: $input) {\n      __typename\n      ... on AgreementPayload {\n        agreement {\n          id\n          nextAction {\n            ... on RedirectPayer {\n              url\n            }\n          }\n        }\n        oneOffPayment {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateAgreementDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RunScenario($input: RunSandboxScenarioInput!) {\n    runSandboxScenario(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RunScenarioDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CapturePayment($input: CapturePaymentInput!) {\n    capturePayment(input: $input) {\n      __typename\n      ... on CapturePayload {\n        capture {\n          id\n          status\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CapturePaymentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RefundPayment($input: RefundPaymentInput!) {\n    refundPayment(input: $input) {\n      __typename\n      ... on RefundPayload {\n        refund {\n          id\n          status\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RefundPaymentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateMandate($input: CreateMandateInput!) {\n    createMandate(input: $input) {\n      __typename\n      ... on MandatePayload {\n        mandate {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateMandateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateBillingRequest($input: CreateBillingRequestInput!) {\n    createBillingRequest(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n            waitsBecause\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateBillingRequestDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindInstitutions($input: InstitutionsInput!) {\n    institutions(input: $input) {\n      __typename\n      ... on InstitutionList {\n        institutions(first: 10) {\n          institution\n          name\n          available\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FindInstitutionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CompleteBillingRequestAction($input: CompleteBillingRequestActionInput!) {\n    completeBillingRequestAction(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CompleteBillingRequestActionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateBillingRequestFlow($input: CreateBillingRequestFlowInput!) {\n    createBillingRequestFlow(input: $input) {\n      __typename\n      ... on BillingRequestPayload {\n        billingRequest {\n          id\n          status\n          nextActions {\n            type\n          }\n          flow {\n            authorisationUrl\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateBillingRequestFlowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreatePayment($input: CreateOneOffPaymentInput!) {\n    createOneOffPayment(input: $input) {\n      __typename\n      ... on OneOffPaymentPayload {\n        payment {\n          id\n          providerReference\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreatePaymentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AdvanceClock($input: AdvanceSandboxClockInput!) {\n    advanceSandboxClock(input: $input) {\n      __typename\n      ... on SandboxClockPayload {\n        now\n        events {\n          type\n          subjectId\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AdvanceClockDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskDebtor($input: DebtorCheckInput!) {\n    debtorCheck(input: $input) {\n      __typename\n      ... on DebtorCheck {\n        reachable\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AskDebtorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindBillingRequest($externalId: String!) {\n    billingRequest(by: { externalId: $externalId }) {\n      id\n    }\n  }\n"): typeof import('./graphql.ts').FindBillingRequestDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindMandate($externalId: String!) {\n    mandate(by: { externalId: $externalId }) {\n      id\n    }\n  }\n"): typeof import('./graphql.ts').FindMandateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadBillingRequest($id: ID!) {\n    billingRequest(by: { id: $id }) {\n      status\n      providerReference\n      payment {\n        id\n        providerReference\n      }\n      mandate {\n        id\n        providerReference\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadBillingRequestDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateTransfer($input: CreateTransferInput!) {\n    createTransfer(input: $input) {\n      __typename\n      ... on TransferPayload {\n        transfer {\n          id\n          providerReference\n          nextAction {\n            __typename\n            ... on ShowBankDetails {\n              iban\n              accountHolder\n              paymentReference\n            }\n          }\n          consumerMessage {\n            text\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateTransferDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindPayment($externalId: String!) {\n    payment(by: { externalId: $externalId }) {\n      id\n    }\n  }\n"): typeof import('./graphql.ts').FindPaymentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindUnmatched {\n    unmatchedReceipts(first: 100) {\n      nodes {\n        id\n        invoice\n        unmatchedBecause\n        amount {\n          decimal\n          currency\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FindUnmatchedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RefundReceipt($input: RefundReceiptInput!) {\n    refundReceipt(input: $input) {\n      __typename\n      ... on RefundReceiptPayload {\n        refund {\n          id\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RefundReceiptDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadTransfer($id: ID!) {\n    payment(by: { id: $id }) {\n      __typename\n      status\n      ... on Transfer {\n        amountMatch\n        receipts {\n          providerReference\n          payerIbanMasked\n          amount {\n            decimal\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadTransferDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AssignReceipt($input: AssignReceiptInput!) {\n    assignReceipt(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AssignReceiptDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadPayment($id: ID!) {\n    payment(by: { id: $id }) {\n      status\n      amounts {\n        requested {\n          decimal\n          currency\n        }\n        captured {\n          decimal\n          currency\n        }\n        refunded {\n          decimal\n          currency\n        }\n        reversed {\n          decimal\n          currency\n        }\n        refundable {\n          decimal\n          currency\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadPaymentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowEvents($after: EventCursor) {\n    eventStream(after: $after) {\n      __typename\n      ... on EventFrame {\n        cursor\n        event {\n          sequence\n          type\n          subjectId\n          change {\n            from\n            to\n            amount {\n              decimal\n              currency\n            }\n          }\n        }\n      }\n      ... on CaughtUpFrame {\n        cursor\n      }\n      ... on HeartbeatFrame {\n        cursor\n      }\n      ... on ReauthenticateFrame {\n        cursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateAgreement($input: UpdateAgreementInput!) {\n    updateAgreement(input: $input) {\n      __typename\n      ... on AgreementPayload {\n        agreement {\n          id\n          plan\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UpdateAgreementDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AdoptMandate($input: AdoptMandateInput!) {\n    adoptMandate(input: $input) {\n      __typename\n      ... on MandatePayload {\n        mandate {\n          id\n          mandateNumber\n          confirmed\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AdoptMandateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateCharge($input: CreateChargeInput!) {\n    createCharge(input: $input) {\n      __typename\n      ... on ChargePayload {\n        charge {\n          id\n          chargeDate\n        }\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateChargeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateSchedule($input: CreatePaymentScheduleInput!) {\n    createPaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateScheduleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseSchedule($input: PausePaymentScheduleInput!) {\n    pausePaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PauseScheduleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeSchedule($input: ResumePaymentScheduleInput!) {\n    resumePaymentSchedule(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ResumeScheduleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeScheduleAmount($input: ChangePaymentScheduleAmountInput!) {\n    changePaymentScheduleAmount(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ChangeScheduleAmountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryPayment($input: RetryPaymentInput!) {\n    retryPayment(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RetryPaymentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadYear($schedule: String!, $request: String!, $agreement: String!) {\n    paymentSchedule(by: { externalId: $schedule }) {\n      id\n      status\n      startsOn\n      createdAt\n      periods {\n        number\n        dueOn\n        outcome\n        charge {\n          id\n          status\n          providerReference\n          attempts {\n            succeeded\n          }\n          amounts {\n            requested {\n              decimal\n              currency\n            }\n          }\n        }\n      }\n    }\n    billingRequest(by: { externalId: $request }) {\n      id\n      mandate {\n        id\n        status\n      }\n    }\n    agreement(by: { externalId: $agreement }) {\n      id\n      status\n    }\n  }\n"): typeof import('./graphql.ts').ReadYearDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadEntries($id: ID!) {\n    payment(by: { id: $id }) {\n      ledgerEntries(first: 100) {\n        nodes {\n          account\n          direction\n          amount {\n            amountMinor\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadEntriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadBooks($from: DateTime!, $to: DateTime!) {\n    payouts(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) {\n      nodes {\n        providerReference\n        status\n        createdAt\n        arrivesOn\n        arrivedAt\n        bankAmount {\n          currency\n        }\n        amount {\n          amountMinor\n          decimal\n          currency\n        }\n        fees {\n          decimal\n        }\n        reconciliation {\n          status\n        }\n      }\n    }\n    ledgerStatement(from: $from, to: $to) {\n      accounts {\n        account\n        currency\n        closing {\n          amountMinor\n          decimal\n        }\n        movements {\n          movement\n          debits {\n            amountMinor\n          }\n          credits {\n            amountMinor\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadBooksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportAgreements($input: ImportAgreementsInput!) {\n    importAgreements(input: $input) {\n      __typename\n      ... on ImportAgreementsPayload {\n        imported\n        moved\n        known\n        left\n        after\n      }\n      ... on UserError {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ImportAgreementsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListAdopted($after: String) {\n    agreements(first: 100, after: $after, filter: { origins: [ADOPTED] }) {\n      nodes {\n        id\n        provider\n        externalId\n        providerReference\n        formerProviderReference\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ListAdoptedDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
