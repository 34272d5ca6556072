-- Heads of other services' audit logs, each proved to continue the one before, and the names put to
-- them. own_seq and own_hash: the head of the signer's own log as it told it. Append-only.
CREATE TABLE witnessed_head (
  region VARCHAR(64) NOT NULL,
  log VARCHAR(32) NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0),
  root BINARY(32) NOT NULL,
  chain_hash BINARY(32) NOT NULL,
  from_size BIGINT NOT NULL CHECK (from_size >= 0),
  consistency VARBINARY(4096) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, log, size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE witnessed_signature (
  region VARCHAR(64) NOT NULL,
  log VARCHAR(32) NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0),
  signer VARCHAR(32) NOT NULL,
  public_key BINARY(32) NOT NULL,
  signature BINARY(64) NOT NULL,
  own_seq BIGINT NOT NULL CHECK (own_seq >= 0),
  own_hash VARBINARY(32) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, log, size, signer)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
