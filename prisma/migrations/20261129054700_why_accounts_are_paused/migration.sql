-- CreateEnum
CREATE TYPE "account_pause" AS ENUM ('CREDENTIALS_REFUSED', 'SETTINGS_UNREADABLE', 'REQUESTED', 'DISCONNECTED');

-- AlterTable
ALTER TABLE "provider_account" ADD COLUMN     "credentials_checked_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_callback_at" TIMESTAMPTZ(3),
ADD COLUMN     "paused_because" "account_pause";

-- A process of the version before resumes an account without a word on why it was paused.
CREATE FUNCTION forget_why_paused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.paused_at IS NULL THEN
    NEW.paused_because := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER provider_account_forgets_why BEFORE UPDATE OF "paused_at" ON "provider_account" FOR EACH ROW EXECUTE FUNCTION forget_why_paused();

GRANT UPDATE ("paused_because", "credentials_checked_at", "last_callback_at") ON "provider_account" TO paygraph_app;
