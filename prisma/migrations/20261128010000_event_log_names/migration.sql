-- The log and the place of an event in it get the names that the API has for them. Names alone change, so no row is written anew.
-- A process of the version before cannot run beside one of this: it looks for the old names, fails, and comes back when it is replaced.
ALTER TABLE "feed" RENAME TO "event_log";
ALTER TABLE "event_log" RENAME COLUMN "number" TO "sequence";
ALTER TABLE "event_log" RENAME CONSTRAINT "feed_pkey" TO "event_log_pkey";
ALTER TABLE "event_log" RENAME CONSTRAINT "feed_merchant_id_event_id_fkey" TO "event_log_merchant_id_event_id_fkey";
ALTER TABLE "event_log" RENAME CONSTRAINT "feed_number_positive" TO "event_log_sequence_positive";
ALTER TABLE "event_log" RENAME CONSTRAINT "feed_hash_length" TO "event_log_hash_length";
ALTER INDEX "feed_merchant_id_event_id_key" RENAME TO "event_log_merchant_id_event_id_key";
ALTER TRIGGER "feed_append_only" ON "event_log" RENAME TO "event_log_append_only";
ALTER TRIGGER "feed_never_truncated" ON "event_log" RENAME TO "event_log_never_truncated";

ALTER TABLE "webhook_delivery" RENAME COLUMN "number" TO "sequence";
ALTER TABLE "webhook_delivery" RENAME CONSTRAINT "webhook_delivery_number_positive" TO "webhook_delivery_sequence_positive";
CREATE OR REPLACE FUNCTION guard_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.endpoint_id, NEW.event_id, NEW.sequence, NEW.created_at)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.endpoint_id, OLD.event_id, OLD.sequence, OLD.created_at)
     OR (OLD.body IS NOT NULL AND NEW.body IS DISTINCT FROM OLD.body) THEN
    RAISE EXCEPTION 'what is delivered never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
