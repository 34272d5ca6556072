-- Budgets, runs, and what they came to. Amounts are fen, rates basis points, dates civil dates of
-- the bureau's zone.

-- One row a year, locked by whatever changes a year's inputs or runs: they happen one after another.
-- `changes` counts the imports that added something, so that a run knows whether its inputs are
-- those of today.
CREATE TABLE settlement_year (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  PRIMARY KEY (region, year)
) STRICT, WITHOUT ROWID;

-- Budgets as imported; never changed.
CREATE TABLE budget (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  p0_fen INTEGER NOT NULL CHECK (p0_fen >= 0),
  p0_visits INTEGER NOT NULL CHECK (p0_visits >= 1),
  b0_fen INTEGER NOT NULL CHECK (b0_fen >= 0),
  planned_visits INTEGER NOT NULL CHECK (planned_visits >= 0),
  source_row INTEGER NOT NULL CHECK (source_row >= 0),
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  PRIMARY KEY (region, year, institution_id, fund, class)
) STRICT, WITHOUT ROWID;

-- The policy files runs were frozen with, byte by byte. Append-only.
CREATE TABLE policy_file (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  content BLOB NOT NULL CHECK (length(content) <= 1048576),
  PRIMARY KEY (region, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  year INTEGER NOT NULL,
  n INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 16),
  state TEXT NOT NULL CHECK (length(state) BETWEEN 1 AND 16),
  etag INTEGER NOT NULL CHECK (etag >= 1),
  units INTEGER NOT NULL CHECK (units >= 0),
  budget_changes INTEGER NOT NULL CHECK (budget_changes >= 0),
  corrects_run_id BLOB CHECK (length(corrects_run_id) = 16),
  inputs_sha256 TEXT CHECK (length(inputs_sha256) = 64),
  facts_sha256 TEXT CHECK (length(facts_sha256) = 64),
  result_sha256 TEXT CHECK (length(result_sha256) = 64),
  engine_version TEXT NOT NULL CHECK (length(engine_version) <= 32),
  prepared_by TEXT NOT NULL CHECK (length(prepared_by) <= 128),
  frozen_by TEXT NOT NULL CHECK (length(frozen_by) <= 128),
  calculated_by TEXT NOT NULL CHECK (length(calculated_by) <= 128),
  reviewed_by TEXT NOT NULL CHECK (length(reviewed_by) <= 128),
  signed_by_reviewer TEXT NOT NULL CHECK (length(signed_by_reviewer) <= 128),
  locked_by TEXT NOT NULL CHECK (length(locked_by) <= 128),
  abandon_reason TEXT NOT NULL CHECK (length(abandon_reason) <= 500),
  sanction_orders_missing INTEGER NOT NULL CHECK (sanction_orders_missing >= 0),
  created_time INTEGER NOT NULL,
  PRIMARY KEY (region, run_id),
  UNIQUE (region, year, n)
) STRICT, WITHOUT ROWID;

-- Which policies decide in a run. Append-only.
CREATE TABLE run_policy (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  PRIMARY KEY (region, run_id, policy_sha256)
) STRICT, WITHOUT ROWID;

-- What a run is calculated from: the inputs in the order in which they are hashed, then what the
-- statement tells beside them. Append-only.
CREATE TABLE unit_input (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  points INTEGER NOT NULL,
  p0_fen INTEGER NOT NULL,
  p0_visits INTEGER NOT NULL,
  b0_fen INTEGER NOT NULL,
  planned_visits INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  accepted_fen INTEGER NOT NULL,
  year_days INTEGER NOT NULL,
  designated_days INTEGER NOT NULL,
  suspended_days INTEGER NOT NULL,
  refused_fen INTEGER NOT NULL,
  emergency_fen INTEGER NOT NULL,
  score_centi INTEGER,
  open_case INTEGER NOT NULL CHECK (open_case IN (0, 1)),
  sanctioned INTEGER NOT NULL CHECK (sanctioned IN (0, 1)),
  veto INTEGER NOT NULL CHECK (veto IN (0, 1)),
  cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
  withheld_fen INTEGER NOT NULL,
  monthly_fen INTEGER NOT NULL,
  prefund_fen INTEGER NOT NULL,
  deductions_fen INTEGER NOT NULL,
  prior_year_fen INTEGER NOT NULL,
  medical INTEGER NOT NULL CHECK (medical IN (0, 1)),
  suspend_months INTEGER NOT NULL,
  suspend_start_date TEXT CHECK (length(suspend_start_date) = 10),
  suspend_end_date TEXT CHECK (length(suspend_end_date) = 10),
  cancelled_date TEXT CHECK (length(cancelled_date) = 10),
  qualifications TEXT NOT NULL CHECK (length(qualifications) <= 200),
  entry_ids TEXT NOT NULL,
  PRIMARY KEY (region, run_id, institution_id, fund, class)
) STRICT, WITHOUT ROWID;

-- Written once, by the first calculation.
CREATE TABLE unit_result (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  band_bp INTEGER NOT NULL,
  reward_status TEXT NOT NULL CHECK (length(reward_status) BETWEEN 1 AND 16),
  rate_bp INTEGER NOT NULL,
  adjusted_per_visit_fen INTEGER NOT NULL,
  adjusted_budget_fen INTEGER NOT NULL,
  PRIMARY KEY (region, run_id, institution_id, fund, class)
) STRICT, WITHOUT ROWID;

-- Statements issued. Times are microseconds since 1970 (UTC).
CREATE TABLE statement (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  state TEXT NOT NULL CHECK (length(state) BETWEEN 1 AND 16),
  served_time INTEGER NOT NULL,
  decided_time INTEGER,
  pdf_sha256 TEXT CHECK (length(pdf_sha256) = 64),
  PRIMARY KEY (region, run_id, institution_id, fund, class)
) STRICT, WITHOUT ROWID;

-- Who did what: see common/audit. Append-only.
CREATE TABLE audit (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  seq INTEGER NOT NULL,
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  kind INTEGER NOT NULL,
  body BLOB NOT NULL,
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, seq)
) STRICT, WITHOUT ROWID;

-- Answers already given: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  caller TEXT NOT NULL CHECK (length(caller) <= 128),
  method TEXT NOT NULL CHECK (length(method) BETWEEN 1 AND 191),
  scope TEXT NOT NULL CHECK (length(scope) <= 64),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  response BLOB NOT NULL,
  PRIMARY KEY (request_id)
) STRICT, WITHOUT ROWID;
