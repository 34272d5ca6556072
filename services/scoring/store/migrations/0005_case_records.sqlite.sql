-- The acts recorded in a case, beside its state, chained by hash; officers who left a case; the
-- party's challenges. All append-only.
CREATE TABLE case_record (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  kind INTEGER NOT NULL CHECK (kind > 0),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  document_no TEXT NOT NULL,
  reason TEXT NOT NULL,
  refers_to INTEGER NOT NULL CHECK (refers_to >= 0),
  outcome INTEGER NOT NULL,
  due_date TEXT CHECK (length(due_date) = 10),
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (region, case_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_record_by_kind ON case_record (region, kind, case_id, seq);

-- Persons, evidence, findings and further numbers a record names, in their order.
CREATE TABLE case_record_part (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  position INTEGER NOT NULL CHECK (position > 0),
  kind INTEGER NOT NULL CHECK (kind > 0),
  value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
  text TEXT NOT NULL,
  PRIMARY KEY (region, case_id, seq, position)
) STRICT, WITHOUT ROWID;

-- Officers who stood down from a case, by the record that says so; they never come back to it.
CREATE TABLE case_officer_left (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  seq INTEGER NOT NULL CHECK (seq > 0),
  PRIMARY KEY (region, case_id, person)
) STRICT, WITHOUT ROWID;

-- Challenges of the committee (申请回避) stand apart from the record of the case: a gap in its
-- numbers would tell that one was filed.
CREATE TABLE challenge (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  challenge_no INTEGER NOT NULL CHECK (challenge_no > 0),
  target_kind INTEGER NOT NULL CHECK (target_kind IN (1, 2)),
  target TEXT NOT NULL CHECK (length(target) BETWEEN 1 AND 200),
  reason TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, challenge_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_ruling (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  challenge_no INTEGER NOT NULL CHECK (challenge_no > 0),
  ruling INTEGER NOT NULL CHECK (ruling IN (1, 2)),
  reason TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, challenge_no)
) STRICT, WITHOUT ROWID;
