-- People: who may be called to a hearing, where they work, who was called when. Nothing here names a
-- case, a serial or a credential. Times are seconds since 1970 (UTC), dates civil dates of the
-- bureau's zone.
CREATE TABLE member (
  member_id BLOB NOT NULL CHECK (length(member_id) = 16),
  member_no TEXT NOT NULL CHECK (length(member_no) BETWEEN 1 AND 32),
  grp INTEGER NOT NULL CHECK (grp BETWEEN 1 AND 4),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  employer_code TEXT CHECK (length(employer_code) BETWEEN 1 AND 32),
  contact_sealed BLOB NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  PRIMARY KEY (member_id),
  UNIQUE (member_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE affiliation (
  member_id BLOB NOT NULL CHECK (length(member_id) = 16),
  aff_id BLOB NOT NULL CHECK (length(aff_id) = 16),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  institution_code TEXT NOT NULL CHECK (length(institution_code) BETWEEN 1 AND 32),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  to_date TEXT CHECK (length(to_date) = 10),
  PRIMARY KEY (member_id, aff_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pool_snapshot (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  member_id BLOB NOT NULL CHECK (length(member_id) = 16),
  grp INTEGER NOT NULL CHECK (grp BETWEEN 1 AND 4),
  employer_code TEXT CHECK (length(employer_code) BETWEEN 1 AND 32),
  PRIMARY KEY (round_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pool_key (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  wrapped BLOB NOT NULL,
  reissue INTEGER NOT NULL CHECK (reissue IN (0, 1)),
  PRIMARY KEY (round_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  member_id BLOB NOT NULL CHECK (length(member_id) = 16),
  answer_hash BLOB CHECK (length(answer_hash) = 32),
  answer_by INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6),
  PRIMARY KEY (round_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_by_time ON invitation (answer_by);

-- leaf: 1 once the digest stands in the hearings' audit log.
CREATE TABLE roster_change (
  change_id BLOB NOT NULL CHECK (length(change_id) = 16),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  leaf INTEGER NOT NULL CHECK (leaf IN (0, 1)),
  PRIMARY KEY (change_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_change_waiting ON roster_change (leaf, change_id);

-- What refused answers to an invitation write, to cost what others cost.
CREATE TABLE ballast (
  slot INTEGER NOT NULL CHECK (slot = 1),
  state INTEGER NOT NULL,
  PRIMARY KEY (slot)
) STRICT, WITHOUT ROWID;
INSERT INTO ballast (slot, state) VALUES (1, 0);

-- Answers already given: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  caller TEXT NOT NULL CHECK (length(caller) <= 128),
  method TEXT NOT NULL CHECK (length(method) <= 191),
  scope TEXT NOT NULL CHECK (length(scope) <= 64),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  response BLOB NOT NULL,
  PRIMARY KEY (request_id)
) STRICT, WITHOUT ROWID;
