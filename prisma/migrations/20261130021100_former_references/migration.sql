-- CreateIndex
CREATE UNIQUE INDEX CONCURRENTLY "agreement_merchant_id_former_reference_key" ON "agreement"("merchant_id", "former_reference");
