-- The numbers (文号) of a person's notice and decision; empty for scorings before they were issued.
ALTER TABLE person_scoring ADD COLUMN notice_no TEXT NOT NULL DEFAULT '' CHECK (length(notice_no) <= 64);
ALTER TABLE person_scoring ADD COLUMN decision_no TEXT NOT NULL DEFAULT '' CHECK (length(decision_no) <= 64);
-- An officer's own leads by their last day.
CREATE INDEX lead_by_verifier ON lead_act (region, verifier, state, verify_due_date, lead_id);
