-- AlterTable
ALTER TABLE "idempotency" ADD COLUMN     "fingerprint_key" BIGINT;

-- CreateTable
CREATE TABLE "keyring" (
    "purpose" TEXT NOT NULL,
    "key_id" BIGINT NOT NULL,
    "master_id" BIGINT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "made_under" BIGINT NOT NULL,
    "active_from" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "keyring_pkey" PRIMARY KEY ("purpose","key_id","master_id")
);

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "keyring"
  ADD CONSTRAINT "keyring_purpose" CHECK ("purpose" IN ('seal', 'derive')),
  ADD CONSTRAINT "keyring_wrapped_size" CHECK (octet_length("wrapped") = 77);

-- A key that nobody can unwrap any more takes everything with it that is sealed under it.
CREATE FUNCTION guard_keyring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM keyring WHERE purpose = OLD.purpose AND key_id = OLD.key_id) THEN
    RAISE EXCEPTION 'the last wrapping of a key is never removed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keyring_last_wrapping AFTER DELETE ON "keyring" FOR EACH ROW EXECUTE FUNCTION guard_keyring();
CREATE TRIGGER keyring_never_truncated BEFORE TRUNCATE ON "keyring" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, DELETE ON "keyring" TO paygraph_worker;

-- What an operation intends never changes. It may be sealed anew, under another key and with nothing else: of the same length, as
-- sealing keeps it, and with another key's id in its first five bytes.
CREATE OR REPLACE FUNCTION guard_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.account_id, NEW.kind, NEW.provider_key, NEW.agreement_id, NEW.payment_id, NEW.mandate_id, NEW.billing_request_id, NEW.person_id)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.account_id, OLD.kind, OLD.provider_key, OLD.agreement_id, OLD.payment_id, OLD.mandate_id, OLD.billing_request_id, OLD.person_id)
     OR (NEW.input_sealed <> OLD.input_sealed
         AND (NEW.status <> OLD.status OR NEW.person_id IS NOT NULL
              OR octet_length(NEW.input_sealed) <> octet_length(OLD.input_sealed)
              OR substring(NEW.input_sealed FROM 1 FOR 5) = substring(OLD.input_sealed FROM 1 FOR 5))) THEN
    RAISE EXCEPTION 'what an operation intends never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND NOT EXISTS (
    SELECT FROM state_move WHERE noun = 'operation' AND "from" = OLD.status::text AND "to" = NEW.status::text)
  THEN
    RAISE EXCEPTION 'operation does not move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- What came and what is mailed never changes either; both may be sealed anew in the same way.
CREATE FUNCTION guard_sealed_anew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was bytea;
  now_is bytea;
BEGIN
  EXECUTE format('SELECT ($1).%I, ($2).%I', TG_ARGV[0], TG_ARGV[0]) INTO was, now_is USING OLD, NEW;
  IF now_is <> was AND (octet_length(now_is) <> octet_length(was) OR substring(now_is FROM 1 FOR 5) = substring(was FROM 1 FOR 5)) THEN
    RAISE EXCEPTION '% never changes: it may only be sealed anew', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mail_letter_stays BEFORE UPDATE OF "letter_sealed" ON "mail" FOR EACH ROW EXECUTE FUNCTION guard_sealed_anew('letter_sealed');
CREATE TRIGGER webhook_receipt_body_stays BEFORE UPDATE OF "body_sealed" ON "webhook_receipt" FOR EACH ROW EXECUTE FUNCTION guard_sealed_anew('body_sealed');
GRANT UPDATE ("body_sealed") ON "webhook_receipt" TO paygraph_worker;
GRANT UPDATE ("letter_sealed") ON "mail" TO paygraph_worker;
