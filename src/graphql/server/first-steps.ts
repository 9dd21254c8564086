/** The first things to try, a tab for each: those of `docs/quick-start.md`, which a test compares. */
export const firstSteps: readonly string[] = [
  `# Who you are. Each tab has your key in its headers; the other tabs are the first payment, step by step.
query Viewer {
  viewer { merchantName environment scopes }
}
`,
  `# An agreement, with a first payment of 80 kroner. Then open the url of the answer, and swipe accept.
# References are unique for life: a second run needs others.
mutation Create {
  createAgreement(input: {
    idempotencyKey: "quick-agreement-1"
    externalId: "QUICK-1"
    plan: "Basic"
    description: "Monthly subscription"
    amount: { amountMinor: "1000", currency: "DKK" }
    frequency: MONTHLY
    country: "DK"
    expiresIn: "PT1H"
    returnUrl: "https://example.com/back"
    oneOffPayment: {
      amount: { amountMinor: "8000", currency: "DKK" }
      externalId: "QUICK-1-FIRST"
      description: "Down payment for our services"
    }
  }) {
    __typename
    ... on AgreementPayload {
      agreement { id status nextAction { ... on RedirectPayer { url } } }
      oneOffPayment { id status }
    }
    ... on UserError { code message path }
  }
}
`,
  `# Put the id of the payment into the variables: {"paymentId": "oop_…"}
mutation Capture($paymentId: ID!) {
  capturePayment(input: { idempotencyKey: "quick-capture-1", paymentId: $paymentId }) {
    __typename
    ... on CapturePayload { capture { id status } payment { status } idempotency { replayed } }
    ... on UserError { code message path }
  }
}
`,
  `# Put the id of the payment into the variables here, too.
mutation Refund($paymentId: ID!) {
  refundPayment(input: {
    idempotencyKey: "quick-refund-1"
    paymentId: $paymentId
    amount: { amountMinor: "3000", currency: "DKK" }
  }) {
    __typename
    ... on RefundPayload { refund { id status } payment { amounts { refundable { decimal } } } }
    ... on UserError { code message path }
  }
}
`,
  `# What has happened, in order. As a subscription (eventStream) it goes on; the console at /console shows that best.
query Events {
  events(first: 50) {
    nodes { sequence type subjectId change { from to amount { decimal currency } } }
  }
}
`,
];
