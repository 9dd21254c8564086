-- AlterTable
ALTER TABLE "inbox" ADD COLUMN     "about_known" BOOLEAN NOT NULL DEFAULT true;

-- Whether one of the provider's ids in an item of news names something of the merchant's.
CREATE FUNCTION names_known(merchant uuid, told_by provider, item jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  WITH named (ids) AS (SELECT ARRAY[item -> 'about' ->> 'id', item -> 'about' -> 'within' ->> 'id', item -> 'about' -> 'within' -> 'within' ->> 'id'])
  SELECT EXISTS (SELECT FROM one_off_payment, named WHERE merchant_id = merchant AND provider = told_by AND provider_reference = ANY (ids))
      OR EXISTS (SELECT FROM agreement, named WHERE merchant_id = merchant AND provider = told_by AND provider_reference = ANY (ids))
      OR EXISTS (SELECT FROM billing_request, named WHERE merchant_id = merchant AND provider = told_by AND provider_reference = ANY (ids))
      OR EXISTS (SELECT FROM mandate, named WHERE merchant_id = merchant AND provider = told_by AND provider_reference = ANY (ids))
      OR EXISTS (SELECT FROM transfer_receipt, named WHERE merchant_id = merchant AND provider = told_by AND provider_reference = ANY (ids))
      OR EXISTS (SELECT FROM refund, named WHERE merchant_id = merchant AND provider_reference = ANY (ids))
$$;

-- What is parked is about nothing of ours, and is tried a few times more.
DO $$
BEGIN
  -- The news is hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "inbox" SET "about_known" = false, "failures" = least("failures", 4)
    WHERE "state" = 'PARKED' AND "about" NOT LIKE 'receipt:%' AND NOT names_known("merchant_id", "provider", "item");
  RESET ROLE;
END $$;

-- News of what is ours is claimed in its order; news of what is not, by its time and apart. Each finds its own without looking at the other's.
CREATE INDEX "inbox_known_due" ON "inbox" ("id") WHERE "next_at" IS NOT NULL AND "about_known";
CREATE INDEX "inbox_foreign_due" ON "inbox" ("next_at") WHERE "next_at" IS NOT NULL AND NOT "about_known";
CREATE INDEX "inbox_set_aside" ON "inbox" ("account_id", "about") WHERE "state" IN ('PARKED', 'DEAD');
CREATE INDEX "refund_reference" ON "refund" ("merchant_id", "provider_reference") WHERE "provider_reference" IS NOT NULL;

-- What is not ours is not kept for ever.
GRANT DELETE ON "inbox" TO paygraph_worker;
