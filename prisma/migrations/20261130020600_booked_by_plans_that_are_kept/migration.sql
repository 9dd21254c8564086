-- What a statement is put together for is planned each time, which was two thirds of this guard; it runs five times for a capture. What is
-- written out keeps its plan. A kind that is not written out is found as before.
CREATE OR REPLACE FUNCTION check_booked(noun text, merchant uuid, subject uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  amounts jsonb;
  wrong record;
BEGIN
  CASE noun
    WHEN 'booked_payment' THEN
      SELECT to_jsonb(t) INTO amounts FROM booked_payment t WHERE t.merchant_id = merchant AND t.id = subject;
    WHEN 'booked_charge' THEN
      SELECT to_jsonb(t) INTO amounts FROM booked_charge t WHERE t.merchant_id = merchant AND t.id = subject;
    WHEN 'booked_transfer' THEN
      SELECT to_jsonb(t) INTO amounts FROM booked_transfer t WHERE t.merchant_id = merchant AND t.id = subject;
    WHEN 'booked_receipt' THEN
      SELECT to_jsonb(t) INTO amounts FROM booked_receipt t WHERE t.merchant_id = merchant AND t.id = subject;
    ELSE
      EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE merchant_id = $1 AND id = $2', noun) INTO amounts USING merchant, subject;
  END CASE;
  IF amounts IS NULL THEN
    RAISE EXCEPTION 'the journal speaks of % %, which is not there', noun, subject USING ERRCODE = 'check_violation';
  END IF;
  WITH booked AS (
    SELECT j.movement, sum(CASE j.direction WHEN 'DEBIT' THEN j.amount_minor ELSE -j.amount_minor END) AS minor,
           bool_or(j.currency <> coalesce(amounts ->> (lower(j.movement::text) || '_currency'), amounts ->> 'currency')) AS foreign_currency
      FROM journal j JOIN ledger_chart c ON c.movement = j.movement AND c.debit = j.account
     WHERE j.merchant_id = merchant AND j.subject_id = subject GROUP BY j.movement)
  SELECT c.movement, coalesce(booked.minor, 0) AS minor, coalesce(amounts ->> lower(c.movement::text), 'nothing') AS has INTO wrong
    FROM ledger_chart c LEFT JOIN booked ON booked.movement = c.movement
   WHERE booked.foreign_currency OR coalesce(booked.minor, 0) <> coalesce((amounts ->> lower(c.movement::text))::bigint, 0)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% of % % is %; its entries sum to %', lower(wrong.movement::text), noun, subject, wrong.has, wrong.minor USING ERRCODE = 'check_violation';
  END IF;
END $$;
