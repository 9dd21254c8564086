-- AlterTable
ALTER TABLE "sandbox_clock" ADD COLUMN     "started" BOOLEAN NOT NULL DEFAULT false;

-- A sandbox may begin at any moment, past or future. Once it has started, its time only goes forward.
DO $$
BEGIN
  -- The merchants are hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  PERFORM 1 FROM merchant LIMIT 1;
  IF FOUND THEN UPDATE sandbox_clock SET started = true; END IF;
  RESET ROLE;
END $$;
ALTER TABLE "sandbox_clock" DROP CONSTRAINT "sandbox_clock_forward";
CREATE FUNCTION guard_sandbox_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.started AND (NEW.offset_ms < OLD.offset_ms OR NOT NEW.started) THEN
    RAISE EXCEPTION 'the sandbox''s time only goes forward: from % ms to % ms', OLD.offset_ms, NEW.offset_ms
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sandbox_clock_forward', TABLE = 'sandbox_clock';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sandbox_clock_forward BEFORE UPDATE ON "sandbox_clock" FOR EACH ROW EXECUTE FUNCTION guard_sandbox_clock();
