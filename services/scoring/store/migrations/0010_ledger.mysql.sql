-- The points ledger holds subjects of any kind: institutions (1 medical, 2 pharmacy) and persons
-- (3). Entries written before keep their hash (format 1), which covers their subject's id only.
-- Columns are renamed: stop an older program first.
ALTER TABLE entry
  RENAME COLUMN institution_id TO subject_id,
  ADD COLUMN subject_kind TINYINT NOT NULL DEFAULT 1,
  ADD COLUMN format TINYINT NOT NULL DEFAULT 1,
  ADD COLUMN chosen_months INT NOT NULL DEFAULT 0,
  ADD COLUMN approver VARCHAR(128) NOT NULL DEFAULT '',
  ADD COLUMN reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN document VARCHAR(200) NOT NULL DEFAULT '';
UPDATE entry SET subject_kind = COALESCE((SELECT i.kind FROM institution i
  WHERE i.region = entry.region AND i.institution_id = entry.subject_id), 1);

ALTER TABLE balance
  RENAME COLUMN institution_id TO subject_id,
  ADD COLUMN subject_kind TINYINT NOT NULL DEFAULT 1;
UPDATE balance SET subject_kind = COALESCE((SELECT i.kind FROM institution i
  WHERE i.region = balance.region AND i.institution_id = balance.subject_id), 1);
ALTER TABLE balance DROP PRIMARY KEY, ADD PRIMARY KEY (region, subject_kind, subject_id, year);

ALTER TABLE consequence
  RENAME COLUMN institution_id TO subject_id,
  ADD COLUMN subject_kind TINYINT NOT NULL DEFAULT 1;
UPDATE consequence SET subject_kind = COALESCE((SELECT i.kind FROM institution i
  WHERE i.region = consequence.region AND i.institution_id = consequence.subject_id), 1);
ALTER TABLE consequence
  DROP PRIMARY KEY, ADD PRIMARY KEY (region, subject_kind, subject_id, year, seq);

ALTER TABLE balance
  ADD COLUMN expired_seq BIGINT NOT NULL DEFAULT 0,
  ADD KEY balance_by_expiry (region, expired_seq, year);

-- Repairs (kind 3) and their undoing (kind 4) as asked for by one person. Append-only.
CREATE TABLE adjustment (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  adjustment_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  code VARCHAR(32) NOT NULL,
  minutes BIGINT NOT NULL,
  points BIGINT NOT NULL,
  repair_id BINARY(16) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  document VARCHAR(200) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, adjustment_id),
  KEY adjustment_by_subject (region, subject_id, adjustment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What another person made of each. Append-only; the key admits one decision.
CREATE TABLE adjustment_decision (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  adjustment_id BINARY(16) NOT NULL,
  approved TINYINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  entry_seq BIGINT NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, adjustment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Proposals to terminate that repetition calls for (policy: multi_year), once for each event that
-- completes a rule. Append-only.
CREATE TABLE proposal (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  proposal_id BINARY(16) NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  completed_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rule INT NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NULL,
  occurrences TEXT NOT NULL,
  window_first CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  window_last CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_seq BIGINT NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, proposal_id),
  KEY proposal_by_subject (region, subject_kind, subject_id, completed_by)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How each ended: adopted (1), rejected (2), or withdrawn (3) since what it rested on was revoked.
-- Append-only; the key admits one end.
CREATE TABLE proposal_decision (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  proposal_id BINARY(16) NOT NULL,
  outcome TINYINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  document VARCHAR(200) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, proposal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Bands entered (event 1) and crossings undone by a reversal (event 2), each with the entry it goes
-- back to and the one after which it was recorded. Append-only.
CREATE TABLE crossing (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  seq INT NOT NULL,
  event TINYINT NOT NULL,
  band VARCHAR(64) NOT NULL,
  band_first BIGINT NOT NULL,
  suspend_months INT NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  entry_seq BIGINT NOT NULL,
  points_before BIGINT NOT NULL,
  points_after BIGINT NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_seq BIGINT NOT NULL,
  recorded_time BIGINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, year, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
