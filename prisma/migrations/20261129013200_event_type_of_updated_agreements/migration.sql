-- Apart from what uses it: PostgreSQL has a new enum value ready only once the transaction that adds it has ended.
-- AlterEnum
ALTER TYPE "event_type" ADD VALUE 'AGREEMENT_UPDATED';
