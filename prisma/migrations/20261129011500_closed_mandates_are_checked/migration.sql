-- A mandate may be ended, moved or taken up again at the payer's bank, and a request that has ended may yet be told to have led to something: what
-- changed within the time for which it is asked about now is asked about, spread over a day. An active mandate never ceases to be.
DO $$
BEGIN
  -- They are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "mandate" SET "next_check_at" = app_now() + random() * interval '1 day'
    WHERE "next_check_at" IS NULL AND "provider_reference" IS NOT NULL
      AND ("status" = 'ACTIVE' OR "status" IN ('CANCELLED', 'EXPIRED') AND "updated_at" > app_now() - interval '400 days');
  UPDATE "billing_request" b SET "next_check_at" = app_now() + random() * interval '1 day'
    WHERE "next_check_at" IS NULL AND "provider_reference" IS NOT NULL AND "updated_at" > app_now() - interval '400 days'
      AND "status" IN ('FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')
      AND ("purpose" <> 'MANDATE' AND NOT EXISTS (SELECT FROM "one_off_payment" p WHERE p.merchant_id = b.merchant_id AND p.billing_request_id = b.id)
        OR "purpose" <> 'PAYMENT' AND NOT EXISTS (SELECT FROM "mandate" m WHERE m.merchant_id = b.merchant_id AND m.billing_request_id = b.id));
  RESET ROLE;
END $$;
