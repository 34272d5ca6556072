-- Heads of other services' audit logs, each proved to continue the one before, and the names put to
-- them. own_seq and own_hash: the head of the signer's own log as it told it. Append-only.
CREATE TABLE witnessed_head (
  region TEXT NOT NULL CHECK (length(region) <= 64),
  log TEXT NOT NULL CHECK (length(log) BETWEEN 1 AND 32),
  size INTEGER NOT NULL CHECK (size > 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  chain_hash BLOB NOT NULL CHECK (length(chain_hash) = 32),
  from_size INTEGER NOT NULL CHECK (from_size >= 0),
  consistency BLOB NOT NULL,
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE witnessed_signature (
  region TEXT NOT NULL CHECK (length(region) <= 64),
  log TEXT NOT NULL CHECK (length(log) BETWEEN 1 AND 32),
  size INTEGER NOT NULL CHECK (size > 0),
  signer TEXT NOT NULL CHECK (length(signer) BETWEEN 1 AND 32),
  public_key BLOB NOT NULL CHECK (length(public_key) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  own_seq INTEGER NOT NULL CHECK (own_seq >= 0),
  own_hash BLOB NOT NULL,
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, log, size, signer)
) STRICT, WITHOUT ROWID;
