-- How far scoring's ledger went when a run was frozen from it, and whether scoring was told that the
-- run is locked: what it records later for that year is for a supplementary run.
CREATE TABLE known_ledger (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  known_seq INTEGER NOT NULL CHECK (known_seq >= 0),
  lock_told INTEGER NOT NULL CHECK (lock_told IN (0, 1)),
  PRIMARY KEY (region, run_id)
) STRICT, WITHOUT ROWID;
