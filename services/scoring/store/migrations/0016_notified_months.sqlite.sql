-- The length of a suspension is told before it is decided: the decision chooses none longer.
ALTER TABLE person_scoring ADD COLUMN notified_months INTEGER NOT NULL DEFAULT 0
  CHECK (notified_months >= 0);
