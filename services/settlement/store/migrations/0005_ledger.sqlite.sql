-- The money ledger. A transfer is never changed; accounts and balances follow from transfers.

-- Accounts as transfers name them. `closed_by` is set when the books of their year are closed.
CREATE TABLE account (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  account_id TEXT NOT NULL CHECK (length(account_id) BETWEEN 1 AND 96),
  year INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  fund TEXT NOT NULL CHECK (length(fund) <= 16),
  class TEXT NOT NULL CHECK (length(class) <= 16),
  closed_by TEXT NOT NULL CHECK (length(closed_by) <= 128),
  PRIMARY KEY (region, account_id)
) STRICT, WITHOUT ROWID;

-- The end of each lane, locked by whoever adds to it: writers of a lane follow one another.
CREATE TABLE ledger_lane (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  lane INTEGER NOT NULL CHECK (lane >= 0),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (region, lane)
) STRICT, WITHOUT ROWID;

-- Append-only. A pending transfer is resolved once and a transfer reversed once: the unique keys
-- say so.
CREATE TABLE transfer (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  transfer_id TEXT NOT NULL CHECK (length(transfer_id) = 32),
  lane INTEGER NOT NULL CHECK (lane >= 0),
  seq INTEGER NOT NULL CHECK (seq >= 1),
  debit_account TEXT NOT NULL CHECK (length(debit_account) BETWEEN 1 AND 96),
  credit_account TEXT NOT NULL CHECK (length(credit_account) BETWEEN 1 AND 96),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  line TEXT NOT NULL CHECK (length(line) BETWEEN 1 AND 24),
  phase TEXT NOT NULL CHECK (length(phase) BETWEEN 1 AND 8),
  pending_id TEXT CHECK (length(pending_id) = 32),
  group_id TEXT NOT NULL CHECK (length(group_id) BETWEEN 1 AND 64),
  for_year INTEGER NOT NULL,
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  recorded_time INTEGER NOT NULL,
  run_id TEXT NOT NULL CHECK (length(run_id) BETWEEN 1 AND 26),
  policy_sha256 TEXT CHECK (length(policy_sha256) = 64),
  reverses TEXT CHECK (length(reverses) = 32),
  payload_sha256 TEXT NOT NULL CHECK (length(payload_sha256) = 64),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (region, transfer_id),
  UNIQUE (region, lane, seq),
  UNIQUE (region, pending_id),
  UNIQUE (region, reverses)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_run ON transfer (region, for_year, run_id);
CREATE INDEX transfer_debit ON transfer (region, debit_account, phase, amount_fen);
CREATE INDEX transfer_credit ON transfer (region, credit_account, phase, amount_fen);

-- What transfers come to; a cache that can be rebuilt.
CREATE TABLE balance (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  account_id TEXT NOT NULL CHECK (length(account_id) BETWEEN 1 AND 96),
  debit_posted INTEGER NOT NULL,
  credit_posted INTEGER NOT NULL,
  debit_pending INTEGER NOT NULL,
  credit_pending INTEGER NOT NULL,
  PRIMARY KEY (region, account_id)
) STRICT, WITHOUT ROWID;
