-- Budgets, runs, and what they came to. Amounts are fen, rates basis points, dates civil dates of
-- the bureau's zone.

-- One row a year, locked by whatever changes a year's inputs or runs: they happen one after another.
-- `changes` counts the imports that added something, so that a run knows whether its inputs are
-- those of today.
CREATE TABLE settlement_year (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  changes INT NOT NULL,
  PRIMARY KEY (region, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Budgets as imported; never changed.
CREATE TABLE budget (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  p0_fen BIGINT NOT NULL,
  p0_visits BIGINT NOT NULL,
  b0_fen BIGINT NOT NULL,
  planned_visits BIGINT NOT NULL,
  source_row BIGINT NOT NULL,
  request_id BINARY(16) NOT NULL,
  PRIMARY KEY (region, year, institution_id, fund, class)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The policy files runs were frozen with, byte by byte. Append-only.
CREATE TABLE policy_file (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (region, sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE run (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  year INT NOT NULL,
  n INT NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  etag BIGINT NOT NULL,
  units BIGINT NOT NULL,
  budget_changes BIGINT NOT NULL,
  corrects_run_id BINARY(16) NULL,
  inputs_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  facts_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  result_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  engine_version VARCHAR(32) NOT NULL,
  prepared_by VARCHAR(128) NOT NULL,
  frozen_by VARCHAR(128) NOT NULL,
  calculated_by VARCHAR(128) NOT NULL,
  reviewed_by VARCHAR(128) NOT NULL,
  signed_by_reviewer VARCHAR(128) NOT NULL,
  locked_by VARCHAR(128) NOT NULL,
  abandon_reason VARCHAR(500) NOT NULL,
  sanction_orders_missing BIGINT NOT NULL,
  created_time BIGINT NOT NULL,
  PRIMARY KEY (region, run_id),
  UNIQUE KEY run_by_number (region, year, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which policies decide in a run. Append-only.
CREATE TABLE run_policy (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, run_id, policy_sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a run is calculated from: the inputs in the order in which they are hashed, then what the
-- statement tells beside them. Append-only.
CREATE TABLE unit_input (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  points BIGINT NOT NULL,
  p0_fen BIGINT NOT NULL,
  p0_visits BIGINT NOT NULL,
  b0_fen BIGINT NOT NULL,
  planned_visits BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  accepted_fen BIGINT NOT NULL,
  year_days BIGINT NOT NULL,
  designated_days BIGINT NOT NULL,
  suspended_days BIGINT NOT NULL,
  refused_fen BIGINT NOT NULL,
  emergency_fen BIGINT NOT NULL,
  score_centi BIGINT NULL,
  open_case TINYINT NOT NULL,
  sanctioned TINYINT NOT NULL,
  veto TINYINT NOT NULL,
  cancelled TINYINT NOT NULL,
  withheld_fen BIGINT NOT NULL,
  monthly_fen BIGINT NOT NULL,
  prefund_fen BIGINT NOT NULL,
  deductions_fen BIGINT NOT NULL,
  prior_year_fen BIGINT NOT NULL,
  medical TINYINT NOT NULL,
  suspend_months INT NOT NULL,
  suspend_start_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  suspend_end_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  cancelled_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  qualifications VARCHAR(200) NOT NULL,
  entry_ids MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, run_id, institution_id, fund, class)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Written once, by the first calculation.
CREATE TABLE unit_result (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  band_bp INT NOT NULL,
  reward_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rate_bp INT NOT NULL,
  adjusted_per_visit_fen BIGINT NOT NULL,
  adjusted_budget_fen BIGINT NOT NULL,
  PRIMARY KEY (region, run_id, institution_id, fund, class)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Statements issued. Times are microseconds since 1970 (UTC).
CREATE TABLE statement (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  served_time BIGINT NOT NULL,
  decided_time BIGINT NULL,
  pdf_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (region, run_id, institution_id, fund, class)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who did what: see common/audit. Append-only.
CREATE TABLE audit (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT NOT NULL,
  prev BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  kind INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Answers already given: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BINARY(16) NOT NULL,
  caller VARCHAR(128) NOT NULL,
  method VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_hash BINARY(32) NOT NULL,
  response MEDIUMBLOB NOT NULL,
  PRIMARY KEY (request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
