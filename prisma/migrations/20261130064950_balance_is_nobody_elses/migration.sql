-- What is carried from one payout to another is nobody else's.
CREATE OR REPLACE FUNCTION guard_payout_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  payout payout;
  items record;
BEGIN
  SELECT * INTO payout FROM payout p WHERE p.merchant_id = NEW.merchant_id AND p.id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  SELECT count(*) AS number,
         coalesce(sum(amount_tenths) FILTER (WHERE kind NOT IN ('FEE', 'PARTNER_FEE')), 0) AS principal,
         coalesce(sum(amount_tenths) FILTER (WHERE payment_id IS NULL AND kind NOT IN ('FEE', 'PARTNER_FEE', 'BALANCE')), 0) AS others
    INTO items FROM payout_item i WHERE i.merchant_id = payout.merchant_id AND i.payout_id = payout.id;
  IF coalesce(payout.item_count, 0) <> items.number THEN
    RAISE EXCEPTION 'a payout counts its items' USING ERRCODE = 'check_violation';
  END IF;
  IF payout.item_count IS NOT NULL AND (abs(items.others - 10 * payout.foreign_payments) > 5
     OR abs(items.principal - 10 * (payout.amount_minor + payout.fees + payout.partner_fees + payout.difference)) >= 10) THEN
    RAISE EXCEPTION 'a payout is not what its items sum to' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
