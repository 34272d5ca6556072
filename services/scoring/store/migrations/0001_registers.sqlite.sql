-- Institutions, policies, the points ledger and what follows from it.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone.
CREATE TABLE institution (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  district TEXT NOT NULL CHECK (length(district) BETWEEN 1 AND 100),
  designated_from TEXT NOT NULL CHECK (length(designated_from) = 10),
  designated_to TEXT CHECK (length(designated_to) = 10),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, institution_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  effective_from TEXT NOT NULL CHECK (length(effective_from) = 10),
  effective_to TEXT CHECK (length(effective_to) = 10),
  file_name TEXT NOT NULL CHECK (length(file_name) <= 200),
  content BLOB NOT NULL CHECK (length(content) <= 1048576),
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, sha256)
) STRICT, WITHOUT ROWID;

-- Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE entry (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  recorded_seq INTEGER NOT NULL CHECK (recorded_seq > 0),
  entry_id BLOB NOT NULL CHECK (length(entry_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  item INTEGER NOT NULL CHECK (item BETWEEN 1 AND 32),
  revision INTEGER NOT NULL CHECK (revision > 0),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 6),
  points INTEGER NOT NULL CHECK (points >= 0),
  veto INTEGER NOT NULL CHECK (veto IN (0, 1)),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  act_start TEXT NOT NULL CHECK (length(act_start) = 10),
  act_end TEXT NOT NULL CHECK (length(act_end) = 10),
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  recorded_time INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (region, recorded_seq),
  UNIQUE (region, case_id, item, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_by_year ON entry (region, year, institution_id, recorded_seq);
CREATE INDEX entry_by_institution ON entry (region, institution_id, year, recorded_seq);

-- A cache of the ledger; may be rebuilt from it at any time.
CREATE TABLE balance (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  points INTEGER NOT NULL CHECK (points >= 0),
  last_seq INTEGER NOT NULL,
  PRIMARY KEY (region, institution_id, year)
) STRICT, WITHOUT ROWID;

-- What the points of a year brought about, each row as it stood after the entry last_seq. Append-only.
CREATE TABLE consequence (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
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
  PRIMARY KEY (region, institution_id, year, seq)
) STRICT, WITHOUT ROWID;

-- Who did what: see common/audit. Append-only.
CREATE TABLE audit (
  region TEXT NOT NULL,
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
  request_id BLOB NOT NULL PRIMARY KEY CHECK (length(request_id) = 16),
  caller TEXT NOT NULL,
  method TEXT NOT NULL,
  scope TEXT NOT NULL,
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  response BLOB NOT NULL
) STRICT, WITHOUT ROWID;
