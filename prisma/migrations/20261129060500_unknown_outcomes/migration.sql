-- Operations whose outcome nobody knows, told already or not: they are counted for whoever watches, every few seconds.
CREATE INDEX "operation_unknown" ON "operation" (coalesce("sent_at", "requested_at")) WHERE "status" = 'UNRESOLVED';
