-- What counts and plans the checks of a thing's status with its provider is named after them, and a count is called one. Names alone
-- change, so no row is written anew. A process of the version before cannot run beside one of this: it looks for the old names, fails,
-- and is replaced.
ALTER TABLE "agreement" RENAME COLUMN "asked" TO "poll_count";
ALTER TABLE "agreement" RENAME COLUMN "next_ask_at" TO "next_check_at";
ALTER TABLE "agreement" RENAME COLUMN "unresolved" TO "unresolved_count";
ALTER TABLE "agreement" RENAME CONSTRAINT "agreement_unresolved_positive" TO "agreement_unresolved_count_positive";
ALTER TABLE "mandate" RENAME COLUMN "asked" TO "poll_count";
ALTER TABLE "mandate" RENAME COLUMN "next_ask_at" TO "next_check_at";
ALTER TABLE "mandate" RENAME COLUMN "unresolved" TO "unresolved_count";
ALTER TABLE "mandate" RENAME CONSTRAINT "mandate_unresolved_positive" TO "mandate_unresolved_count_positive";
ALTER TABLE "billing_request" RENAME COLUMN "asked" TO "poll_count";
ALTER TABLE "billing_request" RENAME COLUMN "next_ask_at" TO "next_check_at";
ALTER TABLE "billing_request" RENAME COLUMN "unresolved" TO "unresolved_count";
ALTER TABLE "billing_request" RENAME CONSTRAINT "billing_request_unresolved_positive" TO "billing_request_unresolved_count_positive";
ALTER TABLE "one_off_payment" RENAME COLUMN "asked" TO "poll_count";
ALTER TABLE "one_off_payment" RENAME COLUMN "next_ask_at" TO "next_check_at";
ALTER TABLE "one_off_payment" RENAME COLUMN "unresolved" TO "unresolved_count";
ALTER TABLE "one_off_payment" RENAME CONSTRAINT "payment_unresolved_positive" TO "payment_unresolved_count_positive";
ALTER TABLE "operation" RENAME COLUMN "asked" TO "poll_count";

-- It names columns as text, which a renaming does not follow.
CREATE OR REPLACE FUNCTION guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bookkeeping text[] := ARRAY['poll_count', 'next_check_at', 'last_provider_sync_at', 'version', 'updated_at', 'status'];
  was jsonb := to_jsonb(OLD);
  becomes jsonb := to_jsonb(NEW);
  state_column text := TG_ARGV[1];
  fixed text;
BEGIN
  IF state_column = 'status' THEN bookkeeping := array_remove(bookkeeping, 'status'); END IF;
  IF NEW.version <> OLD.version AND NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'version of % moves by one', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.version = OLD.version AND (becomes - bookkeeping) <> (was - bookkeeping) THEN
    RAISE EXCEPTION 'a change of % raises its version', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  FOR i IN 2 .. TG_NARGS - 1 LOOP
    fixed := TG_ARGV[i];
    IF (was -> fixed) IS DISTINCT FROM (becomes -> fixed) THEN
      RAISE EXCEPTION '% of % never changes', fixed, TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  IF (was ->> state_column) <> (becomes ->> state_column) AND NOT EXISTS (
    SELECT FROM state_move WHERE noun = TG_ARGV[0] AND "from" = was ->> state_column AND "to" = becomes ->> state_column)
  THEN
    RAISE EXCEPTION '% does not move from % to %', TG_ARGV[0], was ->> state_column, becomes ->> state_column USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
