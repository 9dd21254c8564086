-- AlterTable
ALTER TABLE "mandate" ADD COLUMN     "next_charge_date" DATE;

-- AlterTable
ALTER TABLE "one_off_payment" ADD COLUMN     "reference" TEXT,
ADD COLUMN     "retry_if_possible" BOOLEAN NOT NULL DEFAULT false;

-- The first possible day of collection moves on day by day, which is no news of a mandate.
CREATE OR REPLACE FUNCTION guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bookkeeping text[] := ARRAY['poll_count', 'next_check_at', 'last_provider_sync_at', 'next_charge_date', 'version', 'updated_at', 'status'];
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
