-- Why the second person approved a change of a subject; empty for approvals before it was asked for.
ALTER TABLE subject_change_approval ADD COLUMN reason VARCHAR(500) NOT NULL DEFAULT '';
