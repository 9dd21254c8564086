-- AlterTable
ALTER TABLE "person" ADD COLUMN     "account_ending_sealed" BYTEA;

-- AlterTable
ALTER TABLE "mandate" ADD COLUMN     "consent" JSONB,
ADD COLUMN     "verified_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "billing_request" ADD COLUMN     "payment_scheme" TEXT;

-- AlterTable
ALTER TABLE "one_off_payment" ADD COLUMN     "app_fee_minor" BIGINT;
