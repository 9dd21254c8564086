-- AlterTable
ALTER TABLE "provider_account" ADD COLUMN     "next_credentials_check_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "provider_account_next_credentials_check_at_idx" ON "provider_account"("next_credentials_check_at");

-- Those that are paused already try theirs soon.
UPDATE "provider_account" SET "next_credentials_check_at" = "paused_at" WHERE "paused_at" IS NOT NULL;
GRANT UPDATE ("next_credentials_check_at") ON "provider_account" TO paygraph_app;
