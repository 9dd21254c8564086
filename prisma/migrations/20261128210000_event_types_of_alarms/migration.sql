-- Apart from what uses them: PostgreSQL has a new enum value ready only once the transaction that adds it has ended.
-- AlterEnum
ALTER TYPE "event_type" ADD VALUE 'PROVIDER_NOTIFICATION_FAILED';
ALTER TYPE "event_type" ADD VALUE 'PROVIDER_NOTIFICATION_PROCESSED';
ALTER TYPE "event_type" ADD VALUE 'OPERATION_OVERDUE';
ALTER TYPE "event_type" ADD VALUE 'PROVIDER_ACCOUNT_PAUSED';
ALTER TYPE "event_type" ADD VALUE 'PROVIDER_ACCOUNT_RESUMED';
ALTER TYPE "event_type" ADD VALUE 'BILLING_REQUEST_ACTION_FAILED';
