-- What stands in a state that it has to leave is counted every few seconds, from what has stood in it longest on.
CREATE INDEX "operation_not_final" ON "operation" ("status", "requested_at") WHERE "status" IN ('REQUESTED', 'SENT', 'PENDING');
CREATE INDEX "payment_not_final" ON "one_off_payment" ("state", "updated_at") WHERE "state" IN ('CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'PROCESSING', 'PARTIALLY_SETTLED');
CREATE INDEX "agreement_not_final" ON "agreement" ("status", "updated_at") WHERE "status" = 'PENDING';
CREATE INDEX "mandate_not_final" ON "mandate" ("status", "updated_at") WHERE "status" = 'PENDING';
CREATE INDEX "billing_request_not_final" ON "billing_request" ("status", "updated_at") WHERE "status" IN ('PENDING', 'READY_TO_FULFIL', 'FULFILLING');
