-- AlterTable
ALTER TABLE "operator_key" ADD COLUMN     "revoked_because" TEXT,
ADD COLUMN     "revoked_by" TEXT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Said once, with the revocation itself.
GRANT UPDATE ("revoked_by", "revoked_because") ON "operator_key" TO paygraph_worker;
CREATE OR REPLACE FUNCTION guard_operator_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL
     AND (NEW.revoked_at, NEW.revoked_by, NEW.revoked_because) IS DISTINCT FROM (OLD.revoked_at, OLD.revoked_by, OLD.revoked_because) THEN
    RAISE EXCEPTION 'a revoked operator key stays revoked' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
