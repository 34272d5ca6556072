-- The length of a suspension is told before it is decided: the decision chooses none longer.
ALTER TABLE person_scoring ADD COLUMN notified_months BIGINT NOT NULL DEFAULT 0;
