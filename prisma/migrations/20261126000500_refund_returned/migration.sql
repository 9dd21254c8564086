-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "returned_at" TIMESTAMPTZ(3);
