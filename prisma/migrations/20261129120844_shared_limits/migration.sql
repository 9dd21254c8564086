-- AlterTable
ALTER TABLE "process" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

