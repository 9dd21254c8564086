-- CreateTable
CREATE TABLE "failed_attempt" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" BIGINT,

    CONSTRAINT "failed_attempt_pkey" PRIMARY KEY ("key")
);

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Written by strangers as often as they like, and of no use after a minute: a crash may lose it, and no log has to carry it.
ALTER TABLE "failed_attempt" SET UNLOGGED;

-- It is no merchant's: the application's role sees none of it.
ALTER TABLE "failed_attempt" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "failed_attempt" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "failed_attempt" TO paygraph_worker;

-- A new key is told of, too: whoever holds which keys there are has to learn of it.
CREATE OR REPLACE FUNCTION tell_api_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('paygraph_api_key', coalesce(NEW.id, OLD.id)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER api_key_made AFTER INSERT ON "api_key" FOR EACH ROW EXECUTE FUNCTION tell_api_key_changed();
