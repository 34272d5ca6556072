-- Heads of review's audit log, which settlement gets from scoring alone, each proved to continue
-- the one before, with the names of its owner, of scoring and of settlement. Append-only.
CREATE TABLE witnessed_head (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  log TEXT NOT NULL CHECK (length(log) BETWEEN 1 AND 32),
  size INTEGER NOT NULL CHECK (size > 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  chain_hash BLOB NOT NULL CHECK (length(chain_hash) = 32),
  log_key BLOB NOT NULL CHECK (length(log_key) = 32),
  log_signature BLOB NOT NULL CHECK (length(log_signature) = 64),
  scoring_key BLOB NOT NULL CHECK (length(scoring_key) = 32),
  scoring_signature BLOB NOT NULL CHECK (length(scoring_signature) = 64),
  own_key BLOB NOT NULL CHECK (length(own_key) = 32),
  own_signature BLOB NOT NULL CHECK (length(own_signature) = 64),
  PRIMARY KEY (region, log, size)
) STRICT, WITHOUT ROWID;
