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
