-- The Merkle tree over the audit log, its signed heads and the names others put to them. No time:
-- a head says how long the log was, not when. Append-only.
CREATE TABLE audit_node (
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 62),
  idx INTEGER NOT NULL CHECK (idx >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE signed_head (
  size INTEGER NOT NULL CHECK (size > 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  chain_hash BLOB NOT NULL CHECK (length(chain_hash) = 32),
  PRIMARY KEY (size)
) STRICT, WITHOUT ROWID;

-- signer: 1 review, 2 scoring, 3 settlement.
CREATE TABLE head_signature (
  signer INTEGER NOT NULL CHECK (signer BETWEEN 1 AND 3),
  size INTEGER NOT NULL CHECK (size > 0),
  public_key BLOB NOT NULL CHECK (length(public_key) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (signer, size)
) STRICT, WITHOUT ROWID;
