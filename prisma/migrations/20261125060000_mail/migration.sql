-- AlterTable
ALTER TABLE "webhook_endpoint" ADD COLUMN     "contact_sealed" BYTEA;

-- CreateTable
CREATE TABLE "mail" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "letter_sealed" BYTEA NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "first_attempt_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateIndex
CREATE INDEX "mail_created_at_idx" ON "mail"("created_at");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "mail"
  ADD CONSTRAINT "mail_tries_positive" CHECK ("tries" >= 0 AND ("tries" = 0) = ("first_attempt_at" IS NULL)),
  ADD CONSTRAINT "mail_sent_is_not_due" CHECK ("sent_at" IS NULL OR "next_at" IS NULL),
  ADD CONSTRAINT "mail_sent_was_tried" CHECK ("sent_at" IS NULL OR "tries" > 0),
  ADD CONSTRAINT "mail_letter_size" CHECK (octet_length("letter_sealed") <= 16384),
  ADD CONSTRAINT "mail_error_length" CHECK (length("last_error") <= 100);

-- What is to be sent.
CREATE INDEX "mail_due" ON "mail" ("next_at") WHERE "next_at" IS NOT NULL;

ALTER TABLE "mail" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "mail" TO paygraph_worker USING (true) WITH CHECK (true);
CREATE POLICY merchant ON "mail" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());

-- What is mailed, and to whom, never changes: the worker may write what became of it, and forget it in time.
GRANT SELECT, INSERT ON "mail" TO paygraph_app;
GRANT SELECT, DELETE ON "mail" TO paygraph_worker;
GRANT UPDATE ("tries", "first_attempt_at", "next_at", "lease_token", "lease_until", "last_error", "sent_at") ON "mail" TO paygraph_worker;
