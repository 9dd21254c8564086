-- AlterTable
ALTER TABLE "mandate" ADD COLUMN     "debtor_reference" BYTEA;

-- CreateIndex
CREATE INDEX "mandate_merchant_id_debtor_reference_idx" ON "mandate"("merchant_id", "debtor_reference");
