-- A key and a provider account are a merchant's. Their rows are few; what is there is checked, too, unless one is an orphan already: that one stays for a person to see.
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_merchant_id_fkey" FOREIGN KEY ("merchant_id") REFERENCES "merchant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;
ALTER TABLE "provider_account" ADD CONSTRAINT "provider_account_merchant_id_fkey" FOREIGN KEY ("merchant_id") REFERENCES "merchant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT NOT VALID;
DO $$
DECLARE
  orphans bigint;
BEGIN
  -- The rows are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  SELECT count(*) INTO orphans FROM (SELECT merchant_id FROM api_key UNION ALL SELECT merchant_id FROM provider_account) t
   WHERE NOT EXISTS (SELECT FROM merchant m WHERE m.id = t.merchant_id);
  RESET ROLE;
  IF orphans = 0 THEN
    ALTER TABLE "api_key" VALIDATE CONSTRAINT "api_key_merchant_id_fkey";
    ALTER TABLE "provider_account" VALIDATE CONSTRAINT "provider_account_merchant_id_fkey";
  END IF;
END $$;
