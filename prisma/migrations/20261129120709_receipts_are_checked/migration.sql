-- AlterTable
ALTER TABLE "transfer_receipt" ADD COLUMN     "last_provider_sync_at" TIMESTAMPTZ(3),
ADD COLUMN     "next_check_at" TIMESTAMPTZ(3),
ADD COLUMN     "poll_count" INTEGER NOT NULL DEFAULT 0;

-- Before the rows are written, whose triggers wait for the end of the transaction.
CREATE INDEX "receipt_ready" ON "transfer_receipt" ("merchant_id", "next_check_at", "id") WHERE "next_check_at" IS NOT NULL;

-- Whoever claims a question puts the next one off, and changes nothing else of a receipt.
CREATE POLICY worker_claims ON "transfer_receipt" FOR UPDATE TO paygraph_worker USING (true) WITH CHECK (true);
GRANT UPDATE ("poll_count", "next_check_at") ON "transfer_receipt" TO paygraph_worker;

-- What came under an invoice of no transfer's is asked about from now on, spread over a day; the rest is asked about with its transfer.
DO $$
BEGIN
  -- The receipts are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "transfer_receipt" r SET "next_check_at" = app_now() + random() * interval '1 day'
    WHERE r."updated_at" > app_now() - interval '400 days'
      AND NOT EXISTS (SELECT FROM "one_off_payment" p WHERE p.merchant_id = r.merchant_id AND p.id = r.payment_id AND p.external_id = r.invoice);
  RESET ROLE;
END $$;
