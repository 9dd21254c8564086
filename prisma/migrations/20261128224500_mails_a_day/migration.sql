-- AlterTable
ALTER TABLE "mail" ADD COLUMN     "about" UUID,
ADD COLUMN     "recipient_hash" BYTEA;

-- CreateIndex
CREATE INDEX "mail_merchant_id_created_at_idx" ON "mail"("merchant_id", "created_at");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "mail" ADD CONSTRAINT "mail_recipient_hash_size" CHECK (octet_length("recipient_hash") = 32);
