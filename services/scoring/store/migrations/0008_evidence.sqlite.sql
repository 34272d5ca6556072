-- Evidence of cases. Bytes are staged under an upload's id and become visible when a row of
-- evidence_content names it; the same content is kept once in a region.

-- Uploads under way. touched_time is real time, by which what was left behind is swept.
CREATE TABLE evidence_upload (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  store_id BLOB NOT NULL CHECK (length(store_id) = 16),
  touched_time INTEGER NOT NULL,
  PRIMARY KEY (region, store_id)
) STRICT, WITHOUT ROWID;

-- Not WITHOUT ROWID: rows of a megabyte belong outside of the key's tree.
CREATE TABLE evidence_chunk (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  store_id BLOB NOT NULL CHECK (length(store_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
  PRIMARY KEY (region, store_id, seq)
) STRICT;

CREATE TABLE evidence_content (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  store_id BLOB NOT NULL CHECK (length(store_id) = 16),
  size_bytes INTEGER NOT NULL CHECK (size_bytes BETWEEN 1 AND 1073741824),
  chunks INTEGER NOT NULL CHECK (chunks > 0),
  PRIMARY KEY (region, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  evidence_id BLOB NOT NULL CHECK (length(evidence_id) = 16),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 8),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  file_name TEXT NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  size_bytes INTEGER NOT NULL CHECK (size_bytes BETWEEN 1 AND 1073741824),
  source_person TEXT NOT NULL CHECK (length(source_person) BETWEEN 1 AND 128),
  taken_date TEXT NOT NULL CHECK (length(taken_date) = 10),
  monitoring INTEGER NOT NULL CHECK (monitoring IN (0, 1)),
  uploaded_by TEXT NOT NULL CHECK (length(uploaded_by) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, evidence_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_case ON evidence (region, case_id, evidence_id);

-- The chain of custody. Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE evidence_custody (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  evidence_id BLOB NOT NULL CHECK (length(evidence_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  event INTEGER NOT NULL CHECK (event BETWEEN 1 AND 5),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  other_person TEXT NOT NULL,
  note TEXT NOT NULL,
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (region, evidence_id, seq)
) STRICT, WITHOUT ROWID;

-- The two reviews of evidence of online monitoring. Append-only.
CREATE TABLE evidence_review (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  evidence_id BLOB NOT NULL CHECK (length(evidence_id) = 16),
  aspect INTEGER NOT NULL CHECK (aspect IN (1, 2)),
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
  reviewer TEXT NOT NULL CHECK (length(reviewer) BETWEEN 1 AND 128),
  opinion TEXT NOT NULL CHECK (length(opinion) BETWEEN 1 AND 500),
  review_date TEXT NOT NULL CHECK (length(review_date) = 10),
  PRIMARY KEY (region, evidence_id, aspect)
) STRICT, WITHOUT ROWID;
