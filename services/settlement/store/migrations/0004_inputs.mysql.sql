-- What a year is settled from beside its budgets. Amounts are fen; a stored row never changes, a
-- correction of a year is a new edition of all rows of that kind, as with budgets.

-- Which edition of a kind of input counts; absent: the first.
CREATE TABLE input_edition (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  input VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  edition BIGINT NOT NULL,
  PRIMARY KEY (region, year, input)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Volumes and costs as accepted, and what was paid so far. Append-only.
CREATE TABLE actual (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  edition BIGINT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  visits BIGINT NOT NULL,
  accepted_fen BIGINT NOT NULL,
  refused_fen BIGINT NOT NULL,
  emergency_fen BIGINT NOT NULL,
  monthly_fen BIGINT NOT NULL,
  withheld_fen BIGINT NOT NULL,
  prefund_fen BIGINT NOT NULL,
  deductions_fen BIGINT NOT NULL,
  prior_year_fen BIGINT NOT NULL,
  source_row BIGINT NOT NULL,
  request_id BINARY(16) NOT NULL,
  PRIMARY KEY (region, year, edition, institution_id, fund, class)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Quality indicators: value and baseline in billionths. Append-only.
CREATE TABLE indicator (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  edition BIGINT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  peer_group VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value_nanos BIGINT NULL,
  baseline_nanos BIGINT NULL,
  denominator BIGINT NULL,
  source_row BIGINT NOT NULL,
  request_id BINARY(16) NOT NULL,
  PRIMARY KEY (region, year, edition, institution_id, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Outcomes of efficacy contracts by period. Append-only.
CREATE TABLE contract (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  edition BIGINT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  price_fen BIGINT NOT NULL,
  met BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  pending BIGINT NOT NULL,
  fail_pay_bp BIGINT NOT NULL,
  cap_fen BIGINT NULL,
  source_row BIGINT NOT NULL,
  request_id BINARY(16) NOT NULL,
  PRIMARY KEY (region, year, edition, institution_id, fund, class, contract_id, first_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
