-- What a year is settled from beside its budgets. Amounts are fen; a stored row never changes, a
-- correction of a year is a new edition of all rows of that kind, as with budgets.

-- Which edition of a kind of input counts; absent: the first.
CREATE TABLE input_edition (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  input TEXT NOT NULL CHECK (length(input) BETWEEN 1 AND 16),
  edition INTEGER NOT NULL CHECK (edition >= 1),
  PRIMARY KEY (region, year, input)
) STRICT, WITHOUT ROWID;

-- Volumes and costs as accepted, and what was paid so far. Append-only.
CREATE TABLE actual (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  edition INTEGER NOT NULL CHECK (edition >= 1),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  visits INTEGER NOT NULL CHECK (visits >= 0),
  accepted_fen INTEGER NOT NULL CHECK (accepted_fen >= 0),
  refused_fen INTEGER NOT NULL CHECK (refused_fen >= 0),
  emergency_fen INTEGER NOT NULL CHECK (emergency_fen >= 0),
  monthly_fen INTEGER NOT NULL CHECK (monthly_fen >= 0),
  withheld_fen INTEGER NOT NULL CHECK (withheld_fen >= 0),
  prefund_fen INTEGER NOT NULL CHECK (prefund_fen >= 0),
  deductions_fen INTEGER NOT NULL CHECK (deductions_fen >= 0),
  prior_year_fen INTEGER NOT NULL,
  source_row INTEGER NOT NULL CHECK (source_row >= 0),
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  PRIMARY KEY (region, year, edition, institution_id, fund, class)
) STRICT, WITHOUT ROWID;

-- Quality indicators: value and baseline in billionths. Append-only.
CREATE TABLE indicator (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  edition INTEGER NOT NULL CHECK (edition >= 1),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
  peer_group TEXT NOT NULL CHECK (length(peer_group) <= 64),
  status TEXT NOT NULL CHECK (length(status) BETWEEN 1 AND 16),
  value_nanos INTEGER,
  baseline_nanos INTEGER,
  denominator INTEGER CHECK (denominator >= 0),
  source_row INTEGER NOT NULL CHECK (source_row >= 0),
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  PRIMARY KEY (region, year, edition, institution_id, code)
) STRICT, WITHOUT ROWID;

-- Outcomes of efficacy contracts by period. Append-only.
CREATE TABLE contract (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  edition INTEGER NOT NULL CHECK (edition >= 1),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  contract_id TEXT NOT NULL CHECK (length(contract_id) BETWEEN 1 AND 64),
  first_date TEXT NOT NULL CHECK (length(first_date) = 10),
  last_date TEXT NOT NULL CHECK (length(last_date) = 10),
  price_fen INTEGER NOT NULL CHECK (price_fen >= 0),
  met INTEGER NOT NULL CHECK (met >= 0),
  failed INTEGER NOT NULL CHECK (failed >= 0),
  pending INTEGER NOT NULL CHECK (pending >= 0),
  fail_pay_bp INTEGER NOT NULL CHECK (fail_pay_bp BETWEEN 0 AND 10000),
  cap_fen INTEGER CHECK (cap_fen >= 0),
  source_row INTEGER NOT NULL CHECK (source_row >= 0),
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  PRIMARY KEY (region, year, edition, institution_id, fund, class, contract_id, first_date)
) STRICT, WITHOUT ROWID;
