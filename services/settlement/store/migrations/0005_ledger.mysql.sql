-- The money ledger. A transfer is never changed; accounts and balances follow from transfers.

-- Accounts as transfers name them. `closed_by` is set when the books of their year are closed.
CREATE TABLE account (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  closed_by VARCHAR(128) NOT NULL,
  PRIMARY KEY (region, account_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The end of each lane, locked by whoever adds to it: writers of a lane follow one another.
CREATE TABLE ledger_lane (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lane INT NOT NULL,
  seq BIGINT NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, lane)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Append-only. A pending transfer is resolved once and a transfer reversed once: the unique keys
-- say so.
CREATE TABLE transfer (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transfer_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lane INT NOT NULL,
  seq BIGINT NOT NULL,
  debit_account VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  credit_account VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  line VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  phase VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  pending_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  group_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  for_year INT NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  run_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reverses CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  payload_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  prev_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, transfer_id),
  UNIQUE KEY transfer_lane (region, lane, seq),
  UNIQUE KEY transfer_pending (region, pending_id),
  UNIQUE KEY transfer_reverses (region, reverses),
  KEY transfer_run (region, for_year, run_id),
  KEY transfer_debit (region, debit_account, phase, amount_fen),
  KEY transfer_credit (region, credit_account, phase, amount_fen)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What transfers come to; a cache that can be rebuilt.
CREATE TABLE balance (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  debit_posted BIGINT NOT NULL,
  credit_posted BIGINT NOT NULL,
  debit_pending BIGINT NOT NULL,
  credit_pending BIGINT NOT NULL,
  PRIMARY KEY (region, account_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
