-- The points ledger holds subjects of any kind: institutions (1 medical, 2 pharmacy) and persons
-- (3). Entries written before keep their hash (format 1), which covers their subject's id only.
-- Columns are renamed: stop an older program first.
ALTER TABLE entry RENAME COLUMN institution_id TO subject_id;
ALTER TABLE entry ADD COLUMN subject_kind INTEGER NOT NULL DEFAULT 1
  CHECK (subject_kind BETWEEN 1 AND 3);
ALTER TABLE entry ADD COLUMN format INTEGER NOT NULL DEFAULT 1 CHECK (format IN (1, 2));
ALTER TABLE entry ADD COLUMN chosen_months INTEGER NOT NULL DEFAULT 0 CHECK (chosen_months >= 0);
ALTER TABLE entry ADD COLUMN approver TEXT NOT NULL DEFAULT '' CHECK (length(approver) <= 128);
ALTER TABLE entry ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500);
ALTER TABLE entry ADD COLUMN document TEXT NOT NULL DEFAULT '' CHECK (length(document) <= 200);
UPDATE entry SET subject_kind = COALESCE((SELECT i.kind FROM institution i
  WHERE i.region = entry.region AND i.institution_id = entry.subject_id), 1);

CREATE TABLE balance_of_subject (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  points INTEGER NOT NULL CHECK (points >= 0),
  last_seq INTEGER NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, year)
) STRICT, WITHOUT ROWID;
INSERT INTO balance_of_subject (region, subject_kind, subject_id, year, points, last_seq)
  SELECT b.region, COALESCE((SELECT i.kind FROM institution i
    WHERE i.region = b.region AND i.institution_id = b.institution_id), 1),
    b.institution_id, b.year, b.points, b.last_seq FROM balance b;
DROP TABLE balance;
ALTER TABLE balance_of_subject RENAME TO balance;

CREATE TABLE consequence_of_subject (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  last_seq INTEGER NOT NULL,
  band TEXT NOT NULL CHECK (length(band) <= 64),
  suspend_months INTEGER NOT NULL CHECK (suspend_months >= 0),
  suspend_start TEXT CHECK (length(suspend_start) = 10),
  suspend_end TEXT CHECK (length(suspend_end) = 10),
  cancelled_date TEXT CHECK (length(cancelled_date) = 10),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  recorded_time INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, subject_kind, subject_id, year, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO consequence_of_subject (region, subject_kind, subject_id, year, seq, last_seq, band,
    suspend_months, suspend_start, suspend_end, cancelled_date, policy_sha256, effective_date,
    recorded_time, actor, scenario)
  SELECT c.region, COALESCE((SELECT i.kind FROM institution i
    WHERE i.region = c.region AND i.institution_id = c.institution_id), 1),
    c.institution_id, c.year, c.seq, c.last_seq, c.band, c.suspend_months, c.suspend_start,
    c.suspend_end, c.cancelled_date, c.policy_sha256, c.effective_date, c.recorded_time, c.actor,
    c.scenario FROM consequence c;
DROP TABLE consequence;
ALTER TABLE consequence_of_subject RENAME TO consequence;

ALTER TABLE balance ADD COLUMN expired_seq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX balance_by_expiry ON balance (region, expired_seq, year);

-- Repairs (kind 3) and their undoing (kind 4) as asked for by one person. Append-only.
CREATE TABLE adjustment (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  adjustment_id BLOB NOT NULL CHECK (length(adjustment_id) = 16),
  kind INTEGER NOT NULL CHECK (kind IN (3, 4)),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  code TEXT NOT NULL CHECK (length(code) <= 32),
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  points INTEGER NOT NULL CHECK (points > 0),
  repair_id BLOB NOT NULL CHECK (length(repair_id) = 16),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  document TEXT NOT NULL CHECK (length(document) BETWEEN 1 AND 200),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, adjustment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX adjustment_by_subject ON adjustment (region, subject_id, adjustment_id);

-- What another person made of each. Append-only; the key admits one decision.
CREATE TABLE adjustment_decision (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  adjustment_id BLOB NOT NULL CHECK (length(adjustment_id) = 16),
  approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  entry_seq INTEGER NOT NULL,
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, adjustment_id)
) STRICT, WITHOUT ROWID;

-- Proposals to terminate that repetition calls for (policy: multi_year), once for each event that
-- completes a rule. Append-only.
CREATE TABLE proposal (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  proposal_id BLOB NOT NULL CHECK (length(proposal_id) = 16),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 32),
  completed_by TEXT NOT NULL CHECK (length(completed_by) BETWEEN 1 AND 64),
  rule INTEGER NOT NULL CHECK (rule >= 0),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  case_id BLOB CHECK (length(case_id) = 16),
  occurrences TEXT NOT NULL,
  window_first TEXT NOT NULL CHECK (length(window_first) = 10),
  window_last TEXT NOT NULL CHECK (length(window_last) = 10),
  last_seq INTEGER NOT NULL,
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, proposal_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_by_subject ON proposal (region, subject_kind, subject_id, completed_by);

-- How each ended: adopted (1), rejected (2), or withdrawn (3) since what it rested on was revoked.
-- Append-only; the key admits one end.
CREATE TABLE proposal_decision (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  proposal_id BLOB NOT NULL CHECK (length(proposal_id) = 16),
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 3),
  reason TEXT NOT NULL CHECK (length(reason) <= 500),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, proposal_id)
) STRICT, WITHOUT ROWID;

-- Bands entered (event 1) and crossings undone by a reversal (event 2), each with the entry it goes
-- back to and the one after which it was recorded. Append-only.
CREATE TABLE crossing (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  event INTEGER NOT NULL CHECK (event IN (1, 2)),
  band TEXT NOT NULL CHECK (length(band) <= 64),
  band_first INTEGER NOT NULL,
  suspend_months INTEGER NOT NULL CHECK (suspend_months >= 0),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  entry_seq INTEGER NOT NULL CHECK (entry_seq > 0),
  points_before INTEGER NOT NULL,
  points_after INTEGER NOT NULL,
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  last_seq INTEGER NOT NULL CHECK (last_seq > 0),
  recorded_time INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, subject_kind, subject_id, year, seq)
) STRICT, WITHOUT ROWID;
