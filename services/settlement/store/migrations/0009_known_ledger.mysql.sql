-- How far scoring's ledger went when a run was frozen from it, and whether scoring was told that the
-- run is locked: what it records later for that year is for a supplementary run.
CREATE TABLE known_ledger (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  known_seq BIGINT NOT NULL CHECK (known_seq >= 0),
  lock_told TINYINT NOT NULL CHECK (lock_told IN (0, 1)),
  PRIMARY KEY (region, run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
