-- What was collected may be taken back by a bank or given back by somebody else: what ended within the time for which it is asked about now is asked about, spread over a day.
DO $$
BEGIN
  -- The payments are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "one_off_payment" SET "next_check_at" = app_now() + random() * interval '1 day'
    WHERE "kind" <> 'TRANSFER' AND "next_check_at" IS NULL AND "provider_reference" IS NOT NULL
      AND "state" IN ('SETTLED', 'REVERSED', 'FAILED') AND "updated_at" > app_now() - interval '400 days';
  RESET ROLE;
END $$;
