-- AlterTable
ALTER TABLE "billing_request" ADD COLUMN     "customer_bank_account_reference" TEXT,
ADD COLUMN     "customer_reference" TEXT;
