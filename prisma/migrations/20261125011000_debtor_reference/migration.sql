-- AlterTable
ALTER TABLE "person" ADD COLUMN     "debtor_reference" BYTEA;

-- CreateIndex
CREATE INDEX "person_merchant_id_debtor_reference_idx" ON "person"("merchant_id", "debtor_reference");
