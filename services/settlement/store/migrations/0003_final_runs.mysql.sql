-- Runs that settle money: what the region has to spend, every figure of a unit, the answer to
-- its statement, and what keeps a payment back.

ALTER TABLE run
  ADD COLUMN reserve_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN floor_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN pool_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN director_signed_by VARCHAR(128) NOT NULL DEFAULT '',
  ADD COLUMN posted_units BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN locked_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL;

ALTER TABLE unit_input
  ADD COLUMN indicators MEDIUMTEXT NULL,
  ADD COLUMN contracts MEDIUMTEXT NULL;

ALTER TABLE unit_result
  ADD COLUMN active_days BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN volume_upper BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN volume_lower BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN volume_standard BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN volume_excess BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN low_volume BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN stripped_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN eligible_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN retention_allowed BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_base_standard_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_base_budget_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_base_cap_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_base_overrun_share_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_base_retention_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_full_standard_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_full_budget_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_full_cap_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_full_overrun_share_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN at_full_retention_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN base_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN rate_reward_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN retention_reward_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN reward_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN contract_paid_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN contract_held_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN contract_refused_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN forfeit_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN rate_scaled_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN rate_paid_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN retention_paid_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN withhold_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN incentive_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN incentive_paid_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN payable_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN held_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN capped_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN surplus_kept_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN capped_held_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN refused_fen BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN net_fen BIGINT NOT NULL DEFAULT 0;

ALTER TABLE statement
  ADD COLUMN confirm_until CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN decided_by VARCHAR(128) NOT NULL DEFAULT '';

-- Sums over a run's units and the factors its rewards were shared by. Written once, by the first
-- calculation.
CREATE TABLE run_total (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  base_fen BIGINT NOT NULL,
  rate_reward_fen BIGINT NOT NULL,
  retention_reward_fen BIGINT NOT NULL,
  rate_scaled_fen BIGINT NOT NULL,
  rate_paid_fen BIGINT NOT NULL,
  retention_paid_fen BIGINT NOT NULL,
  withhold_fen BIGINT NOT NULL,
  incentive_fen BIGINT NOT NULL,
  incentive_paid_fen BIGINT NOT NULL,
  contract_paid_fen BIGINT NOT NULL,
  contract_held_fen BIGINT NOT NULL,
  payable_fen BIGINT NOT NULL,
  held_fen BIGINT NOT NULL,
  forfeit_fen BIGINT NOT NULL,
  net_fen BIGINT NOT NULL,
  reserve_after_fen BIGINT NOT NULL,
  reserve_move_fen BIGINT NOT NULL,
  exchange_fix_fen BIGINT NOT NULL,
  reward_factor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  exchange_factor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  exchange_degenerate INT NOT NULL,
  slope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What an institution disputes, line by line, and what it was answered.
CREATE TABLE dispute (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  answer VARCHAR(1000) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  disputed_by VARCHAR(128) NOT NULL,
  disputed_time BIGINT NOT NULL,
  answered_by VARCHAR(128) NOT NULL,
  answered_time BIGINT NULL,
  PRIMARY KEY (region, run_id, institution_id, fund, class, line)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Payments kept back while a matter is investigated; no penalty, and no figure changes by it.
CREATE TABLE payment_hold (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hold_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  document VARCHAR(200) NOT NULL,
  placed_by VARCHAR(128) NOT NULL,
  placed_time BIGINT NOT NULL,
  released_by VARCHAR(128) NOT NULL,
  release_reason VARCHAR(500) NOT NULL,
  released_time BIGINT NULL,
  PRIMARY KEY (region, hold_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Books that are closed, or have the first of two signatures.
CREATE TABLE year_close (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  checklist_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  backup_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_by VARCHAR(128) NOT NULL,
  first_time BIGINT NOT NULL,
  closed_by VARCHAR(128) NOT NULL,
  closed_time BIGINT NULL,
  seal CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (region, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
