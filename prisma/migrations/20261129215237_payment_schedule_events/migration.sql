-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_CREATED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_CHANGED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_STATUS_CHANGED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_CHARGED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_CHARGE_MOVED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_PAUSED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_RESUMED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_PAST_DUE';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_COMPLETED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_CANCELLED';
ALTER TYPE "event_type" ADD VALUE 'PAYMENT_SCHEDULE_FAILED';
