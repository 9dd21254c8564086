-- CreateIndex
CREATE INDEX "event_staged_merchant_id_id_idx" ON "event_staged"("merchant_id", "id");
