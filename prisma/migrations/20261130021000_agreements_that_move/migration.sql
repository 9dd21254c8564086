-- AlterTable
ALTER TABLE "agreement" ADD COLUMN     "former_reference" TEXT;

-- The successor of MobilePay Subscriptions has the agreements that were made there, under ids of its own: one that is found there is the
-- same agreement, and goes on with the provider that has it now. A schedule goes where its agreement has gone. Neither goes anywhere else.
CREATE FUNCTION guard_succession() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.provider, NEW.account_id) IS NOT DISTINCT FROM (OLD.provider, OLD.account_id) THEN
    IF TG_ARGV[0] = 'agreement' AND (to_jsonb(NEW) ->> 'former_reference') IS DISTINCT FROM (to_jsonb(OLD) ->> 'former_reference') THEN
      RAISE EXCEPTION 'former_reference of agreement changes with its provider alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.provider <> 'MOBILEPAY' OR NEW.provider <> 'VIPPS_MOBILEPAY' THEN
    RAISE EXCEPTION 'provider of % never changes but from MOBILEPAY to VIPPS_MOBILEPAY', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM provider_account WHERE merchant_id = NEW.merchant_id AND id = NEW.account_id AND provider = NEW.provider) THEN
    RAISE EXCEPTION 'account_id of % is no account of its provider', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  IF TG_ARGV[0] = 'agreement' THEN
    IF OLD.status <> 'ACTIVE' OR OLD.cancelling OR OLD.unresolved_count > 0 OR NEW.provider_reference IS NULL
       OR NEW.former_reference IS DISTINCT FROM OLD.provider_reference THEN
      RAISE EXCEPTION 'an agreement that moves is active, at rest, and keeps what it was called' USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NOT EXISTS (SELECT FROM agreement WHERE merchant_id = NEW.merchant_id AND id = NEW.agreement_id AND provider = NEW.provider AND account_id = NEW.account_id) THEN
    RAISE EXCEPTION 'a schedule moves where its agreement has moved' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER agreement_guard BEFORE UPDATE ON "agreement" FOR EACH ROW
  EXECUTE FUNCTION guard_move('agreement', 'status', 'merchant_id', 'id', 'external_id', 'currency', 'created_at');
CREATE TRIGGER agreement_succession BEFORE UPDATE OF "provider", "account_id", "former_reference" ON "agreement" FOR EACH ROW
  EXECUTE FUNCTION guard_succession('agreement');
CREATE OR REPLACE TRIGGER schedule_guard BEFORE UPDATE OF "merchant_id", "id", "version", "provider", "account_id", "provider_reference", "external_id", "agreement_id", "mandate_id",
    "kept_by", "kind", "status", "reason", "description", "reference", "currency", "unit", "every", "day_of_month", "month", "weekday", "starts_on", "count", "ends_on",
    "retry_kind", "retry_days", "metadata", "next_period", "next_due_on", "resumes_at_period", "created_at" ON "payment_schedule" FOR EACH ROW
  EXECUTE FUNCTION guard_move('schedule', 'status', 'merchant_id', 'id', 'external_id', 'agreement_id', 'kept_by', 'kind', 'description', 'reference',
    'currency', 'unit', 'every', 'day_of_month', 'month', 'weekday', 'starts_on', 'count', 'ends_on', 'retry_kind', 'retry_days', 'metadata', 'created_at');
CREATE TRIGGER schedule_succession BEFORE UPDATE OF "provider", "account_id" ON "payment_schedule" FOR EACH ROW
  EXECUTE FUNCTION guard_succession('schedule');
