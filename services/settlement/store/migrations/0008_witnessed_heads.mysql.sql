-- Heads of review's audit log, which settlement gets from scoring alone, each proved to continue
-- the one before, with the names of its owner, of scoring and of settlement. Append-only.
CREATE TABLE witnessed_head (
  region VARCHAR(32) NOT NULL,
  log VARCHAR(32) NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0),
  root BINARY(32) NOT NULL,
  chain_hash BINARY(32) NOT NULL,
  log_key BINARY(32) NOT NULL,
  log_signature BINARY(64) NOT NULL,
  scoring_key BINARY(32) NOT NULL,
  scoring_signature BINARY(64) NOT NULL,
  own_key BINARY(32) NOT NULL,
  own_signature BINARY(64) NOT NULL,
  PRIMARY KEY (region, log, size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
