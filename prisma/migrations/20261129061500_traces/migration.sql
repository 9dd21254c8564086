-- By which trace a row came to be, so that what is done about it later is a part of the same. It is in no hash.
ALTER TABLE "operation" ADD COLUMN "traceparent" TEXT;
ALTER TABLE "inbox" ADD COLUMN "traceparent" TEXT;
ALTER TABLE "event" ADD COLUMN "traceparent" TEXT;
