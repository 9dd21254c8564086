-- An agreement that its provider's own records say is accepted, long after it ended here, is.
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('agreement', 'CANCELLED', 'ACTIVE'), ('agreement', 'REJECTED', 'ACTIVE'), ('agreement', 'EXPIRED', 'ACTIVE');

-- What ended within the time for which it is asked about now is asked about, spread over a day.
DO $$
BEGIN
  -- The agreements are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "agreement" SET "next_check_at" = app_now() + random() * interval '1 day'
    WHERE "next_check_at" IS NULL AND "provider_reference" IS NOT NULL
      AND "status" IN ('CANCELLED', 'REJECTED', 'EXPIRED') AND "updated_at" > app_now() - interval '400 days';
  RESET ROLE;
END $$;
