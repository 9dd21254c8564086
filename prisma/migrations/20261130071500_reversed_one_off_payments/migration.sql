-- What was reserved and captured on an agreement may be charged back, too.
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('payment', 'SETTLED', 'REVERSED'), ('payment', 'REVERSED', 'SETTLED');
