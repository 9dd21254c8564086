-- Alone: a value that was added is not used in the transaction that adds it.
-- AlterEnum
ALTER TYPE "event_type" ADD VALUE 'AGREEMENT_MOVED';
