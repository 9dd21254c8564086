-- A transfer is settled by money that is there: what is given back, or on its way back, settles nothing. Once settled it stays so.
ALTER TABLE "one_off_payment"
  DROP CONSTRAINT "payment_transfer_settled_in_full",
  ADD CONSTRAINT "payment_transfer_settled_in_full" CHECK (CASE
    WHEN "kind" <> 'TRANSFER' THEN "state" <> 'PARTIALLY_SETTLED'
    WHEN "state" = 'SETTLED' THEN "captured" >= "requested"
    WHEN "state" = 'PARTIALLY_SETTLED' THEN "captured" > 0 AND "captured" - "refunded" - "refund_in_flight" < "requested"
    WHEN "state" IN ('CREATED', 'REQUIRES_PAYER_ACTION') THEN "captured" = 0
    ELSE "captured" = "refunded" END);

-- One whose money was all given back can be given up.
INSERT INTO "state_move" ("noun", "from", "to") VALUES ('transfer', 'PARTIALLY_SETTLED', 'CANCELLED');
