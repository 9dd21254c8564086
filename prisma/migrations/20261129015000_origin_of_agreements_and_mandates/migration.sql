-- CreateEnum
CREATE TYPE "authority_origin" AS ENUM ('CREATED', 'ADOPTED');

-- What was made elsewhere need not have a reference of ours.
-- AlterTable
ALTER TABLE "agreement" ADD COLUMN     "origin" "authority_origin" NOT NULL DEFAULT 'CREATED',
ALTER COLUMN "external_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "mandate" ADD COLUMN     "origin" "authority_origin" NOT NULL DEFAULT 'CREATED';
