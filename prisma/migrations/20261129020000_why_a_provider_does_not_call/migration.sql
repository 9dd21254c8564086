-- AlterTable
ALTER TABLE "provider_account" ADD COLUMN     "connect_problem" TEXT;
