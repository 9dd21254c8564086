-- AlterTable
ALTER TABLE "merchant" ADD COLUMN     "allowed_origins" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Pages of which websites may come with a client token. A merchant's own key changes them, and nothing else of the merchant.
ALTER TABLE "merchant" ADD CONSTRAINT "merchant_allowed_origins" CHECK (
  "allowed_origins" IS NOT NULL AND cardinality("allowed_origins") <= 20
  AND array_to_string("allowed_origins", ' ', '') ~ '^((https://[^/ @?#]{1,253}|http://localhost(:[0-9]{1,5})?)( (?=h)|$))*$'
);
GRANT UPDATE ("allowed_origins") ON "merchant" TO paygraph_app;

-- Every process hears of it as of keys that have changed: of this merchant's alone, since a merchant may do so as often as it likes.
CREATE FUNCTION tell_allowed_origins_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('paygraph_api_key', id::text) FROM "api_key" WHERE "merchant_id" = NEW.id AND "revoked_at" IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER allowed_origins_changed AFTER UPDATE OF "allowed_origins" ON "merchant" FOR EACH ROW EXECUTE FUNCTION tell_allowed_origins_changed();
