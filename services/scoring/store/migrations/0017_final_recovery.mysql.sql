-- The decision may leave less of a recovery than was notified; what was notified stays beside it. A
-- reopened case recovers no more than the remedy left.
ALTER TABLE finding ADD COLUMN final_recovery_fen BIGINT NULL;
ALTER TABLE case_file ADD COLUMN ceiling_recovery_fen BIGINT NULL;
