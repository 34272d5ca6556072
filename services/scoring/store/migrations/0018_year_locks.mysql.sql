-- Which years settlement has locked, as it told: append-only, one row for each locked run. `run_id`
-- is settlement's, `known_seq` the last recorded_seq of the ledger when the run's standings were
-- frozen, 0 for none.
CREATE TABLE year_lock (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  run_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  known_seq BIGINT NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
