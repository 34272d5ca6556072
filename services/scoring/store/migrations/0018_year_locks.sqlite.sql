-- Which years settlement has locked, as it told: append-only, one row for each locked run. `run_id`
-- is settlement's, `known_seq` the last recorded_seq of the ledger when the run's standings were
-- frozen, 0 for none.
CREATE TABLE year_lock (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  run_id TEXT NOT NULL CHECK (length(run_id) BETWEEN 1 AND 64),
  known_seq INTEGER NOT NULL CHECK (known_seq >= 0),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, run_id)
) STRICT, WITHOUT ROWID;
