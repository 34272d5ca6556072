-- The rows behind a unit's quality score, frozen with it, so that the score can be derived again.
ALTER TABLE unit_input ADD COLUMN measurements MEDIUMTEXT;
