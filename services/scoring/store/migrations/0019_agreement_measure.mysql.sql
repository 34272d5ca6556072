-- The measure an event of an agreement follows; absent for the party's own.
ALTER TABLE agreement_event ADD COLUMN measure_id BINARY(16) NULL;
