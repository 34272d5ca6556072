-- The Merkle tree over the audit log, its signed heads and the names others put to them. No time:
-- a head says how long the log was, not when. Append-only.
CREATE TABLE audit_node (
  level INT NOT NULL CHECK (level BETWEEN 0 AND 62),
  idx BIGINT NOT NULL CHECK (idx >= 0),
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (level, idx)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE signed_head (
  size BIGINT NOT NULL CHECK (size > 0),
  root BINARY(32) NOT NULL,
  chain_hash BINARY(32) NOT NULL,
  PRIMARY KEY (size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- signer: 1 review, 2 scoring, 3 settlement.
CREATE TABLE head_signature (
  signer INT NOT NULL CHECK (signer BETWEEN 1 AND 3),
  size BIGINT NOT NULL CHECK (size > 0),
  public_key BINARY(32) NOT NULL,
  signature BINARY(64) NOT NULL,
  PRIMARY KEY (signer, size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
