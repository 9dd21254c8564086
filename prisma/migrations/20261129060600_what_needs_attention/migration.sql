-- What waits for a person is found from its oldest on, whatever lies beside it.
CREATE INDEX "inbox_given_up" ON "inbox" ("received_at", "id") WHERE "state" = 'DEAD' AND "problem" IN ('UNREADABLE', 'NOT_APPLIED');
CREATE INDEX "inbox_parked" ON "inbox" ("received_at", "id") WHERE "state" = 'PARKED' AND "problem" IS NOT NULL;
CREATE INDEX "receipt_unplaced" ON "transfer_receipt" ("received_at", "id") WHERE "payment_id" IS NULL AND "closed_at" IS NULL;
