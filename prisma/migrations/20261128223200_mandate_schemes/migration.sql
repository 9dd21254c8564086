-- Apart from what uses them: PostgreSQL has a new enum value ready only once the transaction that adds it has ended.
-- AlterEnum
ALTER TYPE "mandate_scheme" ADD VALUE 'BECS_NZ';
ALTER TYPE "mandate_scheme" ADD VALUE 'PAY_TO';
ALTER TYPE "mandate_scheme" ADD VALUE 'FASTER_PAYMENTS';
