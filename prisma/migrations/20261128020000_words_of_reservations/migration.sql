-- Where a payment on an agreement stands in its provider's own words is now written down when the provider says it. For payments from before
-- it is what the program used to derive from our state. What is only created, or was never taken in, has no word yet.
-- Nothing that is shown changes, so the version stays as it is and no event is written: for this once the guard that demands them is off.
ALTER TABLE "one_off_payment" DISABLE TRIGGER payment_guard;
DO $$
BEGIN
  -- The payments are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "one_off_payment" SET "provider_status" = CASE "state"
      WHEN 'REQUIRES_PAYER_ACTION' THEN 'Requested'
      WHEN 'AUTHORIZED' THEN 'Reserved'
      WHEN 'SETTLED' THEN 'Captured'
      WHEN 'REJECTED' THEN 'Rejected'
      WHEN 'EXPIRED' THEN 'Expired'
      WHEN 'CANCELLED' THEN 'Canceled'
      ELSE ''
    END
    WHERE "agreement_id" IS NOT NULL AND "provider" = 'MOBILEPAY' AND "provider_status" = '';
  RESET ROLE;
END $$;
ALTER TABLE "one_off_payment" ENABLE TRIGGER payment_guard;
