-- A creditor of Betalingsservice collects by file with these: whose debtor (the customer number, personal, so sealed), by which creditor and
-- group, and on which mandate. What was made before has none of them.
ALTER TABLE "mandate"
  ADD COLUMN "creditor_number" TEXT,
  ADD COLUMN "debtor_group_number" TEXT,
  ADD COLUMN "mandate_number" TEXT;

ALTER TABLE "person"
  ADD COLUMN "debtor_reference_sealed" BYTEA,
  ADD CONSTRAINT "person_erased_is_without_reference" CHECK ("erased_at" IS NULL OR "debtor_reference_sealed" IS NULL);
