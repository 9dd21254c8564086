-- AlterTable
ALTER TABLE "merchant" ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'Europe/Copenhagen';

