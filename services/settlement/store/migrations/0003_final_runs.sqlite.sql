-- Runs that settle money: what the region has to spend, every figure of a unit, the answer to
-- its statement, and what keeps a payment back.

ALTER TABLE run ADD COLUMN reserve_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN floor_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN pool_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500);
ALTER TABLE run ADD COLUMN director_signed_by TEXT NOT NULL DEFAULT '' CHECK (length(director_signed_by) <= 128);
ALTER TABLE run ADD COLUMN posted_units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN locked_date TEXT CHECK (length(locked_date) = 10);

ALTER TABLE unit_input ADD COLUMN indicators TEXT;
ALTER TABLE unit_input ADD COLUMN contracts TEXT;

ALTER TABLE unit_result ADD COLUMN active_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN volume_upper INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN volume_lower INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN volume_standard INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN volume_excess INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN low_volume INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN stripped_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN eligible_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN retention_allowed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_base_standard_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_base_budget_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_base_cap_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_base_overrun_share_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_base_retention_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_full_standard_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_full_budget_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_full_cap_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_full_overrun_share_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN at_full_retention_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN base_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN rate_reward_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN retention_reward_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN reward_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN contract_paid_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN contract_held_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN contract_refused_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN forfeit_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN rate_scaled_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN rate_paid_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN retention_paid_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN withhold_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN incentive_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN incentive_paid_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN payable_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN held_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN capped_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN surplus_kept_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN capped_held_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN refused_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit_result ADD COLUMN net_fen INTEGER NOT NULL DEFAULT 0;

ALTER TABLE statement ADD COLUMN confirm_until TEXT CHECK (length(confirm_until) = 10);
ALTER TABLE statement ADD COLUMN decided_by TEXT NOT NULL DEFAULT '' CHECK (length(decided_by) <= 128);

-- Sums over a run's units and the factors its rewards were shared by. Written once, by the first
-- calculation.
CREATE TABLE run_total (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  base_fen INTEGER NOT NULL,
  rate_reward_fen INTEGER NOT NULL,
  retention_reward_fen INTEGER NOT NULL,
  rate_scaled_fen INTEGER NOT NULL,
  rate_paid_fen INTEGER NOT NULL,
  retention_paid_fen INTEGER NOT NULL,
  withhold_fen INTEGER NOT NULL,
  incentive_fen INTEGER NOT NULL,
  incentive_paid_fen INTEGER NOT NULL,
  contract_paid_fen INTEGER NOT NULL,
  contract_held_fen INTEGER NOT NULL,
  payable_fen INTEGER NOT NULL,
  held_fen INTEGER NOT NULL,
  forfeit_fen INTEGER NOT NULL,
  net_fen INTEGER NOT NULL,
  reserve_after_fen INTEGER NOT NULL,
  reserve_move_fen INTEGER NOT NULL,
  exchange_fix_fen INTEGER NOT NULL,
  reward_factor TEXT NOT NULL CHECK (length(reward_factor) <= 64),
  exchange_factor TEXT NOT NULL CHECK (length(exchange_factor) <= 64),
  exchange_degenerate INTEGER NOT NULL,
  slope TEXT NOT NULL CHECK (length(slope) <= 64),
  PRIMARY KEY (region, run_id)
) STRICT, WITHOUT ROWID;

-- What an institution disputes, line by line, and what it was answered.
CREATE TABLE dispute (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  run_id BLOB NOT NULL CHECK (length(run_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  line TEXT NOT NULL CHECK (length(line) <= 64),
  reason TEXT NOT NULL CHECK (length(reason) <= 1000),
  answer TEXT NOT NULL CHECK (length(answer) <= 1000),
  state TEXT NOT NULL CHECK (length(state) <= 16),
  disputed_by TEXT NOT NULL CHECK (length(disputed_by) <= 128),
  disputed_time INTEGER NOT NULL,
  answered_by TEXT NOT NULL CHECK (length(answered_by) <= 128),
  answered_time INTEGER,
  PRIMARY KEY (region, run_id, institution_id, fund, class, line)
) STRICT, WITHOUT ROWID;

-- Payments kept back while a matter is investigated; no penalty, and no figure changes by it.
CREATE TABLE payment_hold (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  hold_id BLOB NOT NULL CHECK (length(hold_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  reason TEXT NOT NULL CHECK (length(reason) <= 500),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  placed_by TEXT NOT NULL CHECK (length(placed_by) <= 128),
  placed_time INTEGER NOT NULL,
  released_by TEXT NOT NULL CHECK (length(released_by) <= 128),
  release_reason TEXT NOT NULL CHECK (length(release_reason) <= 500),
  released_time INTEGER,
  PRIMARY KEY (region, hold_id)
) STRICT, WITHOUT ROWID;

-- Books that are closed, or have the first of two signatures.
CREATE TABLE year_close (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  checklist_sha256 TEXT NOT NULL CHECK (length(checklist_sha256) = 64),
  backup_sha256 TEXT NOT NULL CHECK (length(backup_sha256) = 64),
  first_by TEXT NOT NULL CHECK (length(first_by) <= 128),
  first_time INTEGER NOT NULL,
  closed_by TEXT NOT NULL CHECK (length(closed_by) <= 128),
  closed_time INTEGER,
  seal TEXT CHECK (length(seal) = 64),
  PRIMARY KEY (region, year)
) STRICT, WITHOUT ROWID;
