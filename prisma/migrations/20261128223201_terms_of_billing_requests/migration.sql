-- AlterTable
ALTER TABLE "billing_request" ADD COLUMN     "terms" JSONB;
