-- Payments that were there before the totals. What has been counted since the migration before is taken off: one statement sees a payment and
-- what was written with it, or neither. It reads all payments once, and holds nobody up.
DO $$
BEGIN
  SET LOCAL ROLE paygraph_worker;
  INSERT INTO "payment_total_change" ("merchant_id", "day", "provider", "currency", "status", "payments", "requested", "captured", "refunded", "reversed")
  SELECT "merchant_id", "day", "provider", "currency", "status", sum("payments"), sum("requested"), sum("captured"), sum("refunded"), sum("reversed")
    FROM (SELECT "merchant_id", coalesce("counted_on", ("created_at" AT TIME ZONE 'Europe/Copenhagen')::date) AS "day", "provider", "currency", "status",
                 1 AS "payments", "requested"::numeric, "captured"::numeric, "refunded"::numeric, "reversed"::numeric FROM "one_off_payment"
          UNION ALL
          SELECT "merchant_id", "day", "provider", "currency", "status", -"payments", -"requested", -"captured", -"refunded", -"reversed" FROM "payment_total"
          UNION ALL
          SELECT "merchant_id", "day", "provider", "currency", "status", -"payments", -"requested", -"captured", -"refunded", -"reversed" FROM "payment_total_change") "each"
   GROUP BY "merchant_id", "day", "provider", "currency", "status"
  HAVING (sum("payments"), sum("requested"), sum("captured"), sum("refunded"), sum("reversed")) <> (0, 0, 0, 0, 0);
  RESET ROLE;
END $$;
