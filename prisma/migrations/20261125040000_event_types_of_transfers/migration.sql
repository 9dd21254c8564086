-- Apart from what uses them: PostgreSQL has a new enum value ready only once the transaction that adds it has ended.
-- AlterEnum
ALTER TYPE "event_type" ADD VALUE 'TRANSFER_RECEIVED';
ALTER TYPE "event_type" ADD VALUE 'TRANSFER_AMOUNT_MISMATCH';
ALTER TYPE "event_type" ADD VALUE 'RECEIPT_ASSIGNED';
