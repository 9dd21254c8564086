-- AlterTable
ALTER TABLE "provider_account" ADD COLUMN     "next_poll_at" TIMESTAMPTZ(3),
ADD COLUMN     "poll_cursor" TEXT;

-- CreateIndex
CREATE INDEX "provider_account_next_poll_at_idx" ON "provider_account"("next_poll_at");
